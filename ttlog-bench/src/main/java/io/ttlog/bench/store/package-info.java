/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the store makes of real telemetry: the anchor, a feed of real logs, spans and metric points, read into events ({@link
 * io.ttlog.bench.store.Anchor}), written into a store, and counted byte for byte.
 */
@NullMarked
package io.ttlog.bench.store;

import org.jspecify.annotations.NullMarked;
