/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.QueryResult;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.sql.Parameters;
import io.ttlog.spi.QueryProvider;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SQL over the store in a directory, by the system's clock and the default limits. */
public final class SqlQueryProvider implements QueryProvider {
    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);

    /** For {@link java.util.ServiceLoader}. */
    public SqlQueryProvider() {}

    @Override
    public QueryResult query(Path directory, String sql, List<@Nullable Object> values, Map<String, ?> named) {
        try (Snapshot snapshot = Store.read(directory)) {
            return engine.query(new StoreTables(snapshot), sql, new Parameters(values, named));
        }
    }
}
