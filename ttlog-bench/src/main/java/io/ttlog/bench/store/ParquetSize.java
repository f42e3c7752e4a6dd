/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** What DuckDB makes of the same rows: a table by its appender, and a Parquet file under Zstandard at level 3, sorted as favours it. */
public final class ParquetSize {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private ParquetSize() {}

    /** The figures: {@code rate} in rows a second, the text not yet read included, and {@code merged} in bytes a row. */
    public static Map<String, Double> run(Path directory, Path anchor, Anchor.Subset rows)
            throws IOException, SQLException {
        Anchor from = new Anchor(anchor);
        Path file = directory.resolve("rows.parquet");
        try (DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            long count;
            String order;
            long start = System.nanoTime();
            if (rows.isPoints()) {
                statement.execute("CREATE TABLE t (series_id BIGINT, ts TIMESTAMP_MS, value DOUBLE)");
                count = points(connection, from, rows);
                order = "series_id, ts";
            } else if (rows.isSpans()) {
                statement.execute("CREATE TABLE t (trace_id UUID, span_id UBIGINT, parent_id UBIGINT, service VARCHAR,"
                        + " pod VARCHAR, op VARCHAR, start TIMESTAMP_NS, dur_ns BIGINT)");
                count = spans(connection, from, rows);
                order = "trace_id, start";
            } else {
                statement.execute("CREATE TABLE t (ts TIMESTAMP_NS, level VARCHAR, service VARCHAR, pod VARCHAR,"
                        + " logger VARCHAR, trace_id UUID, span_id UBIGINT, msg VARCHAR)");
                count = logs(connection, from, rows);
                order = "service, ts";
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("COPY (SELECT * FROM t ORDER BY " + order + ") TO '" + file
                    + "' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)");
            return Map.of(
                    "rate", count / seconds, rows.isPoints() ? "points" : "merged", (double) Files.size(file) / count);
        }
    }

    private static long logs(DuckDBConnection connection, Anchor from, Anchor.Subset rows)
            throws IOException, SQLException {
        try (DuckDBAppender appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "t")) {
            return from.readText(
                    rows,
                    fields -> append(() -> {
                        appender.beginRow();
                        appender.append(time(Long.parseLong(fields[0])));
                        appender.append(fields[1]);
                        appender.append(fields[2]);
                        appender.append(fields[3]);
                        appender.append(fields[4]);
                        appendUuid(appender, fields[5]);
                        appendId(appender, fields[6]);
                        appender.append(fields[7]);
                        appender.endRow();
                    }));
        }
    }

    private static long spans(DuckDBConnection connection, Anchor from, Anchor.Subset rows)
            throws IOException, SQLException {
        try (DuckDBAppender appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "t")) {
            return from.readText(
                    rows,
                    fields -> append(() -> {
                        appender.beginRow();
                        appendUuid(appender, fields[0]);
                        appendId(appender, fields[1]);
                        appendId(appender, fields[2]);
                        appender.append(fields[3]);
                        appender.append(fields[4]);
                        appender.append(fields[5]);
                        appender.append(time(Long.parseLong(fields[6])));
                        appender.append(Long.parseLong(fields[7]));
                        appender.endRow();
                    }));
        }
    }

    private static long points(DuckDBConnection connection, Anchor from, Anchor.Subset rows)
            throws IOException, SQLException {
        Map<String, Long> ids = new HashMap<>();
        try (DuckDBAppender appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "t")) {
            return from.readText(
                    rows,
                    fields -> append(() -> {
                        appender.beginRow();
                        String series = fields[1] + '\t' + fields[2] + '\t' + fields[3];
                        appender.append(ids.computeIfAbsent(series, s -> (long) ids.size())
                                .longValue());
                        appender.append(time(Long.parseLong(fields[6]) * 1_000_000L));
                        appender.append(Double.parseDouble(fields[7]));
                        appender.endRow();
                    }));
        }
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
        return LocalDateTime.ofInstant(
                Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)),
                ZoneOffset.UTC);
    }

    private static void appendUuid(DuckDBAppender appender, String hex) throws SQLException {
        if (hex.isEmpty()) {
            appender.appendNull();
        } else {
            String padded = "0".repeat(32 - hex.length()) + hex;
            appender.append(
                    new UUID(Long.parseUnsignedLong(padded, 0, 16, 16), Long.parseUnsignedLong(padded, 16, 32, 16)));
        }
    }

    private static void appendId(DuckDBAppender appender, String hex) throws SQLException {
        if (hex.isEmpty()) {
            appender.appendNull();
        } else {
            appender.append(new BigInteger(hex, 16).longValue());
        }
    }
}
