/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import io.ttlog.QueryResult;
import io.ttlog.cli.notation.Durations;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.output.Format;
import io.ttlog.query.sql.Statements;
import io.ttlog.query.sql.Statements.Statement;
import io.ttlog.query.sql.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers inputs about one store, and remembers how: the format, whether times are told, the last statements. For one thread. */
public final class Shell {
    /** Every command, as {@code .help} prints it. */
    private static final List<String> HELP = List.of(
            ".help            this",
            ".tables          the tables, and how many columns and attributes rows have",
            ".schema [TABLE]  the columns and attributes of a table, or of all",
            ".mode [FORMAT]   how answers are printed: table, box, line, json, ndjson, csv, tsv, markdown",
            ".timer [on|off]  whether to say how long an answer took, and what was read",
            ".watch [TIME]    the last statements again and again, each 2s or so, until a key is pressed",
            ".quit            the end, as are .exit and the end of the input",
            "SELECT ... ;     a statement ends with a semicolon, on this line or a later one");

    /** The same, without what they take. */
    static final List<String> COMMANDS =
            List.of(".help", ".tables", ".schema", ".mode", ".timer", ".watch", ".quit", ".exit");

    private static final Duration WATCH_DEFAULT = Duration.ofSeconds(2);
    private static final Duration WATCH_MIN = Duration.ofMillis(100);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final Function<String, QueryResult> ask;
    private final Path data;
    private final PrintWriter out;
    private final Consumer<QueryResult> remarks;
    private final int cellCharsMax;
    private Format format;
    private boolean timed;
    private String last = "";

    /**
     * A shell of the store in a directory.
     *
     * @param ask answers a statement
     * @param format of answers, until {@code .mode} changes it
     * @param cellCharsMax the longest cell in formats for people
     * @param remarks told each answer, to say what is missing from it
     */
    public Shell(
            Function<String, QueryResult> ask,
            Path data,
            PrintWriter out,
            Format format,
            int cellCharsMax,
            Consumer<QueryResult> remarks) {
        this.ask = ask;
        this.data = data;
        this.out = out;
        this.format = format;
        this.cellCharsMax = cellCharsMax;
        this.remarks = remarks;
    }

    /** Whether an input is a command rather than a statement. */
    static boolean isCommand(String input) {
        return input.stripLeading().startsWith(".");
    }

    /**
     * Answers one input.
     *
     * @return whether to go on
     * @throws io.ttlog.TTLogException when a statement is wrong or cannot be answered
     * @throws IOException when the answer cannot be written
     * @throws IllegalArgumentException when a command is wrong
     */
    public boolean answer(String input, Inputs inputs) throws IOException {
        if (!isCommand(input)) {
            last = input;
            answerStatements(input);
            return true;
        }
        List<String> words = Arrays.asList(input.strip().split("\\s+", 0));
        String argument = words.size() > 1 ? words.get(1) : null;
        if (words.size() > 2) {
            throw new IllegalArgumentException(words.get(0) + " takes one word at most, but found " + words.get(2));
        }
        switch (words.get(0).toLowerCase(Locale.ROOT)) {
            case ".help" -> HELP.forEach(out::println);
            case ".tables" -> tables();
            case ".schema" -> schema(argument);
            case ".mode" -> mode(argument);
            case ".timer" -> timer(argument);
            case ".watch" -> watch(argument, inputs);
            case ".quit", ".exit" -> {
                return false;
            }
            default ->
                throw new IllegalArgumentException("there is no command " + words.get(0)
                        + Suggestion.phrase(words.get(0), COMMANDS) + "; .help tells all");
        }
        out.flush();
        return true;
    }

    private void answerStatements(String script) throws IOException {
        for (Statement statement : Statements.of(script)) {
            QueryResult result = ask.apply(statement.text());
            format.printer(cellCharsMax).print(result, out);
            if (timed) {
                QueryResult.Execution cost = result.execution();
                out.printf(
                        Locale.ROOT,
                        "%.3f ms, %d rows read in %d row groups of %d segments%n",
                        cost.nanos() / 1e6,
                        cost.rowsScanned(),
                        cost.rowGroups().read(),
                        cost.segmentsScanned());
            }
            out.flush();
            remarks.accept(result);
        }
    }

    private void tables() {
        Schema.of(data).tables().forEach((name, columns) -> {
            long attributes = columns.stream().filter(Schema.Column::attribute).count();
            out.printf(
                    Locale.ROOT, "%-12s %2d columns, %d attributes%n", name, columns.size() - attributes, attributes);
        });
    }

    private void schema(@Nullable String table) {
        Schema schema = Schema.of(data);
        if (table == null) {
            schema.tables().forEach(this::columns);
            return;
        }
        List<Schema.Column> columns = schema.columns(table);
        if (columns == null) {
            throw new IllegalArgumentException("there is no table " + table + ": expected "
                    + String.join(", ", schema.tables().keySet())
                    + Suggestion.phrase(table, List.copyOf(schema.tables().keySet())));
        }
        columns(table.toLowerCase(Locale.ROOT), columns);
    }

    private void columns(String table, List<Schema.Column> columns) {
        out.println(table);
        for (Schema.Column column : columns) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %s%s%n",
                    column.name(),
                    column.type(),
                    column.attribute() ? " (attribute)" : "");
        }
    }

    private void mode(@Nullable String name) {
        if (name == null) {
            out.println(format);
            return;
        }
        for (Format each : Format.values()) {
            if (each.name().equalsIgnoreCase(name)) {
                format = each;
                return;
            }
        }
        throw new IllegalArgumentException(
                "there is no format " + name + ": expected one of " + Arrays.toString(Format.values()));
    }

    private void timer(@Nullable String state) {
        if (state != null && !state.equals("on") && !state.equals("off")) {
            throw new IllegalArgumentException(".timer takes on or off, but found " + state);
        }
        timed = state == null ? !timed : state.equals("on");
        out.println("timer is " + (timed ? "on" : "off"));
    }

    private void watch(@Nullable String each, Inputs inputs) throws IOException {
        Long nanos = each == null ? (Long) WATCH_DEFAULT.toNanos() : Durations.parse(each, TimeUnits.SECONDS);
        if (nanos == null || nanos < WATCH_MIN.toNanos()) {
            throw new IllegalArgumentException(
                    ".watch takes a time from " + WATCH_MIN.toMillis() + "ms, such as 2s, but found " + each);
        }
        if (last.isEmpty()) {
            throw new IllegalArgumentException(".watch repeats the last statement, and there is none yet");
        }
        do {
            out.print(CLEAR);
            answerStatements(last);
        } while (inputs.pause(Duration.ofNanos(nanos)));
    }
}
