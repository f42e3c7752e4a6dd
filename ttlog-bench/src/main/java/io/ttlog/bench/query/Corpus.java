/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.bench.peer.Folder;
import io.ttlog.bench.store.Anchor;
import io.ttlog.bench.store.AnchorCopies;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Copies of the anchor, as its README says how they are made, in a store of ttlog, which is merged, and in a database of DuckDB.
 * Takes minutes and gigabytes at full size, so that a directory that has them already is taken as it is.
 *
 * @param directory holds {@code store} and {@code duck.db}
 */
record Corpus(Path directory) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** How often each file of the anchor is in it. */
    record Copies(int logs, int spans, int points) {
        /** As many as it takes for so many rows. */
        static Copies of(long logs, long spans, long points) {
            return new Copies(copies(logs, 174_327), copies(spans, 595_190), copies(points, 2_079_169));
        }

        private static int copies(long wanted, long once) {
            return (int) Math.max(1, (wanted + once - 1) / once);
        }
    }

    Path store() {
        return directory.resolve("store");
    }

    Path database() {
        return directory.resolve("duck.db");
    }

    /** Makes it, where the directory does not have it yet. */
    void make(Path anchor, Copies copies) throws IOException, SQLException {
        Path made = directory.resolve("made");
        if (Files.exists(made) && Files.readString(made).equals(copies.toString())) {
            return;
        }
        if (Files.exists(directory)) {
            Folder.delete(directory);
        }
        Files.createDirectories(directory);
        AnchorCopies.intoStore(store(), anchor, copies.logs, copies.spans, copies.points);
        try (DuckDBConnection connection =
                        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE logs (ts TIMESTAMP_NS, level VARCHAR, service VARCHAR, pod VARCHAR,"
                    + " logger VARCHAR, trace_id UUID, span_id UBIGINT, msg VARCHAR)");
            statement.execute("CREATE TABLE spans (trace_id UUID, span_id UBIGINT, parent_id UBIGINT, service VARCHAR,"
                    + " pod VARCHAR, op VARCHAR, start TIMESTAMP_NS, dur_ns BIGINT)");
            statement.execute("CREATE TABLE series (series_id BIGINT, dataset VARCHAR, metric VARCHAR, labels VARCHAR,"
                    + " kind VARCHAR)");
            statement.execute("CREATE TABLE points (series_id BIGINT, ts TIMESTAMP_MS, value DOUBLE)");
            for (int copy = 0; copy < copies.logs; copy++) {
                logs(connection, new Anchor(anchor), copy);
            }
            for (int copy = 0; copy < copies.spans; copy++) {
                spans(connection, new Anchor(anchor), copy);
            }
            for (int copy = 0; copy < copies.points; copy++) {
                points(connection, new Anchor(anchor), copy);
            }
            statement.execute("CHECKPOINT");
        }
        Files.writeString(made, copies.toString());
    }

    private static void logs(DuckDBConnection connection, Anchor anchor, int copy) throws IOException, SQLException {
        try (DuckDBAppender appender = appender(connection, "logs")) {
            anchor.readText(
                    Anchor.Subset.LOGS,
                    fields -> append(() -> {
                        appender.beginRow();
                        appender.append(time(Long.parseLong(fields[0]) + copy * AnchorCopies.LOG_SHIFT_NANOS));
                        appender.append(fields[1]);
                        appender.append(fields[2]);
                        appender.append(fields[3]);
                        appender.append(fields[4]);
                        appendTrace(appender, fields[5], copy);
                        appendId(appender, fields[6], copy);
                        appender.append(AnchorCopies.idsInText(fields[7], copy));
                        appender.endRow();
                    }));
        }
    }

    private static void spans(DuckDBConnection connection, Anchor anchor, int copy) throws IOException, SQLException {
        try (DuckDBAppender appender = appender(connection, "spans")) {
            anchor.readText(
                    Anchor.Subset.SPANS,
                    fields -> append(() -> {
                        appender.beginRow();
                        appendTrace(appender, fields[0], copy);
                        appendId(appender, fields[1], copy);
                        appendId(appender, fields[2], copy);
                        appender.append(fields[3]);
                        appender.append(fields[4]);
                        appender.append(fields[5]);
                        appender.append(time(Long.parseLong(fields[6]) + copy * AnchorCopies.SPAN_SHIFT_NANOS));
                        appender.append(Long.parseLong(fields[7]));
                        appender.endRow();
                    }));
        }
    }

    private static void points(DuckDBConnection connection, Anchor anchor, int copy) throws IOException, SQLException {
        try (DuckDBAppender series = appender(connection, "series");
                DuckDBAppender points = appender(connection, "points")) {
            AnchorCopies.points(
                    anchor,
                    copy,
                    (id, fields) -> append(() -> {
                        if (copy == 0) {
                            series.beginRow();
                            series.append(id);
                            for (int i = 1; i <= 4; i++) {
                                series.append(fields[i]);
                            }
                            series.endRow();
                        }
                    }),
                    (id, timeMillis, value) -> append(() -> {
                        points.beginRow();
                        points.append(id);
                        points.append(time(timeMillis * NANOS_PER_MILLI));
                        points.append(value);
                        points.endRow();
                    }));
        }
    }

    private static DuckDBAppender appender(DuckDBConnection connection, String table) throws SQLException {
        return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    private interface Appending {
        void run() throws SQLException;
    }

    private static void append(Appending row) throws IOException {
        try {
            row.run();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static LocalDateTime time(long nanos) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), (int) Math.floorMod(nanos, NANOS_PER_SECOND), ZoneOffset.UTC);
    }

    private static void appendTrace(DuckDBAppender appender, String hex, int copy) throws SQLException {
        if (hex.isEmpty()) {
            appender.appendNull();
            return;
        }
        String padded = "0".repeat(32 - hex.length()) + hex;
        appender.append(new UUID(
                AnchorCopies.id(Long.parseUnsignedLong(padded, 0, 16, 16), copy),
                Long.parseUnsignedLong(padded, 16, 32, 16)));
    }

    private static void appendId(DuckDBAppender appender, String hex, int copy) throws SQLException {
        if (hex.isEmpty()) {
            appender.appendNull();
        } else {
            appender.append(AnchorCopies.id(new BigInteger(hex, 16).longValue(), copy));
        }
    }
}
