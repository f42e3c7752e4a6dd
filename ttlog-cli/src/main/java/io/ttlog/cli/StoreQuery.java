/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.QueryResult;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Tables;
import io.ttlog.query.source.TablesInTime;
import io.ttlog.query.sql.Parameters;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Answers statements about the rows of a store that are within a range of times, as of now. */
record StoreQuery(Path data, TimeRange range) {
    /**
     * The answer to a statement.
     *
     * @param parameters what {@code :name} stands for
     * @throws io.ttlog.TTLogException when the statement is wrong or the store cannot be read
     */
    QueryResult ask(String sql, Map<String, String> parameters) {
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        try (Snapshot snapshot = Store.read(data)) {
            Tables all = new StoreTables(snapshot);
            Tables within = range.isAll() ? all : new TablesInTime(all, range.fromNanos(), range.toNanos());
            return engine.query(within, sql, new Parameters(List.of(), parameters));
        }
    }
}
