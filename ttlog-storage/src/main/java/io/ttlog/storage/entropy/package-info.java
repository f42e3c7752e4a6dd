/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Entropy coding: numbers and texts as bits, each of which costs the less the better it was foreseen (RFC-0002, "costly
 * encodings").
 *
 * <p>A {@link io.ttlog.storage.entropy.BitCoder} turns decisions into bytes ({@link io.ttlog.storage.entropy.RangeEncoder}) and back
 * ({@link io.ttlog.storage.entropy.RangeDecoder}). A <em>model</em> is one int in an array of the caller: how often a decision went
 * which way. What codes something is written once and runs with either coder, so that both sides cannot differ. A
 * <em>guess</em> is what came the last time after the same context. Everything here belongs to one thread and to one chunk. Imports
 * only {@code wire}.
 */
@NullMarked
package io.ttlog.storage.entropy;

import org.jspecify.annotations.NullMarked;
