/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Histogram;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One histogram with its labels. A few stripes, each with a lock of one compare-and-set that is held for some additions and
 * never while other code runs; a thread that finds its stripe taken tries the next. So count and sum always belong together,
 * and a reading takes each value exactly once.
 */
final class HistogramSeries implements Histogram {
    private static final int STRIPES = 4; // a power of two

    private final SeriesKey<HistogramSeries> key;
    private final Stripe[] stripes = new Stripe[STRIPES];

    HistogramSeries(SeriesKey<HistogramSeries> key) {
        this.key = key;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    @Override
    public void record(double value) {
        if (Double.isNaN(value)) {
            key.instrument().misused();
            return;
        }
        int index = System.identityHashCode(Thread.currentThread());
        while (!stripes[index & STRIPES - 1].tryAdd(value)) { // ends: some holder is always within a few instructions
            index++;
            Thread.onSpinWait();
        }
    }

    @Override
    public Histogram labels(String... namesAndValues) {
        return key.instrument().labelled(namesAndValues);
    }

    void read(Metrics.Reader reader) {
        Stripe total = new Stripe();
        for (Stripe stripe : stripes) {
            stripe.drainInto(total);
        }
        if (total.count > 0) {
            reader.histogram(key.instrument().name(), key.labels(), total.count, total.sum, total.min, total.max);
        }
    }

    private static final class Stripe {
        private static final AtomicIntegerFieldUpdater<Stripe> TAKEN =
                AtomicIntegerFieldUpdater.newUpdater(Stripe.class, "taken");

        // The fields below are read and written only by who has set it from 0 to 1. Given back by a field store, which
        // needs no stack, so that not even a StackOverflowError leaves it taken.
        private volatile int taken;
        private long count;
        private double sum;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        boolean tryAdd(double value) {
            if (taken != 0 || !TAKEN.compareAndSet(this, 0, 1)) {
                return false;
            }
            count++;
            sum += value;
            if (value < min) {
                min = value;
            }
            if (value > max) {
                max = value;
            }
            taken = 0;
            return true;
        }

        void drainInto(Stripe total) {
            while (!TAKEN.compareAndSet(this, 0, 1)) {
                Thread.onSpinWait();
            }
            total.count += count;
            total.sum += sum;
            if (min < total.min) {
                total.min = min;
            }
            if (max > total.max) {
                total.max = max;
            }
            count = 0;
            sum = 0;
            min = Double.POSITIVE_INFINITY;
            max = Double.NEGATIVE_INFINITY;
            taken = 0;
        }
    }
}
