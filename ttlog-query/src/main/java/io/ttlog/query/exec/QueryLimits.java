/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

/**
 * What one query may hold in memory; beyond it fails with QUERY_LIMIT.
 *
 * @param resultRowsMax rows of the result, and rows that are sorted for it
 * @param groupsMax groups, and distinct values within one aggregate
 * @param percentileValuesMax values that one percentile sorts
 */
public record QueryLimits(int resultRowsMax, int groupsMax, int percentileValuesMax) {
    /** A million rows, 5 million groups, 50 million values of a percentile (at most 600 MB). */
    public static final QueryLimits DEFAULT = new QueryLimits(1_000_000, 5_000_000, 50_000_000);
}
