/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLogException;
import io.ttlog.query.exec.QueryLimits;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the case files of {@code src/test/resources/sql}; now() is 2026-01-01T12:00:00Z. See {@link SqlCase}. */
class SqlFileTest {
    static final SqlEngine ENGINE = new SqlEngine(
            Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC), new QueryLimits(1000, 1000, 1000));

    @TestFactory
    List<DynamicContainer> sqlFiles() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(SqlFileTest.class.getResource("/sql"));
        List<DynamicContainer> containers = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".test")).sorted().toList()) {
                containers.add(container(file));
            }
        }
        assertThat(containers).isNotEmpty();
        return containers;
    }

    private static DynamicContainer container(Path path) throws IOException {
        String file = path.getFileName().toString();
        List<DynamicTest> tests = new ArrayList<>();
        List<SqlCase> tables = new ArrayList<>();
        for (SqlCase sqlCase : SqlCase.parse(file, Files.readAllLines(path))) {
            if (sqlCase.kind().equals("table")) {
                tables.add(sqlCase);
                continue;
            }
            List<SqlCase> visible = List.copyOf(tables);
            tests.add(DynamicTest.dynamicTest(
                    file + ":" + sqlCase.line() + " "
                            + sqlCase.sql().lines().findFirst().orElse(""),
                    () -> run(sqlCase, visible)));
        }
        return DynamicContainer.dynamicContainer(file, tests);
    }

    /** Once with all rows in one batch, once with rows in batches of two: nothing may depend on how rows are cut. */
    private static void run(SqlCase sqlCase, List<SqlCase> tables) {
        for (int segmentRows : new int[] {2, 1000}) {
            MemorySnapshot snapshot = new MemorySnapshot(segmentRows);
            for (SqlCase table : tables) {
                snapshot.put(table.signal(), table.rows());
            }
            check(sqlCase, snapshot);
        }
    }

    private static void check(SqlCase sqlCase, MemorySnapshot snapshot) {
        switch (sqlCase.kind()) {
            case "query" -> {
                QueryResult result = ENGINE.query(snapshot, sqlCase.sql());
                boolean unordered = sqlCase.argument().endsWith("unordered");
                String types = sqlCase.argument().replace("unordered", "").strip();
                List<String> rows = new ArrayList<>();
                result.forEach(row -> rows.add(line(row, result)));
                List<String> expected = sqlCase.expected().stream()
                        .map(line -> String.join(" | ", SqlCase.cells(line)))
                        .toList();
                assertThat(unordered ? rows.stream().sorted().toList() : rows)
                        .isEqualTo(unordered ? expected.stream().sorted().toList() : expected);
                assertThat(String.join(
                                " ",
                                result.columns().stream()
                                        .map(c -> c.type().name())
                                        .toList()))
                        .isEqualTo(types);
            }
            case "names" ->
                assertThat(ENGINE.query(snapshot, sqlCase.sql()).columns().stream()
                                .map(QueryResult.Column::name)
                                .toList())
                        .isEqualTo(SqlCase.cells(sqlCase.argument()));
            case "error" -> {
                String[] parts = sqlCase.argument().split(" ", 3);
                TTLogException error =
                        catchThrowableOfType(TTLogException.class, () -> ENGINE.query(snapshot, sqlCase.sql()));
                assertThat(error).as(sqlCase.sql()).isNotNull();
                assertThat(error.code().name()).isEqualTo(parts[0]);
                assertThat(error).hasMessageContaining(parts[2]);
                if (!parts[1].equals("-")) {
                    String message = Objects.requireNonNull(error.getMessage());
                    String caretLine = message.substring(message.lastIndexOf('\n') + 1);
                    assertThat(caretLine).as(message).endsWith("^");
                    assertThat(caretLine.length()).as(message).isEqualTo(Integer.parseInt(parts[1]));
                }
            }
            default -> throw new IllegalArgumentException(sqlCase.file() + ": " + sqlCase.directive());
        }
    }

    private static String line(Row row, QueryResult result) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < result.columns().size(); i++) {
            cells.add(cell(row.get(i), row, result.columns().get(i).name()));
        }
        return String.join(" | ", cells);
    }

    private static String cell(@Nullable Object value, Row row, String name) {
        if (value == null) {
            return "NULL";
        }
        String text = value instanceof byte[] || value instanceof String ? row.getString(name) : value.toString();
        return text == null || text.isEmpty() ? "(empty)" : text.strip();
    }
}
