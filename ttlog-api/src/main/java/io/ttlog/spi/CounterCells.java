/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The sum of what each thread counted by itself and of what the others share. Safe for all threads. */
final class CounterCells extends CellTable<CounterCells.CounterCell> {
    private final Metrics metrics;
    /** What threads without a cell counted, and those that are dead. */
    private final LongAdder shared = new LongAdder();

    CounterCells(Metrics metrics) {
        this.metrics = metrics;
    }

    void add(long more) {
        final CounterCell cell = own();
        if (cell != null) {
            cell.add(more, metrics);
        } else {
            shared.add(more);
        }
    }

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

    /** What was counted in a sampled span since this was last called, if that was looked at. For one reader at a time. */
    @Nullable
    Exemplar takeExemplar() {
        Exemplar taken = new Exemplar();
        forEach(cell -> {
            Exemplar exemplar = cell.takeExemplar();
            if (exemplar != null) {
                taken.keepLarger(exemplar);
            }
        });
        return taken.isPresent() ? taken : null;
    }

    /** What one thread counted. */
    @SuppressWarnings("UnusedVariable") // the padding: a collector lays the cells of a series side by side
    static final class CounterCell extends CellTable.Cell {
        /** Looks at the current span in one period, for an exemplar. */
        private static final int LOOKS_MAX = 64;

        private static final VarHandle COUNT;
        private static final VarHandle LOOKS;
        private static final VarHandle EXEMPLAR;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                COUNT = lookup.findVarHandle(CounterCell.class, "count", long.class);
                LOOKS = lookup.findVarHandle(CounterCell.class, "looksLeft", int.class);
                EXEMPLAR = lookup.findVarHandle(CounterCell.class, "exemplar", Exemplar.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long p0;
        private long p1;
        private long p2;
        private long count;
        /** Counted down by the owner, wound up by the reading: a race that costs or saves some looks. */
        private int looksLeft = LOOKS_MAX;

        private @Nullable Exemplar exemplar;
        private long p3;
        private long p4;
        private long p5;

        CounterCell(Thread owner) {
            super(owner);
        }

        void add(long more, Metrics metrics) {
            COUNT.setOpaque(this, count + more); // only the owner writes; opaque: a reader sees it in time, and whole
            if (looksLeft > 0) {
                look(more, metrics);
            }
        }

        private void look(long more, Metrics metrics) {
            Exemplar found = metrics.isRecording() ? metrics.exemplar((double) more) : null;
            if (found != null) {
                EXEMPLAR.setRelease(this, found);
            }
            LOOKS.setOpaque(this, found == null ? looksLeft - 1 : 0);
        }

        @Nullable
        Exemplar takeExemplar() {
            Exemplar taken = (Exemplar) EXEMPLAR.getAndSet(this, null);
            LOOKS.setOpaque(this, LOOKS_MAX);
            return taken;
        }

        long count() {
            return (long) COUNT.getOpaque(this);
        }
    }
}
