/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.Row;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tables tell of the store. */
class SystemTablesTest {
    private static final long TIME = 1_767_225_600_000_000_000L;

    @TempDir
    private Path directory;

    private static void log(Store store, Symbols symbols, long n) throws IOException {
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(
                        Level.INFO,
                        symbols.intern("m"),
                        symbols.intern("logger"),
                        symbols.intern("main"),
                        symbols.intern("api"),
                        TIME + n)
                .field(symbols.intern("n"), n);
        byte[] record = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        store.append(record, 0, record.length, symbols);
    }

    private static List<String> rows(Snapshot snapshot, String sql) {
        List<String> rows = new ArrayList<>();
        for (Row row : new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT).query(snapshot, sql)) {
            rows.add(row.toString());
        }
        return rows;
    }

    @Test
    void tellSegmentsColumnsAndRows() throws IOException {
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            Symbols symbols = new Symbols();
            log(store, symbols, 1);
            log(store, symbols, 2);
            store.seal();
            log(store, symbols, 3);
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(rows(
                                snapshot,
                                "SELECT table_name, level, rows, services, first_time, bytes > 100 AS big"
                                        + " FROM ttlog_segments"))
                        .containsExactly("{table_name=logs, level=0, rows=2, services=api,"
                                + " first_time=2026-01-01T00:00:00.000000001Z, big=true}");
                assertThat(rows(
                                snapshot,
                                "SELECT rows, unsealed_rows, segments FROM ttlog_status WHERE table_name = 'logs'"))
                        .containsExactly("{rows=3, unsealed_rows=1, segments=1}");
                assertThat(
                                rows(
                                        snapshot,
                                        "SELECT column_name, attribute, type, bytes > 0 AS stored FROM ttlog_columns"
                                                + " WHERE table_name = 'logs' AND column_name IN ('n', 'timestamp') ORDER BY 1"))
                        .containsExactly(
                                "{column_name=n, attribute=true, type=LONG, stored=true}",
                                "{column_name=timestamp, attribute=false, type=TIMESTAMP, stored=true}");
                assertThat(rows(
                                snapshot,
                                "SELECT s.table_name, sum(g.rows) AS in_segments FROM TTLOG_STATUS s"
                                        + " JOIN ttlog_segments g USING (table_name) GROUP BY ALL"))
                        .containsExactly("{table_name=logs, in_segments=2}");
            }
        }
    }
}
