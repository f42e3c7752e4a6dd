/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Run;
import java.util.function.IntFunction;

/**
 * Rows of all tables that are not sealed yet. One thread appends, through {@link #appender}, and makes the rows visible
 * with {@link #publish}; {@link #published} and {@link #run} are for all threads and never block anybody. Memory grows with
 * what is appended; the store seals before that hurts.
 */
public final class Memtable {
    private static final Signal[] SIGNALS = Signal.values();

    private final Table[] tables = new Table[SIGNALS.length];

    // Written by the writer alone; holds the row counts of one moment for all tables.
    private volatile Rows published = new Rows(0, 0, 0, 0);

    /** How many rows of each table a reader may look at: those of whole batches. */
    public record Rows(int logs, int spans, int metrics, int gaps) {
        /** The rows of a table. */
        public int of(Signal signal) {
            return switch (signal) {
                case LOG -> logs;
                case SPAN -> spans;
                case METRIC -> metrics;
                case GAP -> gaps;
                default -> 0; // made of segments
            };
        }

        /** The rows of all tables. */
        public long total() {
            return (long) logs + spans + metrics + gaps;
        }
    }

    /** An empty memtable. */
    public Memtable() {
        for (Signal signal : SIGNALS) {
            tables[signal.ordinal()] = new Table(signal);
        }
    }

    /** Appends events whose symbols have these texts. Belongs to the writer's thread. */
    public Appender appender(IntFunction<String> symbols) {
        return new Appender(tables, symbols);
    }

    /** Makes everything appended so far visible at once. Called by the writer. */
    public void publish() {
        published = new Rows(
                table(Signal.LOG).rowCountPlain(),
                table(Signal.SPAN).rowCountPlain(),
                table(Signal.METRIC).rowCountPlain(),
                table(Signal.GAP).rowCountPlain());
    }

    /** The rows that are visible now. */
    public Rows published() {
        return published;
    }

    /** The first rows of a table, as a run that does not change. */
    public Run run(Signal signal, int rowCount) {
        return new MemtableRun(
                table(signal).views(rowCount),
                rowCount,
                table(signal).rowBytes(),
                table(signal).restKeys());
    }

    /** The rows of a table for sealing. Called by the writer, which appends no more. */
    public SealedRows sealedRows(Signal signal) {
        return new SealedRows(table(signal));
    }

    /** The largest number of columns of a table. Called by the writer. */
    public int columnCount() {
        int largest = 0;
        for (Table table : tables) {
            largest = Math.max(largest, table.columnCountPlain());
        }
        return largest;
    }

    /** Bytes of the first rows of a table at their natural width. For all threads, of rows that are published. */
    public long naturalBytes(Signal signal, int rowCount) {
        return table(signal).naturalBytes(rowCount);
    }

    private Table table(Signal signal) {
        return tables[signal.ordinal()];
    }
}
