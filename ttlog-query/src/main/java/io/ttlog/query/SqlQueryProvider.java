/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.QueryResult;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.spi.QueryProvider;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.time.Clock;

/** SQL over the store in a directory, by the system's clock and the default limits. */
public final class SqlQueryProvider implements QueryProvider {
    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);

    /** For {@link java.util.ServiceLoader}. */
    public SqlQueryProvider() {}

    @Override
    public QueryResult query(Path directory, String sql) {
        try (Snapshot snapshot = Store.read(directory)) {
            return engine.query(snapshot, sql);
        }
    }
}
