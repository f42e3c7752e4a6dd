/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** What DuckDB makes of the same rows: a table by its appender, and a Parquet file under Zstandard at level 3, sorted as favours it. */
public final class ParquetSize {
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
                statement.execute("CREATE TABLE t " + DuckRows.SPANS);
                count = DuckRows.spans(connection, "t", from, rows, 0);
                order = "trace_id, start";
            } else {
                statement.execute("CREATE TABLE t " + DuckRows.LOGS);
                count = DuckRows.logs(connection, "t", from, rows, 0);
                order = "service, ts";
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("COPY (SELECT * FROM t ORDER BY " + order + ") TO '" + file
                    + "' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)");
            return Map.of(
                    "rate", count / seconds, rows.isPoints() ? "points" : "merged", (double) Files.size(file) / count);
        }
    }

    private static long points(DuckDBConnection connection, Anchor from, Anchor.Subset rows)
            throws IOException, SQLException {
        Map<String, Long> ids = new HashMap<>();
        try (DuckDBAppender appender = DuckRows.appender(connection, "t")) {
            return from.readText(
                    rows,
                    fields -> DuckRows.append(() -> {
                        appender.beginRow();
                        String series = fields[1] + '\t' + fields[2] + '\t' + fields[3];
                        appender.append(ids.computeIfAbsent(series, s -> (long) ids.size())
                                .longValue());
                        appender.append(DuckRows.time(Long.parseLong(fields[6]) * 1_000_000L));
                        appender.append(Double.parseDouble(fields[7]));
                        appender.endRow();
                    }));
        }
    }
}
