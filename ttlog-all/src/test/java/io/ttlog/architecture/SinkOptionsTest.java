/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ttlog.ErrorCode;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of each sink are those that its table in docs/sinks.md has, and a misspelt one is refused with them. */
class SinkOptionsTest {
    private static final Path PAGE = Path.of("..", "docs", "sinks.md");
    private static final Pattern KNOWN = Pattern.compile("know[ns]* .*\\[(.+)]");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"console", "file", "memory", "store", "socket"})
    void theTableOfTheSinkHasItsOptions(String sink) throws IOException {
        assertThat(documented(sink)).isNotEmpty().isEqualTo(known(sink));
        assertThat(directory).as("refused before anything was made").isEmptyDirectory();
    }

    private static Set<String> documented(String sink) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("\n## " + sink + "\n");
        assertThat(from).as("section of " + sink).isNotNegative();
        int to = page.indexOf("\n## ", from + 1);
        String section = page.substring(from, to < 0 ? page.length() : to);
        return Pattern.compile("(?m)^\\| `(" + sink + "\\.\\w+)` \\|")
                .matcher(section)
                .results()
                .map((MatchResult row) -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> known(String sink) {
        TTLogException refusal = catchThrowableOfType(
                TTLogException.class,
                () -> TTLog.init()
                        .data(directory)
                        .console(sink.equals("console"))
                        .store(sink.equals("store"))
                        .sink(sink)
                        .option(sink + ".misspelt", "1")
                        .option("socket.address", "localhost:7171") // has to be given
                        .start()
                        .close());
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(refusal).hasMessageContaining("'" + sink + ".misspelt' is not known");
        Matcher list = KNOWN.matcher(String.valueOf(refusal.getMessage()));
        assertThat(list.find()).as(refusal.getMessage()).isTrue();
        return new TreeSet<>(Arrays.asList(list.group(1).split(", ", -1)));
    }
}
