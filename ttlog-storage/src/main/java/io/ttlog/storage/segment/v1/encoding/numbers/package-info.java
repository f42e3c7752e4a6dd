/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Encodings of numbers: whole ones and times ({@code *Longs}, {@link io.ttlog.storage.segment.v1.encoding.numbers.ClockTimes}) and
 * doubles ({@link io.ttlog.storage.segment.v1.encoding.numbers.DecimalDoubles}, {@link
 * io.ttlog.storage.segment.v1.encoding.numbers.PiecesOfDoubles}), which come as their bits. Stateless, safe for all threads.
 */
@NullMarked
package io.ttlog.storage.segment.v1.encoding.numbers;

import org.jspecify.annotations.NullMarked;
