/* SPDX-License-Identifier: Apache-2.0 */
/**
 * OpenTelemetry's SDK writes into ttlog: exporters named {@code ttlog} of spans, log records and metrics, found by its
 * autoconfiguration ({@code otel.traces.exporter=ttlog} and so on), in an application and in OpenTelemetry's Java agent.
 *
 * <p>Vocabulary: an <em>exporter</em> is what the SDK calls; a <em>handover</em> is its way into a {@link
 * io.ttlog.core.runtime.Recorder}: the one that runs, or a <em>shared recorder</em> that is started for exporters and closed with
 * the last of them. A <em>mapping</em> writes one item of the SDK's as records (RFC-0011).
 *
 * <p>Threads: an exporter works in the thread that calls it, through the ring of that thread, and keeps nothing between two calls;
 * it may be called by several. Imports OpenTelemetry's API, its SDK and its autoconfiguration's SPI, which the application brings.
 */
@NullMarked
package io.ttlog.opentelemetry;

import org.jspecify.annotations.NullMarked;
