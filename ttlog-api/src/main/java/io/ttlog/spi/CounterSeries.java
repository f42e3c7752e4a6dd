/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Counter;

/** One counter with its labels. */
final class CounterSeries implements Counter {
    private final SeriesKey<CounterSeries> key;
    private final CounterCells cells;
    private long lastRead; // by the reader only; 0 is also what a counter never used has

    CounterSeries(SeriesKey<CounterSeries> key) {
        this.key = key;
        this.cells = new CounterCells(key.metrics());
    }

    @Override
    public void add(long more) {
        if (more < 0) {
            key.metric().misused();
            return;
        }
        cells.add(more);
    }

    @Override
    public Counter labels(String name, String value) {
        return key.metric().labelled(name, value);
    }

    @Override
    public Counter labels(String name1, String value1, String name2, String value2) {
        return key.metric().labelled(name1, value1, name2, value2);
    }

    @Override
    public Counter labels(String name1, String value1, String name2, String value2, String name3, String value3) {
        return key.metric().labelled(name1, value1, name2, value2, name3, value3);
    }

    @Override
    public Counter labels(String... namesAndValues) {
        return key.metric().labelled(namesAndValues);
    }

    @Override
    public long value() {
        return cells.sum();
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        long now = cells.sum();
        boolean changed = now != lastRead;
        if (changed || (now != 0 && !changedOnly)) {
            lastRead = now;
            reader.counter(key, now, changed ? cells.takeExemplar() : null);
        }
    }
}
