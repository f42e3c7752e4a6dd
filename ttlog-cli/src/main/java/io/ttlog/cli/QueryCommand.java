/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import io.ttlog.cli.output.Format;
import io.ttlog.query.sql.Statements;
import io.ttlog.query.sql.Statements.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ttlog query}: answers SQL about a store, also while another process writes it. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Answers SQL about a store, also while another process writes it.",
            "",
            "Tables are logs, spans (or traces), metrics, their roll-ups metrics_5m, metrics_1h, metrics_1d, and ttlog_gaps: what was lost. Timestamps are printed in UTC with nanoseconds, durations as"
                    + " nanoseconds (in tables with a unit), identifiers and bytes in hexadecimal, NaN and infinities in JSON"
                    + " as the texts \"NaN\", \"Infinity\" and \"-Infinity\".",
            "",
            "What the store has lost of the range that a statement asks about is told on standard error."
        })
final class QueryCommand implements Callable<Integer> {
    private static final String STDIN = "-";
    /** Longest statement: no person writes it, and a mistaken file is told at once. */
    private static final int SQL_BYTES_MAX = 1 << 20;
    /** On a terminal; a stack trace would fill it. */
    static final int CELL_CHARS_SHOWN = 120;

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(
            names = "--explain",
            description = "Run the statement and show its plan, with rows and times, in place of the answer.")
    private boolean explain;

    @Option(names = "--stats", description = "Say on standard error what the query cost.")
    private boolean stats;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=TEXT",
            description = "What :NAME stands for in the statements; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A script of statements, each up to a semicolon; may be given several times.")
    private List<Path> files = new ArrayList<>();

    @Parameters(
            paramLabel = "SQL",
            arity = "0..1",
            description = "The statement, or several with semicolons between; - reads them from standard input.")
    private @Nullable String sql;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    QueryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (sql == null && files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'SQL', or --file");
        }
        Path data = store.require();
        Function<String, QueryResult> ask = asking(data);
        int code = ExitCode.DONE;
        for (Path file : files) {
            code = Math.max(code, answer(ask, file + ", ", text(file)));
        }
        String text = sql;
        if (text != null) {
            boolean piped = text.equals(STDIN);
            code = Math.max(
                    code, answer(ask, "", piped ? text(terminal.in(), "the statement on standard input") : text));
        }
        return code;
    }

    private Function<String, QueryResult> asking(Path data) {
        StoreQuery query = new StoreQuery(data, range.range());
        return statement -> query.ask(explain ? "EXPLAIN ANALYZE " + statement : statement, parameters);
    }

    /** Answers the statements of a script; where there are several, a failure tells at which line of it. */
    private int answer(Function<String, QueryResult> ask, String where, String script) throws IOException {
        List<Statement> statements = Statements.of(script);
        if (statements.size() <= 1 && where.isEmpty()) {
            return answer(ask.apply(script));
        }
        int code = ExitCode.DONE;
        for (Statement statement : statements) {
            try {
                code = Math.max(code, answer(ask.apply(statement.text())));
            } catch (TTLogException e) {
                throw new TTLogException(
                        e.code(),
                        where + "statement that begins at line " + statement.line() + ": " + e.getMessage(),
                        e);
            }
        }
        return code;
    }

    private int answer(QueryResult result) throws IOException {
        output.printer(terminal.outShown() ? CELL_CHARS_SHOWN : Integer.MAX_VALUE)
                .print(result, terminal.out());
        terminal.out().flush();
        if (stats) {
            QueryResult.Execution cost = result.execution();
            terminal.err()
                    .printf(
                            Locale.ROOT,
                            "%d rows in %.3f ms; %d rows scanned in %d segments, %d segments ruled out; %d row groups read,"
                                    + " ruled out %d by times and services, %d by zone maps, %d by filters%n",
                            result.rows().size(),
                            cost.nanos() / 1e6,
                            cost.rowsScanned(),
                            cost.segmentsScanned(),
                            cost.segmentsPruned(),
                            cost.rowGroups().read(),
                            cost.rowGroups().prunedByRange(),
                            cost.rowGroups().prunedByZone(),
                            cost.rowGroups().prunedByFilter());
        }
        tellLoss(terminal, result);
        return terminal.tellDamage(result.execution().damage());
    }

    /** Says what is missing of the range that was asked about; nothing when all of it is there. */
    static void tellLoss(Terminal terminal, QueryResult result) {
        tellLoss(terminal, result.execution().completeness());
    }

    /** Says what is missing; nothing when all is there. */
    static void tellLoss(Terminal terminal, QueryResult.Completeness completeness) {
        if (completeness.lost() == 0) {
            return;
        }
        List<QueryResult.Completeness.Loss> losses = completeness.byReason();
        String reasons = losses.size() == 1
                ? losses.get(0).reason()
                : losses.stream()
                        .map(loss -> loss.reason() + " " + loss.events())
                        .collect(Collectors.joining(", "));
        terminal.err()
                .printf(
                        Locale.ROOT,
                        "%.1f %% complete: %d %s of this range %s dropped (%s)%n",
                        Math.floor(completeness.fraction() * 1000) / 10, // 99.99 % is not 100.0 %
                        completeness.lost(),
                        completeness.lost() == 1 ? "event" : "events",
                        completeness.lost() == 1 ? "was" : "were",
                        reasons);
    }

    private static String text(InputStream in, String what) throws IOException {
        byte[] bytes = in.readNBytes(SQL_BYTES_MAX + 1);
        if (bytes.length > SQL_BYTES_MAX) {
            throw new IOException(what + " is longer than " + SQL_BYTES_MAX + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return text(in, "the script " + file);
        }
    }
}
