/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Grouping: {@link io.ttlog.query.aggregate.GroupTable} gives each distinct key a dense number, an {@code Accumulator} keeps one
 * state per number and is fed whole vectors, {@link io.ttlog.query.aggregate.Grouping} leads rows through both and hands the
 * groups out as batches. Groups and collected values are bounded; what is exceeded is named.
 *
 * <p>One query, one thread. Imports expressions and column vectors; knows no table and no plan.
 */
@NullMarked
package io.ttlog.query.aggregate;

import org.jspecify.annotations.NullMarked;
