/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Histogram;

/**
 * One histogram with its labels. Each thread adds to a cell of its own, those that have none share one. Count and sum always belong
 * together, and a reading takes each value exactly once.
 */
final class HistogramSeries implements Histogram {
    private final SeriesKey<HistogramSeries> key;
    private final Cells cells = new Cells();
    /** Grows with each reading, and tells the cells to start over. */
    private volatile int epoch;

    HistogramSeries(SeriesKey<HistogramSeries> key) {
        this.key = key;
    }

    @Override
    public void record(double value) {
        if (Double.isNaN(value)) {
            key.instrument().misused();
            return;
        }
        final HistogramCell cell = cells.own();
        if (cell != null) {
            cell.add(value, epoch);
        } else {
            cells.shared.add(value);
        }
    }

    @Override
    public Histogram labels(String... namesAndValues) {
        return key.instrument().labelled(namesAndValues);
    }

    /** For one reader at a time. */
    void read(Metrics.Reader reader) {
        HistogramTotal total = cells.take();
        final int next = epoch + 1; // only one reader at a time
        epoch = next; // after the cells: what they read of `taken...` is then of this reading
        if (total.count > 0) {
            reader.histogram(key.instrument().name(), key.labels(), total.count, total.sum, total.min, total.max);
        }
    }

    private static final class Cells extends CellTable<HistogramCell> {
        /** What threads without a cell recorded, and those that are dead. */
        private final SharedTotal shared = new SharedTotal();

        @Override
        HistogramCell newCell(Thread owner) {
            return new HistogramCell(owner);
        }

        @Override
        void retire(HistogramCell cell) {
            HistogramTotal rest = new HistogramTotal();
            cell.takeRest(rest);
            shared.merge(rest);
        }

        synchronized HistogramTotal take() {
            HistogramTotal total = new HistogramTotal();
            forEach(cell -> cell.takeInto(total));
            shared.drainInto(total);
            return total;
        }
    }
}
