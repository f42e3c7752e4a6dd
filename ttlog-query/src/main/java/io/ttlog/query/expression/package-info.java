/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Expressions that are ready to run: typed, constant-folded trees of {@link io.ttlog.query.expression.Expression} that turn
 * {@link io.ttlog.query.expression.Rows} (a batch and a selection) into one vector. Kernels are static loops over primitive
 * arrays; values are dense, in the order of the selection; null rows are marked, their values unspecified.
 *
 * <p>Three-valued logic throughout: a NULL operand gives NULL unless the operator says otherwise. Values of type ANY (a
 * mixed attribute) take a slow road row by row.
 *
 * <p>A tree belongs to one query and one thread: {@link io.ttlog.query.expression.Constant} and
 * {@link io.ttlog.query.expression.PerDictionaryEntry} keep vectors between batches. Imports the column vectors and the SQL
 * places for errors; knows no table.
 */
@NullMarked
package io.ttlog.query.expression;

import org.jspecify.annotations.NullMarked;
