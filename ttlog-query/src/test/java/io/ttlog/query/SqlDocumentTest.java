/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLogException;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.sql.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs what docs/sql.md shows: answers after an arrow, errors in the block after a {@code sql-error} block. */
class SqlDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "sql.md");
    private static final Pattern QUERY = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ERROR = Pattern.compile("```sql-error\n(.*?)```\n```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("`([a-z][a-z_0-9]*)[(`]");

    private static final List<String> TABLES = List.of(
            "table logs",
            "timestamp | level | service | message | error | user_id LONG | http.status LONG | trace_id",
            "2026-01-01T11:30:00Z | INFO | api | in | NULL | 1 | 200 | NULL",
            "2026-01-01T11:40:00Z | INFO | web | out | NULL | 2 | NULL | NULL",
            "2026-01-01T11:50:00Z | ERROR | api | broken | timeout | 3 | 500" + " | 000000000000000000000000000000a1",
            "",
            "table spans",
            "timestamp | duration | service | name | kind | trace_id | span_id | parent_id",
            "2026-01-01T11:30:00Z | 2s | api | GET | server | 000000000000000000000000000000a1 | 00000000000000b1 | NULL",
            "2026-01-01T11:30:01Z | 1500ms | api | db | client | 000000000000000000000000000000a1 | 00000000000000b2"
                    + " | 00000000000000b1",
            "",
            "table ttlog_gaps",
            "timestamp | until | service | signal | level | reason | count | sink",
            "2026-01-01T11:30:00Z | 2026-01-01T11:30:01Z | api | log | INFO | ring_full | 120 | NULL");

    private static MemorySnapshot snapshot() {
        MemorySnapshot snapshot = new MemorySnapshot(2);
        for (SqlCase table : SqlCase.parse("SqlDocumentTest", TABLES)) {
            snapshot.put(table.signal(), table.rows());
        }
        return snapshot;
    }

    private static List<MatchResult> blocks(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    @TestFactory
    Stream<DynamicTest> examplesGiveTheAnswersShown() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        int answers = 0;
        for (MatchResult block : blocks(QUERY)) {
            for (String line : block.group(1).lines().toList()) {
                String[] queryAndAnswer = line.split("-->", 2);
                answers += queryAndAnswer.length - 1;
                tests.add(DynamicTest.dynamicTest(queryAndAnswer[0].strip(), () -> check(queryAndAnswer)));
            }
        }
        assertThat(answers).isGreaterThan(30);
        return tests.stream();
    }

    private static void check(String[] queryAndAnswer) {
        QueryResult result = SqlFileTest.ENGINE.query(snapshot(), queryAndAnswer[0]);
        if (queryAndAnswer.length == 1) {
            assertThat(result.rows()).isNotEmpty();
            return;
        }
        List<String> cells = new ArrayList<>();
        assertThat(result.rows()).hasSize(1);
        Row row = result.rows().get(0);
        for (int i = 0; i < result.columns().size(); i++) {
            Object value = row.get(i);
            cells.add(value == null ? "NULL" : value.toString());
        }
        assertThat(String.join(" | ", cells)).isEqualTo(queryAndAnswer[1].strip());
    }

    @Test
    void errorsReadAsShown() throws IOException {
        List<MatchResult> blocks = blocks(ERROR);
        assertThat(blocks).isNotEmpty();
        for (MatchResult block : blocks) {
            TTLogException error = catchThrowableOfType(
                    TTLogException.class,
                    () -> SqlFileTest.ENGINE.query(snapshot(), block.group(1).strip()));
            assertThat(error)
                    .as(block.group(1))
                    .isNotNull()
                    .hasMessage(block.group(2).stripTrailing());
        }
    }

    @Test
    void everyFunctionOfTheTablesHasAnExample() throws IOException {
        String document = Files.readString(DOCUMENT);
        String examples =
                String.join("\n", blocks(QUERY).stream().map(b -> b.group(1)).toList());
        int from = document.indexOf("## Functions of a row");
        String tables = document.substring(from, document.indexOf("## Joins"));
        List<String> functions = FUNCTION.matcher(QUERY.matcher(tables).replaceAll(""))
                .results()
                .map(m -> m.group(1))
                .filter(name -> !List.of(
                                "p",
                                "a",
                                "buckets",
                                "timezone",
                                "level",
                                "microsecond",
                                "hour",
                                "day",
                                "week",
                                "month",
                                "quarter",
                                "year")
                        .contains(name))
                .toList();
        assertThat(functions).hasSizeGreaterThan(40);
        assertThat(functions).allSatisfy(name -> assertThat(examples).contains(name + "("));
    }

    @Test
    void limitsAreThoseOfTheCode() throws IOException {
        String document = Files.readString(DOCUMENT);
        QueryLimits limits = QueryLimits.DEFAULT;
        for (int limit :
                new int[] {Parser.LENGTH_MAX, limits.resultRowsMax(), limits.groupsMax(), limits.percentileValuesMax()
                }) {
            assertThat(document)
                    .contains(
                            "| " + NumberFormat.getIntegerInstance(Locale.ROOT).format(limit) + " |");
        }
    }
}
