/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Counter;
import java.util.concurrent.atomic.LongAdder;

/** One counter with its labels: a striped sum. */
final class CounterSeries implements Counter {
    private final SeriesKey<CounterSeries> key;
    private final LongAdder count = new LongAdder();
    private long lastRead; // by the reader only; 0 is also what a counter never used has

    CounterSeries(SeriesKey<CounterSeries> key) {
        this.key = key;
    }

    @Override
    public void add(long more) {
        if (more < 0) {
            key.instrument().misused();
            return;
        }
        count.add(more);
    }

    @Override
    public Counter labels(String... namesAndValues) {
        return key.instrument().labelled(namesAndValues);
    }

    @Override
    public long value() {
        return count.sum();
    }

    void read(Metrics.Reader reader, boolean changedOnly) {
        long now = count.sum();
        boolean changed = now != lastRead;
        if (changed || (now != 0 && !changedOnly)) {
            lastRead = now;
            reader.counter(key.instrument().name(), key.labels(), now);
        }
    }
}
