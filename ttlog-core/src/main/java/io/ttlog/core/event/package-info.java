/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The binary event (RFC-0001): how one log event, span or metric reading lies in a byte array, who writes it
 * ({@link io.ttlog.core.event.EventEncoder}) and who reads it ({@link io.ttlog.core.event.EventReader}).
 *
 * <p>Vocabulary: a <em>symbol</em> is a string known by a small number, a <em>template</em> is the text of a log call
 * with named holes, a <em>field</em> is a key symbol with a typed value. Encoders and readers belong to one thread;
 * {@link io.ttlog.core.event.Symbols} is shared by all. The package knows neither rings nor sinks.
 */
@NullMarked
package io.ttlog.core.event;

import org.jspecify.annotations.NullMarked;
