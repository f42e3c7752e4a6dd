/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import io.ttlog.bench.store.Anchor;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.chunk.ChunkCache;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Asks ttlog and DuckDB the questions of the anchor about the same rows, warm and on one thread each, in turns, and says whether
 * the answers agree: {@code ttlog-bench/run --main io.ttlog.bench.query.QueryTimes logs=10000000 spans=2000000 points=50000000}.
 * Other settings: {@code directory} of the rows (kept for the next time), {@code times} that each question is asked after one
 * that warms up, {@code seconds} after which it is not asked again, {@code only=L01,S03}, {@code cacheMiB} of decoded chunks
 * (DuckDB takes up to 80 % of the memory of the machine).
 */
public final class QueryTimes {
    /** Of what is approximate in both engines. */
    private static final double APPROXIMATE_SHARE = 0.02;

    /** Until the JVM's compilers are done with what a question runs through; DuckDB is compiled and has it behind it. */
    private static final long WARM_UP_NANOS = 2_000_000_000L;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Snapshot snapshot;
    private final Statement duck;
    private final SqlEngine engine =
            new SqlEngine(Clock.systemUTC(), new QueryLimits(10_000_000, 50_000_000, 100_000_000));
    private final int times;
    private final double seconds;

    private QueryTimes(Snapshot snapshot, Statement duck, int times, double seconds) {
        this.snapshot = snapshot;
        this.duck = duck;
        this.times = times;
        this.seconds = seconds;
    }

    /**
     * What came out.
     *
     * @param ours median in milliseconds, or NaN
     * @param theirs the same
     * @param remark what is wrong, or empty
     */
    private record Line(String name, int rows, double ours, double theirs, String remark) {
        String markdown() {
            String ratio = Double.isNaN(ours) ? "" : String.format(Locale.ROOT, "%.2f", ours / theirs);
            return "| " + name + " | " + rows + " | " + millis(ours) + " | " + millis(theirs) + " | " + ratio + " | "
                    + remark + " |";
        }

        private static String millis(double value) {
            return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
        }
    }

    /** Prints a table in Markdown. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "directory", "target/query-corpus",
                "logs", "1000000",
                "spans", "600000",
                "points", "4000000",
                "times", "5",
                "seconds", "20",
                "cacheMiB", "1024",
                "only", ""));
        for (String argument : arguments) {
            String[] nameAndValue = argument.split("=", 2);
            if (nameAndValue.length != 2 || settings.put(nameAndValue[0], nameAndValue[1]) == null) {
                throw new IllegalArgumentException(argument + ": expected one of " + settings.keySet() + " and =VALUE");
            }
        }
        ChunkCache.PROCESS.limit(Long.parseLong(setting(settings, "cacheMiB")) << 20);
        Corpus corpus = new Corpus(Path.of(setting(settings, "directory")));
        corpus.make(
                Anchor.place(),
                Corpus.Copies.of(
                        Long.parseLong(setting(settings, "logs")),
                        Long.parseLong(setting(settings, "spans")),
                        Long.parseLong(setting(settings, "points"))));
        List<String> only = setting(settings, "only").isEmpty()
                ? List.of()
                : Arrays.asList(setting(settings, "only").split(",", 0));
        try (Snapshot snapshot = Store.read(corpus.store());
                DuckDBConnection connection =
                        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + corpus.database());
                Statement duck = connection.createStatement()) {
            duck.execute("SET threads = 1");
            duck.execute("SET TimeZone = 'UTC'");
            QueryTimes all = new QueryTimes(
                    snapshot,
                    duck,
                    Integer.parseInt(setting(settings, "times")),
                    Double.parseDouble(setting(settings, "seconds")));
            List<Line> lines = new ArrayList<>();
            System.out.println("| question | rows | ttlog, ms | DuckDB, ms | ratio | |\n|---|---|---|---|---|---|");
            for (Question question : Question.all(Anchor.place())) {
                if (only.isEmpty() || only.stream().anyMatch(question.name()::startsWith)) {
                    Line line = all.ask(question);
                    lines.add(line);
                    System.out.println(line.markdown());
                }
            }
            summary(lines);
        }
    }

    private static String setting(Map<String, String> settings, String name) {
        return Objects.requireNonNull(settings.get(name), name);
    }

    private static void summary(List<Line> lines) {
        List<Line> measured =
                lines.stream().filter(line -> !Double.isNaN(line.ours)).toList();
        double logs = measured.stream()
                .mapToDouble(line -> Math.log(line.ours / line.theirs))
                .sum();
        long above =
                measured.stream().filter(line -> line.ours > 2 * line.theirs).count();
        long wrong = lines.stream().filter(line -> !line.remark.isEmpty()).count();
        System.out.printf(
                Locale.ROOT,
                "%n%d questions, %d answered; geometric mean of ttlog / DuckDB %.2f; %d above 2; %d with a remark%n",
                lines.size(),
                measured.size(),
                Math.exp(logs / Math.max(1, measured.size())),
                above,
                wrong);
    }

    private Line ask(Question question) throws SQLException {
        Answer theirs = Answer.of(duck.executeQuery(question.theirs()));
        Answer ours;
        try {
            ours = Answer.of(engine.query(snapshot, question.ours()));
        } catch (TTLogException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return new Line(question.name(), theirs.rows().size(), Double.NaN, theirs(question), reason);
        }
        double share = question.theirs().contains("approx_") ? APPROXIMATE_SHARE : 0;
        String remark = ours.agrees(theirs, share) ? "" : "answers differ: " + difference(ours, theirs);
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS; ) {
            ours(question);
        }
        List<Double> ourTimes = new ArrayList<>();
        List<Double> theirTimes = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < times && (i == 0 || System.nanoTime() < end); i++) {
            ourTimes.add(ours(question));
            theirTimes.add(theirs(question));
        }
        return new Line(question.name(), theirs.rows().size(), median(ourTimes), median(theirTimes), remark);
    }

    /** The first row that only one has. */
    private static @Nullable String difference(Answer ours, Answer theirs) {
        for (int i = 0; i < Math.max(ours.rows().size(), theirs.rows().size()); i++) {
            String our = i < ours.rows().size() ? ours.rows().get(i) : "none";
            String their = i < theirs.rows().size() ? theirs.rows().get(i) : "none";
            if (!our.equals(their)) {
                return ours.rows().size() + " and " + theirs.rows().size() + " rows, " + shown(our) + " / "
                        + shown(their);
            }
        }
        return null;
    }

    private static String shown(String row) {
        String line = row.replace('\t', ' ').replace('\n', ' ').replace('|', ' ');
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** With every value of the answer looked at, as for DuckDB. */
    private double ours(Question question) {
        long start = System.nanoTime();
        QueryResult result = engine.query(snapshot, question.ours());
        long seen = 0;
        for (var row : result.rows()) {
            for (int i = 0; i < result.columns().size(); i++) {
                seen += row.get(i) == null ? 0 : 1;
            }
        }
        return elapsed(start, seen);
    }

    private double theirs(Question question) throws SQLException {
        long start = System.nanoTime();
        long seen = 0;
        try (ResultSet rows = duck.executeQuery(question.theirs())) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    seen += rows.getObject(i) == null ? 0 : 1;
                }
            }
        }
        return elapsed(start, seen);
    }

    private static double elapsed(long start, long seen) {
        if (seen < 0) {
            throw new IllegalStateException("the values were counted");
        }
        return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
}
