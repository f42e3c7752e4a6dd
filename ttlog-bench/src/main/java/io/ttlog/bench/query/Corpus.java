/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.bench.peer.Folder;
import io.ttlog.bench.store.Anchor;
import io.ttlog.bench.store.AnchorCopies;
import io.ttlog.bench.store.DuckRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Copies of the anchor, as its README says how they are made, in a store of ttlog, which is merged, and in a database of DuckDB.
 * Takes minutes and gigabytes at full size, so that a directory that has them already is taken as it is.
 *
 * @param directory holds {@code store} and {@code duck.db}
 */
record Corpus(Path directory) {
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
        try (DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE logs " + DuckRows.LOGS);
            statement.execute("CREATE TABLE spans " + DuckRows.SPANS);
            statement.execute("CREATE TABLE series (series_id BIGINT, dataset VARCHAR, metric VARCHAR, labels VARCHAR,"
                    + " kind VARCHAR)");
            statement.execute("CREATE TABLE points (series_id BIGINT, ts TIMESTAMP_MS, value DOUBLE)");
            for (int copy = 0; copy < copies.logs; copy++) {
                DuckRows.logs(connection, "logs", new Anchor(anchor), Anchor.Subset.LOGS, copy);
            }
            for (int copy = 0; copy < copies.spans; copy++) {
                DuckRows.spans(connection, "spans", new Anchor(anchor), Anchor.Subset.SPANS, copy);
            }
            for (int copy = 0; copy < copies.points; copy++) {
                points(connection, new Anchor(anchor), copy);
            }
            statement.execute("CHECKPOINT");
        }
        Files.writeString(made, copies.toString());
    }

    private static void points(DuckDBConnection connection, Anchor anchor, int copy) throws IOException, SQLException {
        try (DuckDBAppender series = DuckRows.appender(connection, "series");
                DuckDBAppender points = DuckRows.appender(connection, "points")) {
            AnchorCopies.points(
                    anchor,
                    copy,
                    (id, fields) -> DuckRows.append(() -> {
                        if (copy == 0) {
                            series.beginRow();
                            series.append(id);
                            for (int i = 1; i <= 4; i++) {
                                series.append(fields[i]);
                            }
                            series.endRow();
                        }
                    }),
                    (id, timeMillis, value) -> DuckRows.append(() -> {
                        points.beginRow();
                        points.append(id);
                        points.append(DuckRows.time(timeMillis * NANOS_PER_MILLI));
                        points.append(value);
                        points.endRow();
                    }));
        }
    }
}
