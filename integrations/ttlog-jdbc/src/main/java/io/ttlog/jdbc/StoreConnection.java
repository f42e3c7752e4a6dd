/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.QueryResult;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.sql.Parameters;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A connection to one store. It holds no file open between statements. */
@SuppressWarnings("unused") // called through the interface
final class StoreConnection implements Calls.Target {
    private final Path directory;
    private final Connection facade = Calls.as(Connection.class, this);
    private boolean closed;
    private boolean autoCommit = true;

    StoreConnection(Path directory) {
        this.directory = directory;
    }

    Connection facade() {
        return facade;
    }

    String url() {
        return TTLogDriver.PREFIX + directory;
    }

    /**
     * Answers SQL as of now.
     *
     * @param parameters what {@code ?} stands for
     * @param timeoutSeconds 0 for the usual limit
     * @param cancelled asked again and again, whether to end
     */
    QueryResult ask(String sql, List<@Nullable Object> parameters, int timeoutSeconds, BooleanSupplier cancelled)
            throws SQLException {
        requireOpen();
        QueryLimits usual = QueryLimits.DEFAULT;
        QueryLimits limits = timeoutSeconds == 0
                ? usual
                : new QueryLimits(
                        usual.resultRowsMax(),
                        usual.groupsMax(),
                        usual.percentileValuesMax(),
                        usual.memoryBytesMax(),
                        TimeUnit.SECONDS.toNanos(timeoutSeconds));
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), limits);
        try (Snapshot snapshot = Store.read(directory)) {
            return engine.query(new StoreTables(snapshot), sql, new Parameters(parameters, Map.of()), cancelled);
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the connection is closed", "08003");
        }
    }

    public Statement createStatement() throws SQLException {
        requireOpen();
        return new StoreStatement(this).facade();
    }

    public Statement createStatement(int type, int concurrency) throws SQLException {
        requireReading(concurrency);
        return createStatement();
    }

    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return createStatement(type, concurrency);
    }

    public PreparedStatement prepareStatement(String sql) throws SQLException {
        requireOpen();
        return new StoreStatement(this, sql).preparedFacade();
    }

    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        requireReading(concurrency);
        return prepareStatement(sql);
    }

    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepareStatement(sql, type, concurrency);
    }

    private static void requireReading(int concurrency) throws SQLException {
        if (concurrency != ResultSet.CONCUR_READ_ONLY) {
            throw new SQLFeatureNotSupportedException("rows of a store cannot be changed: expected CONCUR_READ_ONLY");
        }
    }

    public String nativeSQL(String sql) {
        return sql;
    }

    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean isValid(int seconds) {
        return !closed;
    }

    /** Remembered only: nothing is ever written. */
    public void setAutoCommit(boolean wanted) throws SQLException {
        requireOpen();
        autoCommit = wanted;
    }

    public boolean getAutoCommit() {
        return autoCommit;
    }

    public void commit() throws SQLException {
        requireOpen();
    }

    public void rollback() throws SQLException {
        requireOpen();
    }

    /** A hint, as JDBC says, which changes nothing. */
    public void setReadOnly(boolean wanted) {}

    public boolean isReadOnly() {
        return true;
    }

    public void setTransactionIsolation(int level) {}

    /** A statement sees one snapshot, the next one sees a newer one. */
    public int getTransactionIsolation() {
        return Connection.TRANSACTION_READ_COMMITTED;
    }

    public void setHoldability(int holdability) {}

    public int getHoldability() {
        return ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    public void setCatalog(@Nullable String catalog) {}

    public @Nullable String getCatalog() {
        return null;
    }

    public void setSchema(@Nullable String schema) {}

    public @Nullable String getSchema() {
        return null;
    }

    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    public void clearWarnings() {}

    public Map<String, Class<?>> getTypeMap() {
        return Map.of();
    }

    public void setClientInfo(String name, @Nullable String value) {}

    public void setClientInfo(Properties properties) {}

    public @Nullable String getClientInfo(String name) {
        return null;
    }

    public Properties getClientInfo() {
        return new Properties();
    }

    public DatabaseMetaData getMetaData() throws SQLException {
        requireOpen();
        return Calls.as(DatabaseMetaData.class, new StoreMetaData(this, directory));
    }
}
