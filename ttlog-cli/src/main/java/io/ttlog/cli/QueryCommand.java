/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import io.ttlog.cli.output.CsvPrinter;
import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.cli.output.ResultPrinter;
import io.ttlog.cli.output.TablePrinter;
import io.ttlog.spi.QueryProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    private static final int CELL_CHARS_SHOWN = 120;

    /** How the result is printed. */
    enum Output {
        table,
        json,
        ndjson,
        csv
    }

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output = Output.table;

    @Option(names = "--stats", description = "Say on standard error what the query cost.")
    private boolean stats;

    @Parameters(paramLabel = "SQL", description = "The statement; - reads it from standard input.")
    private String sql = "";

    QueryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path data = store.require();
        QueryProvider provider = ServiceLoader.load(QueryProvider.class)
                .findFirst()
                .orElseThrow(() -> new TTLogException(
                        ErrorCode.NOT_AVAILABLE, "no query engine on the class path; add io.ttlog:ttlog-query"));
        QueryResult result = provider.query(data, sql.equals(STDIN) ? fromStdin() : sql);
        printer().print(result, terminal.out());
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
        tellLoss(result.execution().completeness());
        return terminal.tellDamage(result.execution().damage());
    }

    /** Says what is missing of the range that was asked about; nothing when all of it is there. */
    private void tellLoss(QueryResult.Completeness completeness) {
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

    private String fromStdin() throws IOException {
        byte[] bytes = terminal.in().readNBytes(SQL_BYTES_MAX + 1);
        if (bytes.length > SQL_BYTES_MAX) {
            throw new IOException("the statement on standard input is longer than " + SQL_BYTES_MAX + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private ResultPrinter printer() {
        return switch (output) {
            case table -> new TablePrinter(terminal.outShown() ? CELL_CHARS_SHOWN : Integer.MAX_VALUE);
            case json -> new JsonPrinter(true);
            case ndjson -> new JsonPrinter(false);
            case csv -> new CsvPrinter();
        };
    }
}
