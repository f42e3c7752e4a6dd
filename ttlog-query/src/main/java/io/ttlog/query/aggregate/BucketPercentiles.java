/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.BucketFormat;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.spi.ExponentialBuckets;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of histograms (RFC-0016) of all groups, added up; their percentiles are as of the values that were recorded, each told as
 * the middle of its bucket. In whatever order rows come, the buckets are as wide as the widest of any row.
 */
final class BucketPercentiles extends PercentileValues {
    /** Most buckets of a sign in a group, many more than a row of ttlog has: only rows that lie far apart make them wider. */
    private static final int BUCKETS_MAX = 1_024;

    private final int valuesMax;
    private final Aggregate aggregate;
    private @Nullable ExponentialBuckets[] groups = new ExponentialBuckets[0];
    private long heldBytes;

    BucketPercentiles(int valuesMax, Aggregate aggregate) {
        this.valuesMax = valuesMax;
        this.aggregate = aggregate;
    }

    @Override
    void resize(int newGroupCount) {
        groups = Arrays.copyOf(groups, newGroupCount);
    }

    @Override
    void add(int[] rowGroups, @Nullable Vector vector, int count) {
        if (!(vector instanceof BytesVector values)) {
            return;
        }
        for (int row = 0; row < count; row++) {
            if (!values.isNull(row)) {
                add(rowGroups[row], values, row);
            }
        }
    }

    private void add(int group, BytesVector values, int row) {
        ExponentialBuckets buckets = groups[group];
        if (buckets == null) {
            buckets = new ExponentialBuckets(BUCKETS_MAX, BucketFormat.SCALE_MAX);
            groups[group] = buckets;
        }
        long before = buckets.heldBytes();
        int from = values.offsets()[row];
        int length = values.offsets()[row + 1] - from;
        try {
            BucketFormat.addTo(buckets, values.bytes(), from, length, "buckets", 0);
        } catch (CorruptDataException notBuckets) {
            throw aggregate
                    .source()
                    .semantic(
                            aggregate.call().arguments().get(0).place(),
                            aggregate.call().function() + " of BYTES expected the buckets of a histogram but found "
                                    + length + " other bytes: " + notBuckets.getMessage());
        }
        hold(buckets.heldBytes() - before);
    }

    private ExponentialBuckets buckets(int group) {
        return Objects.requireNonNull(groups[group]);
    }

    private void hold(long moreBytes) {
        heldBytes += moreBytes;
        if (heldBytes > (long) valuesMax * Long.BYTES) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "percentiles of the query need more than " + valuesMax
                            + " buckets in memory; narrow WHERE, or group by something coarser");
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        BucketPercentiles more = (BucketPercentiles) other;
        for (int group = 0; group < count; group++) {
            ExponentialBuckets buckets = more.groups[group];
            ExponentialBuckets known = this.groups[groups[group]];
            if (buckets == null) {
                continue;
            }
            long before = known == null ? 0 : known.heldBytes();
            if (known == null) {
                this.groups[groups[group]] = buckets;
            } else {
                known.add(buckets);
            }
            hold(buckets(groups[group]).heldBytes() - before);
        }
    }

    @Override
    void result(int group, double fraction, boolean discrete, boolean asDouble, ColumnBuilder results) {
        ExponentialBuckets buckets = groups[group];
        if (buckets == null || buckets.count() <= 0) {
            results.appendNull();
        } else {
            results.appendDouble(buckets.percentile(fraction));
        }
    }
}
