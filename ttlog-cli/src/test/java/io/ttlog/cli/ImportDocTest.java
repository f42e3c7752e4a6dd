/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.notation.Durations;
import io.ttlog.cli.notation.TimeUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Executes the examples of {@code docs/import.md}. */
class ImportDocTest {
    private static final Path PAGE = Path.of("..", "docs", "import.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(input|rows|rejected) (.*?)\n(.*?)^```$");
    private static final Pattern TIMESTAMP = Pattern.compile("(?m)^\\| [^|`]+ \\| `([^`]+)` \\| `([^`]+)` \\|$");
    private static final Pattern DURATION = Pattern.compile("(?m)^\\| `([^`]+)` \\| `(\\d+)` \\|$");

    @TempDir
    private Path data;

    /**
     * One example.
     *
     * @param options of the import
     * @param input what it reads
     * @param sql the question
     * @param rows the answer
     * @param rejected how many records
     * @param report a part of what is reported, or null
     */
    private record Example(
            String options,
            String input,
            String sql,
            String rows,
            int rejected,
            @Nullable String report) {}

    private static List<MatchResult> find(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(PAGE)).results().toList();
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        List<MatchResult> blocks = find(BLOCK);
        for (int i = 0; i < blocks.size(); i++) {
            MatchResult input = blocks.get(i);
            assertThat(input.group(1)).isEqualTo("input");
            MatchResult rows = blocks.get(++i);
            assertThat(rows.group(1)).isEqualTo("rows");
            boolean rejects =
                    i + 1 < blocks.size() && blocks.get(i + 1).group(1).equals("rejected");
            MatchResult rejected = rejects ? blocks.get(++i) : null;
            examples.add(new Example(
                    input.group(2),
                    input.group(3),
                    rows.group(2),
                    rows.group(3),
                    rejected == null ? 0 : Integer.parseInt(rejected.group(2)),
                    rejected == null ? null : rejected.group(3).strip()));
        }
        assertThat(examples).hasSizeGreaterThan(8);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answersAsThePageSays(Example example) {
        CommandRun imported = CommandRun.imports(data, example.input, example.options.split(" "));
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.lastLine())
                .as(imported.err())
                .startsWith("{\"rows\":" + example.rows.lines().count() + ",\"rejected\":" + example.rejected + ",");
        if (example.report == null) {
            assertThat(imported.err()).isEmpty();
        } else {
            assertThat(imported.err()).contains(example.report);
        }
        assertThat(CommandRun.of("query", "--data", data.toString(), "-o", "ndjson", example.sql))
                .isEqualTo(new CommandRun(0, example.rows, ""));
    }

    @Test
    void readsTimestampsAsThePageSays() throws IOException {
        List<MatchResult> rows = find(TIMESTAMP);
        assertThat(rows).hasSizeGreaterThan(10);
        for (MatchResult row : rows) {
            Instant expected = Instant.parse(row.group(2));
            assertThat(ReaderRun.timestamps().parse(row.group(1), null))
                    .as(row.group(1))
                    .isEqualTo(expected.getEpochSecond() * 1_000_000_000L + expected.getNano());
        }
    }

    @Test
    void readsDurationsAsThePageSays() throws IOException {
        List<MatchResult> rows = find(DURATION);
        assertThat(rows).hasSizeGreaterThan(4);
        for (MatchResult row : rows) {
            assertThat(Durations.parse(row.group(1), TimeUnits.NANOS)).isEqualTo(Long.parseLong(row.group(2)));
        }
    }
}
