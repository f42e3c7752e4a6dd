/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Timer;

/** One timer with its labels: a histogram of seconds. */
final class TimerSeries implements Timer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final SeriesKey<TimerSeries> key;
    private final HistogramCells cells;

    TimerSeries(SeriesKey<TimerSeries> key) {
        this.key = key;
        this.cells = new HistogramCells(key.metrics());
    }

    @Override
    public void record(long nanos) {
        if (nanos < 0) {
            key.metric().misused();
            return;
        }
        cells.record(
                (double) nanos / NANOS_PER_SECOND); // not times 1e-9, which a double cannot say: a second is to be 1
    }

    @Override
    public Timer labels(String name, String value) {
        return key.metric().labelled(name, value);
    }

    @Override
    public Timer labels(String name1, String value1, String name2, String value2) {
        return key.metric().labelled(name1, value1, name2, value2);
    }

    @Override
    public Timer labels(String name1, String value1, String name2, String value2, String name3, String value3) {
        return key.metric().labelled(name1, value1, name2, value2, name3, value3);
    }

    @Override
    public Timer labels(String... namesAndValues) {
        return key.metric().labelled(namesAndValues);
    }

    /** For one reader at a time. */
    void read(Metrics.Reader reader) {
        cells.read(reader, key);
    }
}
