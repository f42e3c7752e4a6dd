/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.core.event.BucketFormat;
import io.ttlog.spi.ExponentialBuckets;
import org.jspecify.annotations.Nullable;

/**
 * What the readings of one series and kind in one bucket of time come to. Sums are kept with Neumaier's compensation, as those of queries are;
 * NaN is larger than every number, as it is there. Belongs to one thread; used again for the next bucket.
 */
final class Bucket {
    /** As many as a query has: so it makes no difference whether it adds up readings or buckets of time. */
    private static final int BUCKETS_MAX = 1_024;

    long readings;
    long count;
    boolean hasSum;
    boolean hasExtremes;
    double min;
    double max;
    boolean hasEnds;
    double first;
    double last;
    long firstTime;
    long lastTime;
    boolean hasIncrease;
    double increase;

    @Nullable
    ExponentialBuckets buckets;

    private double sum;
    private double compensation;

    /** Nothing is in it. */
    void clear() {
        readings = 0;
        count = 0;
        hasSum = false;
        hasExtremes = false;
        hasEnds = false;
        hasIncrease = false;
        increase = 0;
        buckets = null;
        sum = 0;
        compensation = 0;
    }

    boolean isEmpty() {
        return readings == 0 && !hasIncrease;
    }

    /** A reading, of whatever kind. */
    void reading(long time) {
        if (readings++ == 0) {
            firstTime = time;
        }
        lastTime = time;
    }

    /** The value of the reading. */
    void value(double value) {
        count++;
        add(value);
        extreme(value, value);
        if (!hasEnds) {
            hasEnds = true;
            first = value;
        }
        last = value;
    }

    void add(double more) {
        hasSum = true;
        double after = sum + more;
        compensation += Math.abs(sum) >= Math.abs(more) ? sum - after + more : more - after + sum;
        sum = after;
    }

    /** The sum; infinities make the compensation NaN, and need none. */
    double sum() {
        return Double.isFinite(sum) ? sum + compensation : sum;
    }

    void extreme(double low, double high) {
        if (!hasExtremes) {
            hasExtremes = true;
            min = low;
            max = high;
            return;
        }
        min = low < min || Double.isNaN(min) ? low : min;
        max = high > max || Double.isNaN(high) ? high : max;
    }

    void rise(double by) {
        hasIncrease = true;
        increase += by;
    }

    /** Adds the buckets of a histogram. */
    void histogram(byte[] bytes, int from, int length, String source) {
        BucketFormat.addTo(own(), bytes, from, length, source, 0);
    }

    private ExponentialBuckets own() {
        ExponentialBuckets known = buckets;
        if (known == null) {
            buckets = known = new ExponentialBuckets(BUCKETS_MAX, BucketFormat.SCALE_MAX);
        }
        return known;
    }

    /** Adds a finer bucket, which comes behind all that were added. */
    void add(Bucket finer) {
        if (finer.readings > 0) {
            firstTime = readings == 0 ? finer.firstTime : firstTime;
            lastTime = finer.lastTime;
            readings += finer.readings;
        }
        count += finer.count;
        if (finer.hasSum) {
            add(finer.sum);
            compensation += finer.compensation;
        }
        if (finer.hasExtremes) {
            extreme(finer.min, finer.max);
        }
        if (finer.hasEnds) {
            first = hasEnds ? first : finer.first;
            hasEnds = true;
            last = finer.last;
        }
        if (finer.hasIncrease) {
            rise(finer.increase);
        }
        ExponentialBuckets more = finer.buckets;
        if (more != null) {
            own().add(more);
        }
    }
}
