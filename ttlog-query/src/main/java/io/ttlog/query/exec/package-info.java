/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs {@link io.ttlog.query.plan.Plan}s: {@code Operators} makes an {@code Operator} of each node, and
 * {@link io.ttlog.query.exec.Execution} pulls rows from the root, batch by batch. What holds rows holds them as
 * {@code StoredRows}. The answer stays columnar in {@link io.ttlog.query.exec.ResultTable}; rows are views that exist when
 * somebody looks.
 *
 * <p>The caller's thread does all the work; results are immutable. Time, memory and rows are bounded by
 * {@link io.ttlog.query.exec.QueryLimits}, which {@code QueryRun} watches.
 */
@NullMarked
package io.ttlog.query.exec;

import org.jspecify.annotations.NullMarked;
