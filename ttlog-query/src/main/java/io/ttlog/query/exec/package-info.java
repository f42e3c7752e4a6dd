/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs a {@link io.ttlog.query.plan.Plan} over a snapshot: {@link io.ttlog.query.exec.Execution} pulls batches from the scan,
 * filters and groups them, and pushes what is left into {@code Output}, which projects, removes duplicates, orders and limits.
 * The answer stays columnar in {@link io.ttlog.query.exec.ResultTable}; rows are views that exist when somebody looks.
 *
 * <p>The caller's thread does all the work; results are immutable. Every buffer is bounded by
 * {@link io.ttlog.query.exec.QueryLimits}.
 */
@NullMarked
package io.ttlog.query.exec;

import org.jspecify.annotations.NullMarked;
