/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.List;

/**
 * The answer to a query: named, typed columns and their rows, held in memory. Immutable and safe to share. Its {@code toString}
 * shows the first rows, for people.
 */
public interface QueryResult extends Iterable<Row> {
    /** The columns, in the order of the SELECT list. */
    List<Column> columns();

    /** All rows, in order. */
    List<Row> rows();

    /** Statistics of the execution. */
    Execution execution();

    /** A column of the result. */
    record Column(String name, Type type) {}

    /**
     * What the execution cost.
     *
     * @param nanos wall time
     * @param rowsScanned rows looked at after pruning
     * @param segmentsScanned segments and memtables read
     * @param segmentsPruned segments that time range or service ruled out unread
     * @param rowGroups what became of the row groups of the other segments
     * @param damage a line for each place, file and offset, where the log of the store is damaged: rows that may be missing
     *     from the answer. Damage in a segment that the query needs is a {@link TTLogException}; damage in one that only
     *     tells of losses is a line here
     * @param completeness what was lost of the events that the query asks about
     */
    record Execution(
            long nanos,
            long rowsScanned,
            int segmentsScanned,
            int segmentsPruned,
            RowGroups rowGroups,
            List<String> damage,
            Completeness completeness) {
        /** Copies the list. */
        public Execution {
            damage = List.copyOf(damage);
        }

        /** Whether the store holds everything that was recorded in the range of the query, as far as it knows. */
        public boolean complete() {
            return damage.isEmpty() && completeness.lost() == 0;
        }
    }

    /**
     * Row groups, rows of a segment or memtable that are read together.
     *
     * @param read those that were read
     * @param prunedByRange left unread since times or services ruled them out
     * @param prunedByZone left unread since the least and largest values of a column did, or that it has no value there
     * @param prunedByFilter left unread since a filter of trace ids, ids, words or labels did
     */
    record RowGroups(int read, int prunedByRange, int prunedByZone, int prunedByFilter) {
        /** None at all. */
        public static final RowGroups NONE = new RowGroups(0, 0, 0, 0);
    }

    /**
     * How much of what was recorded the store holds: of the table asked, in the range of times and the services that the
     * condition leaves. The loss is known from the table {@code ttlog_gaps}, so what a killed process had not told is missing
     * from it. It tells when events were lost, so a gap that lies partly within the range counts whole, and a span that was
     * lost counts where it ended. Other parts of a condition, such as a level, are not looked at.
     *
     * @param lost events that are not in the store
     * @param fraction rows that are there, of those and the lost ones; 1 when nothing was lost
     * @param byReason the same loss by reason, the largest first
     */
    record Completeness(long lost, double fraction, List<Loss> byReason) {
        /** Nothing was lost. */
        public static final Completeness ALL = new Completeness(0, 1, List.of());

        /** Copies the list. */
        public Completeness {
            byReason = List.copyOf(byReason);
        }

        /**
         * What was lost for one reason.
         *
         * @param reason a {@link DropReason} in lower case, as in {@code ttlog_gaps}
         * @param events how many
         */
        public record Loss(String reason, long events) {}
    }

    /** The type of a column. {@link #ANY} holds values of several types. */
    enum Type {
        /** {@link Long}. */
        LONG,
        /** {@link Double}. */
        DOUBLE,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link String}. */
        TEXT,
        /** {@code byte[]}, shown as hexadecimal text. */
        BYTES,
        /** {@link java.time.Instant}, nanoseconds UTC. */
        TIMESTAMP,
        /** {@link java.time.Duration}. */
        DURATION,
        /** {@link String} that is a JSON document. */
        JSON,
        /** Any of the above, row by row. */
        ANY
    }
}
