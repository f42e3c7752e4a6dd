/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Row;
import io.ttlog.core.event.Event;
import io.ttlog.core.sink.file.EventFiles;
import io.ttlog.core.sink.file.FileReader;
import io.ttlog.query.SqlQueryProvider;
import io.ttlog.storage.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What programs of these tests have left. Each of their log events has a source {@code s}, its number {@code n} within that,
 * counted from 0, and the text that belongs to the number.
 */
final class Kept {
    /** The template of such an event. */
    static final String TEMPLATE = "{s} says {n} {text}";

    private Kept() {}

    /** The text of a number, of many lengths. */
    static String text(long number) {
        return "text " + number * 31 + " ".repeat((int) (number % 100)) + "end";
    }

    /** The numbers in the store of a directory by their source, in order; nothing in it is damaged. */
    static Map<String, List<Long>> inStore(Path directory) {
        assertThat(Store.verify(directory).damage()).isEmpty();
        Map<String, List<Long>> kept = new TreeMap<>();
        for (Row row : rows(directory, "SELECT s, n, text FROM logs ORDER BY n")) {
            assertThat(row.getString("text")).isEqualTo(text(row.getLong("n")));
            kept.computeIfAbsent(row.getString("s"), s -> new ArrayList<>()).add(row.getLong("n"));
        }
        return kept;
    }

    /** The numbers in the event files of a directory by their source, in the order of the files, which may have torn tails. */
    static Map<String, List<Long>> inFiles(Path directory) throws IOException {
        Map<String, List<Long>> kept = new TreeMap<>();
        for (Path file : EventFiles.in(directory)) {
            if (Files.size(file) == 0) {
                continue; // killed before it had a header
            }
            try (FileReader reader = FileReader.open(file)) {
                while (reader.next()) {
                    if (Event.of(reader.event(), reader::symbol, reader.text()) instanceof Event.Log log) {
                        String source = String.valueOf(log.fields().get(0).value());
                        long number = Long.parseLong(
                                String.valueOf(log.fields().get(1).value()));
                        assertThat(log.message()).isEqualTo(source + " says " + number + " " + text(number));
                        kept.computeIfAbsent(source, s -> new ArrayList<>()).add(number);
                    }
                }
                assertThat(reader.report().damages()).isEmpty();
            }
        }
        return kept;
    }

    /** The answer of a store to SQL. */
    static List<Row> rows(Path directory, String sql) {
        return new SqlQueryProvider().query(directory, sql).rows();
    }

    /** The one value of an answer. */
    static Object value(Path directory, String sql) {
        return String.valueOf(rows(directory, sql).get(0).get(0));
    }

    /** The numbers are the first ones, each once and in order, and not fewer. */
    static void assertFirst(List<Long> numbers, long countMin) {
        assertThat(numbers)
                .isEqualTo(LongStream.range(0, numbers.size()).boxed().toList());
        assertThat((long) numbers.size()).isGreaterThanOrEqualTo(countMin);
    }
}
