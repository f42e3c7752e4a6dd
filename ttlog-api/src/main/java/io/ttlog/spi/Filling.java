/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one thread recorded into a histogram since it last started over. That thread writes it between two stores: {@code begun}, then
 * {@code ended}, each the number of the change (a seqlock: Boehm, "Can seqlocks get along with programming language memory models?", MSPC
 * 2012). Where both are the same before and after it was copied, what was copied belongs together. Numbers are never used
 * again; the values are those since number {@code base}.
 */
@SuppressWarnings("UnusedVariable") // the padding: a collector may lay the fillings of a series side by side
final class Filling {
    /** Looks at the current span in one period, for an exemplar. */
    private static final int LOOKS_MAX = 64;
    /** Looks that find no span before only the largest values are looked at. */
    private static final int LOOKS_FREE = 16;

    private static final VarHandle BEGUN;
    private static final VarHandle ENDED;

    static {
        try {
            BEGUN = MethodHandles.lookup().findVarHandle(Filling.class, "begun", long.class);
            ENDED = MethodHandles.lookup().findVarHandle(Filling.class, "ended", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long p0;
    private long p1;
    private long p2;
    private long begun;
    private long base;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    /** The largest value, or less as long as smaller ones may become the exemplar. */
    private double top = Double.NEGATIVE_INFINITY;

    // As they are in `positive`, for fewer loads on the way of a value.
    private long[] counts = {};
    private int offset;
    private int shift;

    private final Metrics metrics;
    private final BucketRow positive = new BucketRow(ExponentialBuckets.BUCKETS_MAX, BucketIndex.SCALE_MAX);
    private @Nullable BucketRow negative;
    private long zeros;
    private int looks;
    private final Exemplar exemplar = new Exemplar();
    private long ended;
    private long p3;
    private long p4;
    private long p5;

    Filling(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Adds a positive normal number; only the owner. */
    void add(double value) {
        final long number = ended + 1;
        BEGUN.setOpaque(this, number);
        VarHandle.releaseFence(); // pairs with the acquireFence in copy()
        final long[] c = counts;
        final int at = (BucketIndex.of(Double.doubleToRawLongBits(value)) >> shift) - offset;
        if (at >= 0 && at < c.length) {
            c[at]++;
        } else {
            addBeyond(positive, BucketIndex.of(value));
        }
        sum += value;
        if (value < min) {
            min = value;
        }
        if (value > top) {
            rise(value);
        }
        ENDED.setRelease(this, number); // pairs with the getAcquire in copy()
    }

    /** Adds any other finite number; only the owner. */
    void addOdd(double value) {
        final long number = ended + 1;
        BEGUN.setOpaque(this, number);
        VarHandle.releaseFence(); // pairs with the acquireFence in copy()
        if (value == 0) {
            zeros++;
        } else {
            addBeyond(value < 0 ? negativeRow() : positive, BucketIndex.of(Math.abs(value)));
        }
        sum += value;
        min = Math.min(min, value);
        if (value > top) {
            rise(value);
        }
        ENDED.setRelease(this, number); // pairs with the getAcquire in copy()
    }

    private BucketRow negativeRow() {
        BucketRow row = negative;
        if (row == null) {
            row = new BucketRow(ExponentialBuckets.BUCKETS_MAX, positive.scale);
            negative = row;
        }
        return row;
    }

    /** Counts in a bucket, of the finest scale, that may be beyond those that there are. Allocates until there are as many as there may be. */
    private void addBeyond(BucketRow row, int index) {
        int at = index >> BucketIndex.SCALE_MAX - row.scale;
        if (!row.holds(at)) {
            reduceScale(row.scaleReduction(at));
            at = index >> BucketIndex.SCALE_MAX - row.scale;
            while (!row.holds(at) && !row.reserve(at)) { // ends: at some scale all are in one bucket
                if (row.counts.length == 0) {
                    throw new OutOfMemoryError("buckets of a histogram");
                }
                reduceScale(1);
                at = index >> BucketIndex.SCALE_MAX - row.scale;
            }
        }
        row.counts[at - row.offset]++;
        mirror();
    }

    private void mirror() {
        counts = positive.counts;
        offset = positive.offset;
        shift = BucketIndex.SCALE_MAX - positive.scale;
    }

    private void reduceScale(int by) {
        positive.reduceScale(by);
        if (negative != null) {
            negative.reduceScale(by);
        }
    }

    /** The largest value so far, or one of the first: keeps the current span, if that is sampled. A bounded number of times. */
    private void rise(double value) {
        max = Math.max(max, value);
        if (looks < LOOKS_MAX) {
            looks++;
            if (metrics.sampledSpan(exemplar)) {
                exemplar.value(value);
                looks = Math.max(looks, LOOKS_FREE);
            }
        }
        top = looks < LOOKS_FREE ? Double.NEGATIVE_INFINITY : max;
    }

    /** Starts over, in the memory that there is, if nothing was added since the number; only the owner. */
    void clear(long since) {
        if (ended == since) {
            final long number = since + 1;
            BEGUN.setOpaque(this, number);
            VarHandle.releaseFence(); // pairs with the acquireFence in copy()
            base = number;
            sum = 0;
            min = Double.POSITIVE_INFINITY;
            max = Double.NEGATIVE_INFINITY;
            top = Double.NEGATIVE_INFINITY;
            looks = 0;
            exemplar.clear();
            zeros = 0;
            positive.clear(BucketIndex.SCALE_MAX);
            if (negative != null) {
                negative.clear(BucketIndex.SCALE_MAX);
            }
            mirror();
            ENDED.setRelease(this, number); // pairs with the getAcquire in copy()
        }
    }

    /** The number of the last change. */
    long endedAcquire() {
        return (long) ENDED.getAcquire(this);
    }

    /** What it holds, when nobody writes it. */
    Copy copyPlain() {
        return new Copy(this, base, ended, sum, min, max, zeros, positive, negative, exemplar);
    }

    /** What it holds; null when the owner changed it meanwhile. */
    @Nullable
    Copy copy() {
        final long before = (long) ENDED.getAcquire(this);
        if ((long) BEGUN.getOpaque(this) != before) {
            return null;
        }
        final Copy copy = new Copy(this, base, before, sum, min, max, zeros, positive, negative, exemplar);
        VarHandle.acquireFence();
        return (long) BEGUN.getOpaque(this) == before ? copy : null;
    }

    /** What a filling held at a time. Its counts are as they were found: not in order before the copy is known to be whole. */
    static final class Copy {
        final Filling of;
        final long base;
        final long ended;
        final double sum;
        private final double min;
        private final double max;
        private final long zeros;
        private final BucketRow positive;
        private final @Nullable BucketRow negative;
        private final Exemplar exemplar = new Exemplar();

        Copy(
                Filling of,
                long base,
                long ended,
                double sum,
                double min,
                double max,
                long zeros,
                BucketRow positive,
                @Nullable BucketRow negative,
                Exemplar exemplar) {
            this.of = of;
            this.base = base;
            this.ended = ended;
            this.sum = sum;
            this.min = min;
            this.max = max;
            this.zeros = zeros;
            this.positive = copy(positive);
            this.negative = negative == null ? null : copy(negative);
            this.exemplar.set(exemplar);
        }

        private static BucketRow copy(BucketRow row) {
            BucketRow copy = new BucketRow(ExponentialBuckets.BUCKETS_MAX, row.scale);
            copy.offset = row.offset;
            copy.counts = row.counts.clone();
            final int first = copy.first();
            if (first >= 0) { // no more than it needs: the last copy that was told is kept
                copy.counts = Arrays.copyOfRange(copy.counts, first, copy.last() + 1);
                copy.offset += first;
            }
            return copy;
        }

        long count() {
            return ended - base;
        }

        ExponentialBuckets buckets() {
            ExponentialBuckets buckets = new ExponentialBuckets(ExponentialBuckets.BUCKETS_MAX, positive.scale);
            buckets.addZeros(zeros);
            buckets.add(positive, false);
            if (negative != null) {
                buckets.add(negative, true);
            }
            return buckets;
        }

        /** Adds what is new since an earlier copy of the same filling, if there is one. */
        void addTo(HistogramTotal total, @Nullable Copy told) {
            final Copy before = told != null && told.of == of && told.base == base ? told : null;
            final long more = before == null ? count() : ended - before.ended;
            if (more > 0) {
                ExponentialBuckets buckets = buckets();
                if (before != null) {
                    buckets.subtract(before.buckets());
                }
                total.buckets().add(buckets);
                total.add(more, before == null ? sum : sum - before.sum, min, max);
                total.exemplar().keepLarger(exemplar);
            }
        }
    }
}
