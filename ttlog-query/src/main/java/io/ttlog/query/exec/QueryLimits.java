/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

/**
 * What one query may take; beyond it fails with QUERY_LIMIT.
 *
 * @param resultRowsMax rows of the result, and rows that are sorted for it
 * @param groupsMax groups, and distinct values within one aggregate
 * @param percentileValuesMax values that one percentile sorts
 * @param memoryBytesMax bytes of the rows that operators hold: those that are sorted, joined with, or the result
 * @param timeNanosMax wall time
 */
public record QueryLimits(
        int resultRowsMax, int groupsMax, int percentileValuesMax, long memoryBytesMax, long timeNanosMax) {
    /** A million rows, 5 million groups, 50 million values of a percentile (at most 600 MB), 1 GB, 5 minutes. */
    public static final QueryLimits DEFAULT = new QueryLimits(1_000_000, 5_000_000, 50_000_000);

    /** Limits of rows, and the usual ones of memory and time. */
    public QueryLimits(int resultRowsMax, int groupsMax, int percentileValuesMax) {
        this(resultRowsMax, groupsMax, percentileValuesMax, 1_000_000_000L, 300_000_000_000L);
    }
}
