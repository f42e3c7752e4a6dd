/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/** One counter with its labels: the sum of what each thread counted by itself and of what the others share. */
final class CounterSeries implements Counter {
    private final SeriesKey<CounterSeries> key;
    private final Cells cells = new Cells();
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
        final CounterCell cell = cells.own();
        if (cell != null) {
            cell.add(more);
        } else {
            cells.shared.add(more);
        }
    }

    @Override
    public Counter labels(String... namesAndValues) {
        return key.instrument().labelled(namesAndValues);
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
            reader.counter(key.instrument().name(), key.labels(), now);
        }
    }

    private static final class Cells extends CellTable<CounterCell> {
        /** What threads without a cell counted, and those that are dead. */
        private final LongAdder shared = new LongAdder();

        @Override
        CounterCell newCell(Thread owner) {
            return new CounterCell(owner);
        }

        @Override
        void retire(CounterCell cell) {
            shared.add(cell.count());
        }

        synchronized long sum() {
            long[] sum = {0};
            forEach(cell -> sum[0] += cell.count());
            return sum[0] + shared.sum();
        }
    }

    @SuppressWarnings("UnusedVariable") // the padding: a collector lays the cells of a series side by side
    private static final class CounterCell extends CellTable.Cell {
        private static final VarHandle COUNT;

        static {
            try {
                COUNT = MethodHandles.lookup().findVarHandle(CounterCell.class, "count", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long p0;
        private long p1;
        private long p2;
        private long count;
        private long p3;
        private long p4;
        private long p5;

        CounterCell(Thread owner) {
            super(owner);
        }

        void add(long more) {
            COUNT.setOpaque(this, count + more); // only the owner writes; opaque: a reader sees it in time, and whole
        }

        long count() {
            return (long) COUNT.getOpaque(this);
        }
    }
}
