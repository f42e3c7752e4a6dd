/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a base-2 exponential histogram, as OpenTelemetry defines them: at a scale, bucket {@code i} has the numbers above {@code
 * 2^(i / 2^scale)} up to and with {@code 2^((i + 1) / 2^scale)}, of each sign; zeros are counted apart. Starts at the finest scale; when
 * values lie too far apart for {@link #bucketsMax} buckets of one sign, two become one in both. So it does not matter in which order values and other
 * buckets come. Belongs to one thread at a time.
 */
public final class ExponentialBuckets {
    /** The finest scale that ttlog records at: buckets are 0.54% wide, percentiles at most 0.27% off. */
    public static final int SCALE_MAX = BucketIndex.SCALE_MAX;
    /** Most buckets of one sign in a reading, as OpenTelemetry's default. */
    public static final int BUCKETS_MAX = 160;

    private final int bucketsMax;
    private long zeros;
    private final BucketRow positive;
    private @Nullable BucketRow negative;

    /** None, for readings of ttlog. */
    public ExponentialBuckets() {
        this(BUCKETS_MAX, SCALE_MAX);
    }

    /** None, at most so many of one sign, which are two at least: no scale puts both 1 and 2 into one. */
    public ExponentialBuckets(int bucketsMax, int scale) {
        if (bucketsMax < 2) {
            throw new IllegalArgumentException("at most " + bucketsMax + " buckets; at least 2 are needed");
        }
        this.bucketsMax = bucketsMax;
        positive = new BucketRow(bucketsMax, scale);
    }

    /** Most buckets of one sign. */
    public int bucketsMax() {
        return bucketsMax;
    }

    /** 2^scale buckets lie between a power of two and the next. */
    public int scale() {
        return positive.scale;
    }

    /** How many zeros. */
    public long zeros() {
        return zeros;
    }

    /** How many buckets of a sign there are from the lowest to the highest that has any. */
    public int bucketCount(boolean negatives) {
        BucketRow row = row(negatives);
        return row == null || row.isEmpty() ? 0 : row.last() - row.first() + 1;
    }

    /** Index of the lowest bucket of a sign that has any; 0 when there is none. */
    public int lowest(boolean negatives) {
        BucketRow row = row(negatives);
        return row == null || row.isEmpty() ? 0 : row.offset + row.first();
    }

    /** What the bucket counts that is so many above the lowest of the sign. */
    public long count(boolean negatives, int above) {
        BucketRow row = row(negatives);
        return row == null ? 0 : row.counts[row.first() + above];
    }

    private @Nullable BucketRow row(boolean negatives) {
        return negatives ? negative : positive;
    }

    /** How many values in all. */
    public long count() {
        long count = zeros;
        for (long c : positive.counts) {
            count += c;
        }
        BucketRow below = negative;
        if (below != null) {
            for (long c : below.counts) {
                count += c;
            }
        }
        return count;
    }

    /** Bytes of the counts. */
    public long heldBytes() {
        BucketRow below = negative;
        return (long) Long.BYTES * (positive.counts.length + (below == null ? 0 : below.counts.length));
    }

    /** Counts a value, which is finite. */
    public void add(double value) {
        if (value == 0) {
            zeros++;
        } else {
            add(value < 0, SCALE_MAX, BucketIndex.of(Math.abs(value)), 1);
        }
    }

    /** Counts zeros. */
    public void addZeros(long count) {
        zeros += count;
    }

    /** Counts so many values of a sign in a bucket of a scale, which need not be this one's. */
    public void add(boolean negatives, int bucketScale, int index, long count) {
        BucketRow row = negatives ? negativeRow() : positive;
        reduceScale(row.scale - bucketScale);
        int at = index >> bucketScale - row.scale;
        if (!row.holds(at)) {
            int reduction = row.scaleReduction(at);
            reduceScale(reduction);
            at >>= reduction;
            if (!row.holds(at) && !row.reserve(at)) {
                throw new OutOfMemoryError("buckets of a histogram");
            }
        }
        row.counts[at - row.offset] += count;
    }

    private BucketRow negativeRow() {
        BucketRow row = negative;
        if (row == null) {
            row = new BucketRow(bucketsMax, positive.scale);
            negative = row;
        }
        return row;
    }

    /** Counts what the other ones do. */
    public void add(ExponentialBuckets other) {
        reduceScale(scale() - other.scale());
        zeros += other.zeros;
        add(other.positive, false);
        if (other.negative != null) {
            add(other.negative, true);
        }
    }

    void add(BucketRow row, boolean negatives) {
        for (int i = 0; i < row.counts.length; i++) {
            if (row.counts[i] != 0) {
                add(negatives, row.scale, row.offset + i, row.counts[i]);
            }
        }
    }

    /** Counts less by what was counted before; the others are a part of these. */
    void subtract(ExponentialBuckets part) {
        int by = part.scale() - scale();
        zeros -= part.zeros;
        subtract(positive, part.positive, by);
        BucketRow below = negative;
        if (below != null && part.negative != null) {
            subtract(below, part.negative, by);
        }
    }

    private static void subtract(BucketRow row, BucketRow part, int by) {
        for (int i = 0; i < part.counts.length; i++) {
            if (part.counts[i] != 0) {
                row.counts[(part.offset + i >> by) - row.offset] -= part.counts[i];
            }
        }
    }

    /** Makes the scale so much smaller, if that is positive. */
    public void reduceScale(int by) {
        if (by > 0) {
            positive.reduceScale(by);
            if (negative != null) {
                negative.reduceScale(by);
            }
        }
    }

    /**
     * The percentile, between the two values nearest to {@code fraction * (count - 1)} linearly, as of the values themselves. Each is told as the
     * middle of its bucket, so that it is off by at most {@link #relativeErrorMax}; NaN when there is no value.
     *
     * @param fraction from 0 to 1
     */
    public double percentile(double fraction) {
        final long count = count();
        if (count <= 0) {
            return Double.NaN;
        }
        final double position = fraction * (double) (count - 1);
        final long below = Math.min((long) position, count - 1);
        final double weight = position - (double) below;
        final double low = valueAt(below);
        return weight == 0 ? low : low * (1 - weight) + valueAt(Math.min(below + 1, count - 1)) * weight;
    }

    /** The value at a rank, counted from 0 in ascending order. */
    private double valueAt(long rank) {
        long left = rank;
        BucketRow below = negative;
        if (below != null) {
            for (int i = below.counts.length - 1; i >= 0; i--) {
                left -= below.counts[i];
                if (left < 0) {
                    return -middle(below.offset + i);
                }
            }
        }
        left -= zeros;
        if (left < 0) {
            return 0;
        }
        for (int i = 0; i < positive.counts.length; i++) {
            left -= positive.counts[i];
            if (left < 0) {
                return middle(positive.offset + i);
            }
        }
        throw new IllegalStateException("rank " + rank + " of " + count());
    }

    /** The number whose relative distance to both bounds is the same: {@code 2 * low * high / (low + high)}. */
    private double middle(int index) {
        double inverseBase = Math.pow(2, -Math.pow(2, -scale()));
        double middle = Math.pow(2, index * Math.pow(2, -scale()) + 1 - log2(1 + inverseBase));
        return Math.min(Double.MAX_VALUE, Math.max(Double.MIN_VALUE, middle));
    }

    private static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }

    /** By which part of itself a percentile is off at most: half the width of a bucket. */
    public double relativeErrorMax() {
        double inverseBase = Math.pow(2, -Math.pow(2, -scale()));
        return (1 - inverseBase) / (1 + inverseBase);
    }

    /** The counts of a sign from the lowest bucket to the highest. */
    public long[] counts(boolean negatives) {
        BucketRow row = row(negatives);
        return row == null || row.isEmpty() ? new long[0] : Arrays.copyOfRange(row.counts, row.first(), row.last() + 1);
    }
}
