/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.UpDownCounter;

/** One up-down counter with its labels. */
final class UpDownCounterSeries implements UpDownCounter {
    private final SeriesKey<UpDownCounterSeries> key;
    private final CounterCells cells;
    private volatile boolean used; // a sum of 0 is one, too
    private boolean wasRead; // by the reader only
    private long lastRead;

    UpDownCounterSeries(SeriesKey<UpDownCounterSeries> key) {
        this.key = key;
        this.cells = new CounterCells(key.metrics());
    }

    @Override
    public void add(long change) {
        cells.add(change);
        if (!used) {
            used = true;
        }
    }

    @Override
    public UpDownCounter labels(String name, String value) {
        return key.metric().labelled(name, value);
    }

    @Override
    public UpDownCounter labels(String name1, String value1, String name2, String value2) {
        return key.metric().labelled(name1, value1, name2, value2);
    }

    @Override
    public UpDownCounter labels(String name1, String value1, String name2, String value2, String name3, String value3) {
        return key.metric().labelled(name1, value1, name2, value2, name3, value3);
    }

    @Override
    public UpDownCounter labels(String... namesAndValues) {
        return key.metric().labelled(namesAndValues);
    }

    @Override
    public long value() {
        return cells.sum();
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        if (!used) {
            return;
        }
        long now = cells.sum();
        boolean changed = !wasRead || now != lastRead;
        if (changed || !changedOnly) {
            wasRead = true;
            lastRead = now;
            reader.upDownCounter(key, now, changed ? cells.takeExemplar() : null);
        }
    }
}
