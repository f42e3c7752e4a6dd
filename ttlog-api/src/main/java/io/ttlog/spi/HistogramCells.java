/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/**
 * The values of one histogram or timer with its labels. Each thread adds to a cell of its own, those that have none share one. Count, sum and
 * buckets always belong together, and a reading takes each value exactly once.
 */
final class HistogramCells extends CellTable<HistogramCell> {
    private final Metrics metrics;
    /** What threads without a cell recorded, and those that are dead. */
    private final SharedTotal shared = new SharedTotal();

    HistogramCells(Metrics metrics) {
        this.metrics = metrics;
    }

    void record(double value) {
        try {
            final HistogramCell cell = own();
            if (cell == null) {
                share(value);
            } else if (value >= Double.MIN_NORMAL && value <= Double.MAX_VALUE) {
                cell.add(value);
            } else if (Math.abs(value) <= Double.MAX_VALUE) {
                cell.addOdd(value);
            } else {
                metrics.misused();
            }
        } catch (OutOfMemoryError noRoom) { // for the first buckets; the host must not see it from us
            metrics.lost();
        }
    }

    private void share(double value) {
        if (Math.abs(value) <= Double.MAX_VALUE) {
            shared.add(value, metrics);
        } else {
            metrics.misused();
        }
    }

    /** For one reader at a time. */
    void read(Metrics.Reader reader, Series series) {
        HistogramTotal total = new HistogramTotal();
        forEach(cell -> cell.takeInto(total));
        shared.drainInto(total);
        if (total.count() > 0) {
            reader.histogram(series, total);
        }
    }

    @Override
    HistogramCell newCell(Thread owner) {
        return new HistogramCell(owner, metrics);
    }

    @Override
    void retire(HistogramCell cell) {
        HistogramTotal rest = new HistogramTotal();
        cell.takeRest(rest);
        shared.merge(rest);
    }
}
