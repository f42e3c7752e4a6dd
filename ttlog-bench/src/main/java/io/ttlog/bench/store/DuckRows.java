/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows of the anchor in tables of DuckDB, by its appender. */
public final class DuckRows {
    /** The columns of logs. */
    public static final String LOGS = "(ts TIMESTAMP_NS, level VARCHAR, service VARCHAR, pod VARCHAR, logger VARCHAR,"
            + " trace_id UUID, span_id UBIGINT, msg VARCHAR)";

    /** The columns of spans. */
    public static final String SPANS =
            "(trace_id UUID, span_id UBIGINT, parent_id UBIGINT, service VARCHAR, pod VARCHAR,"
                    + " op VARCHAR, start TIMESTAMP_NS, dur_ns BIGINT)";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private DuckRows() {}

    /** Appends a copy of logs; returns how many. */
    public static long logs(DuckDBConnection connection, String table, Anchor anchor, Anchor.Subset subset, int copy)
            throws IOException, SQLException {
        try (DuckDBAppender appender = appender(connection, table)) {
            return anchor.readText(
                    subset,
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

    /** Appends a copy of spans; returns how many. */
    public static long spans(DuckDBConnection connection, String table, Anchor anchor, Anchor.Subset subset, int copy)
            throws IOException, SQLException {
        try (DuckDBAppender appender = appender(connection, table)) {
            return anchor.readText(
                    subset,
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

    /** An appender to a table. */
    public static DuckDBAppender appender(DuckDBConnection connection, String table) throws SQLException {
        return connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    /** What appends a row. */
    public interface Appending {
        /** Appends it. */
        void run() throws SQLException;
    }

    /** Appends a row where a failure of DuckDB is one of I/O. */
    public static void append(Appending row) throws IOException {
        try {
            row.run();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** A time in nanoseconds since 1970, in the form that the appender takes. */
    public static LocalDateTime time(long nanos) {
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
