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
     * @param damage a line for each place, file and offset, where the log of the store is damaged: rows that may be missing
     *     from the answer; empty when it is complete. Damage in a segment that the query needs is a {@link TTLogException}
     */
    record Execution(long nanos, long rowsScanned, int segmentsScanned, int segmentsPruned, List<String> damage) {
        /** Copies the list. */
        public Execution {
            damage = List.copyOf(damage);
        }
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
