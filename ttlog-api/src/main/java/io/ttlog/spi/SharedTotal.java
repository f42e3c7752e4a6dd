/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The values of threads that have no cell of their own. A lock of one compare-and-set, held for some additions, and while buckets are
 * moved, but never while other code runs. Safe for all threads.
 */
final class SharedTotal {
    private static final AtomicIntegerFieldUpdater<SharedTotal> TAKEN =
            AtomicIntegerFieldUpdater.newUpdater(SharedTotal.class, "taken");

    /** Looks at the current span in one period, for an exemplar. */
    private static final int LOOKS_MAX = 64;

    // Read and written only by who has set `taken` from 0 to 1. That is given back by a field store, which needs no
    // stack, so
    // that not even a StackOverflowError leaves it taken.
    private HistogramTotal total = new HistogramTotal();
    private volatile int taken;

    // A data race without harm: how many look decides who finds an exemplar, nothing else.
    private int looks;

    void add(double value, Metrics metrics) {
        final Exemplar exemplar = looks < LOOKS_MAX ? exemplar(value, metrics) : null;
        take();
        try {
            total.add(value);
            if (exemplar != null) {
                total.exemplar().keepLarger(exemplar);
            }
        } finally {
            taken = 0;
        }
    }

    private @Nullable Exemplar exemplar(double value, Metrics metrics) {
        looks++;
        Exemplar exemplar = new Exemplar();
        if (!metrics.sampledSpan(exemplar)) {
            return null;
        }
        exemplar.value(value);
        return exemplar;
    }

    void merge(HistogramTotal more) {
        take();
        try {
            total.add(more);
        } finally {
            taken = 0;
        }
    }

    void drainInto(HistogramTotal target) {
        HistogramTotal fresh = new HistogramTotal();
        HistogramTotal drained;
        take();
        try {
            drained = total;
            total = fresh;
        } finally {
            taken = 0;
        }
        looks = 0;
        target.add(drained);
    }

    private void take() {
        while (taken != 0
                || !TAKEN.compareAndSet(this, 0, 1)) { // ends: some holder is always within a few instructions
            Thread.onSpinWait();
        }
    }
}
