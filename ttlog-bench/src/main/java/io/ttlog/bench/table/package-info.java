/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command {@code ./ttlog bench}: runs the benchmarks and harnesses one after the other, interleaved by rounds, and shows
 * one table with ratios and bars, as Markdown and JSON, which a later run can be compared with.
 *
 * <p>Vocabulary: a <em>measure</em> is what was measured of one peer, with its samples; a <em>run</em> is one JVM that yields
 * samples; a <em>round</em> is one pass over all runs; a <em>bar</em> is what a measure of ttlog has to reach.
 */
@NullMarked
package io.ttlog.bench.table;

import org.jspecify.annotations.NullMarked;
