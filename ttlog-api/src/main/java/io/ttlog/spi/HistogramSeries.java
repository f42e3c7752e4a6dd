/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Histogram;

/** One histogram with its labels. */
final class HistogramSeries implements Histogram {
    private final SeriesKey<HistogramSeries> key;
    private final HistogramCells cells;

    HistogramSeries(SeriesKey<HistogramSeries> key) {
        this.key = key;
        this.cells = new HistogramCells(key.metrics());
    }

    @Override
    public void record(double value) {
        cells.record(value);
    }

    @Override
    public Histogram labels(String name, String value) {
        return key.metric().labelled(name, value);
    }

    @Override
    public Histogram labels(String name1, String value1, String name2, String value2) {
        return key.metric().labelled(name1, value1, name2, value2);
    }

    @Override
    public Histogram labels(String name1, String value1, String name2, String value2, String name3, String value3) {
        return key.metric().labelled(name1, value1, name2, value2, name3, value3);
    }

    @Override
    public Histogram labels(String... namesAndValues) {
        return key.metric().labelled(namesAndValues);
    }

    /** For one reader at a time. */
    void read(Metrics.Reader reader) {
        cells.read(reader, key);
    }
}
