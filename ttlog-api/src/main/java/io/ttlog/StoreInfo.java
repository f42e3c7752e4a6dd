/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded store holds at one moment, and under what rules: what {@link TTLogSession#info} answers. Immutable, safe for all threads; {@link
 * #toString} is a screen for people, whose form may change. The parts are read one after another while rows come in.
 *
 * @param directory of the store, as a real path
 * @param epoch how many writers have owned the store, this one included
 * @param tables one for each signal
 * @param logBytes of the log's files: rows that are not in segments yet, and the rest of files that are in use
 * @param syncEvery so much time may be lost with the power: what is written is synced within it
 * @param memoryBytesMax bound of what is in memory and not in segments yet, as bytes of the log
 * @param errors what was found damaged when the store was opened, and the last failures of what works in the background; empty when all is well
 */
public record StoreInfo(
        Path directory,
        long epoch,
        List<Table> tables,
        long logBytes,
        Duration syncEvery,
        long memoryBytesMax,
        List<String> errors) {
    /** Copies its arguments. */
    public StoreInfo {
        tables = List.copyOf(tables);
        errors = List.copyOf(errors);
    }

    /**
     * What there is of a signal.
     *
     * @param signal the table
     * @param rows all of them
     * @param unsealedRows those of them that are in memory and in the log, not in segments
     * @param bytes of its segments
     * @param segmentsByLevel how many segments there are, by how often their rows were merged
     * @param oldest time of the earliest row; null without rows
     * @param newest time of the latest row; null without rows
     */
    public record Table(
            Signal signal,
            long rows,
            long unsealedRows,
            long bytes,
            SortedMap<Integer, Integer> segmentsByLevel,
            @Nullable Instant oldest,
            @Nullable Instant newest) {
        /** Copies its arguments. */
        public Table {
            segmentsByLevel = Collections.unmodifiableSortedMap(new TreeMap<>(segmentsByLevel));
        }
    }

    /** Of the signal. */
    public Table table(Signal signal) {
        for (Table table : tables) {
            if (table.signal() == signal) {
                return table;
            }
        }
        throw new IllegalArgumentException("no table of " + signal);
    }

    /** Some lines for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256);
        text.append(String.format(
                Locale.ROOT,
                "store %s, epoch %d, synced within %d ms, log %,d B, at most %,d B in memory",
                directory,
                epoch,
                syncEvery.toMillis(),
                logBytes,
                memoryBytesMax));
        for (Table table : tables) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-10s %,12d rows (%,d not in segments), %,d B in segments %s",
                    table.signal().table(),
                    table.rows(),
                    table.unsealedRows(),
                    table.bytes(),
                    levels(table.segmentsByLevel())));
            if (table.oldest() != null) {
                text.append(", from ").append(table.oldest()).append(" to ").append(table.newest());
            }
        }
        errors.forEach(
                error -> text.append(System.lineSeparator()).append("error: ").append(error));
        return text.toString();
    }

    private static String levels(Map<Integer, Integer> segmentsByLevel) {
        StringBuilder text = new StringBuilder("(");
        segmentsByLevel.forEach((level, segments) -> text.append(text.length() > 1 ? ", " : "")
                .append(segments)
                .append(" of level ")
                .append(level));
        return text.append(')').toString();
    }
}
