/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The values of threads that have no cell of their own. A lock of one compare-and-set, held for some additions and never while
 * other code runs. Safe for all threads.
 */
final class SharedTotal {
    private static final AtomicIntegerFieldUpdater<SharedTotal> TAKEN =
            AtomicIntegerFieldUpdater.newUpdater(SharedTotal.class, "taken");

    // Read and written only by who has set `taken` from 0 to 1. Given back by a field store, which needs no stack, so
    // that
    // not even a StackOverflowError leaves it taken.
    private final HistogramTotal total = new HistogramTotal();
    private volatile int taken;

    void add(double value) {
        take();
        final HistogramTotal t = total; // field by field: a call could end in a StackOverflowError, with the lock taken
        t.count++;
        t.sum += value;
        if (value < t.min) {
            t.min = value;
        }
        if (value > t.max) {
            t.max = value;
        }
        taken = 0;
    }

    void merge(HistogramTotal more) {
        take();
        try {
            if (more.count > 0) {
                total.add(more.count, more.sum, more.min, more.max);
            }
        } finally {
            taken = 0;
        }
    }

    void drainInto(HistogramTotal target) {
        take();
        try {
            if (total.count > 0) {
                target.add(total.count, total.sum, total.min, total.max);
                total.clear();
            }
        } finally {
            taken = 0;
        }
    }

    private void take() {
        while (taken != 0
                || !TAKEN.compareAndSet(this, 0, 1)) { // ends: some holder is always within a few instructions
            Thread.onSpinWait();
        }
    }
}
