/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.QueryResult;
import java.nio.file.Path;

/** Answers SQL about a store; found with {@link java.util.ServiceLoader}. Safe for all threads. */
public interface QueryProvider {
    /**
     * Runs one SELECT over the store in the directory: the live one when this process writes it, else what its files hold.
     *
     * @throws io.ttlog.TTLogException when the SQL is wrong or the store cannot be read
     */
    QueryResult query(Path directory, String sql);
}
