/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.QueryResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers SQL about a store; found with {@link java.util.ServiceLoader}. Safe for all threads. */
public interface QueryProvider {
    /**
     * Runs one query over the store in the directory: the live one when this process writes it, else what its files hold.
     *
     * @param values of the parameters {@code ?}, from left to right
     * @param named values of the parameters {@code :name}
     * @throws io.ttlog.TTLogException when the SQL is wrong or the store cannot be read
     */
    QueryResult query(Path directory, String sql, List<@Nullable Object> values, Map<String, ?> named);

    /** The same of a query without parameters. */
    default QueryResult query(Path directory, String sql) {
        return query(directory, sql, List.of(), Map.of());
    }
}
