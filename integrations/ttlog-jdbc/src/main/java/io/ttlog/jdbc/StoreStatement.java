/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A statement, prepared or not. Answers are in memory, so that it holds nothing open. */
@SuppressWarnings("unused") // called through the interface
final class StoreStatement implements Calls.Target {
    /** Most parameters of a statement. */
    private static final int PARAMETERS_MAX = 10_000;

    private final StoreConnection connection;
    private final @Nullable String prepared;
    private final List<@Nullable Object> parameters = new ArrayList<>();
    private final Statement facade;
    private @Nullable ResultSet result;
    private long rowsMax;
    private int timeoutSeconds;
    private boolean closed;
    private boolean closesWithResult;
    private volatile boolean cancelled;

    StoreStatement(StoreConnection connection) {
        this.connection = connection;
        this.prepared = null;
        this.facade = Calls.as(Statement.class, this);
    }

    StoreStatement(StoreConnection connection, String sql) {
        this.connection = connection;
        this.prepared = sql;
        this.facade = Calls.as(PreparedStatement.class, this);
    }

    Statement facade() {
        return facade;
    }

    PreparedStatement preparedFacade() {
        return (PreparedStatement) facade;
    }

    void resultClosed() {
        closed |= closesWithResult;
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the statement is closed", "24000");
        }
    }

    public ResultSet executeQuery(String sql) throws SQLException {
        requireOpen();
        if (prepared != null) {
            throw new SQLException("a prepared statement has its SQL already; execute it without");
        }
        return answer(sql);
    }

    public ResultSet executeQuery() throws SQLException {
        requireOpen();
        return answer(String.valueOf(prepared));
    }

    private ResultSet answer(String sql) throws SQLException {
        QueryResult answer;
        cancelled = false;
        try {
            answer = connection.ask(sql, parameters, timeoutSeconds, () -> cancelled);
        } catch (TTLogException e) {
            if (cancelled && e.code() == ErrorCode.QUERY_LIMIT) {
                throw new SQLException("the statement was cancelled", "57014", e);
            }
            throw e;
        }
        ResultSet rows = new ResultRows(answer, rowsMax, this).facade();
        result = rows;
        return rows;
    }

    /** From another thread: the query that is under way ends within a batch of rows. */
    public void cancel() {
        cancelled = true;
    }

    public boolean execute(String sql) throws SQLException {
        executeQuery(sql);
        return true;
    }

    public boolean execute() throws SQLException {
        executeQuery();
        return true;
    }

    public @Nullable ResultSet getResultSet() throws SQLException {
        requireOpen();
        return result;
    }

    public boolean getMoreResults() throws SQLException {
        requireOpen();
        result = null;
        return false;
    }

    public boolean getMoreResults(int current) throws SQLException {
        return getMoreResults();
    }

    /** -1: there is no count, as there are no updates. */
    public int getUpdateCount() {
        return -1;
    }

    public long getLargeUpdateCount() {
        return -1;
    }

    public Connection getConnection() {
        return connection.facade();
    }

    public void close() {
        closed = true;
        result = null;
    }

    public boolean isClosed() {
        return closed;
    }

    public void closeOnCompletion() {
        closesWithResult = true;
    }

    public boolean isCloseOnCompletion() {
        return closesWithResult;
    }

    public void setMaxRows(int rows) throws SQLException {
        setLargeMaxRows(rows);
    }

    public int getMaxRows() {
        return (int) rowsMax;
    }

    public void setLargeMaxRows(long rows) throws SQLException {
        if (rows < 0) {
            throw new SQLException("the most rows of an answer are " + rows + ": expected 0, for all, or more");
        }
        rowsMax = rows;
    }

    public long getLargeMaxRows() {
        return rowsMax;
    }

    public void setQueryTimeout(int seconds) throws SQLException {
        if (seconds < 0) {
            throw new SQLException("the time-out is " + seconds + " s: expected 0, for none, or more");
        }
        timeoutSeconds = seconds;
    }

    public int getQueryTimeout() {
        return timeoutSeconds;
    }

    public void setFetchSize(int rows) {}

    public int getFetchSize() {
        return 0;
    }

    public void setFetchDirection(int direction) {}

    public int getFetchDirection() {
        return ResultSet.FETCH_FORWARD;
    }

    public int getResultSetType() {
        return ResultSet.TYPE_SCROLL_INSENSITIVE;
    }

    public int getResultSetConcurrency() {
        return ResultSet.CONCUR_READ_ONLY;
    }

    public int getResultSetHoldability() {
        return ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    public void setEscapeProcessing(boolean enable) {}

    public void setPoolable(boolean poolable) {}

    public boolean isPoolable() {
        return false;
    }

    public int getMaxFieldSize() {
        return 0;
    }

    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    public void clearWarnings() {}

    // ---- prepared statements ---------------------------------------------------------------------

    /** Known only once the statement has run, as its types depend on what rows have. */
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        ResultSet rows = result;
        return rows == null ? null : rows.getMetaData();
    }

    public void clearParameters() {
        parameters.clear();
    }

    private void set(int index, @Nullable Object value) throws SQLException {
        requireOpen();
        if (index < 1 || index > PARAMETERS_MAX) {
            throw new SQLException("there is no parameter " + index + ": expected 1 to " + PARAMETERS_MAX);
        }
        while (parameters.size() < index) {
            parameters.add(null);
        }
        parameters.set(index - 1, value);
    }

    public void setNull(int index, int type) throws SQLException {
        set(index, null);
    }

    public void setNull(int index, int type, @Nullable String name) throws SQLException {
        set(index, null);
    }

    public void setBoolean(int index, boolean value) throws SQLException {
        set(index, value);
    }

    public void setByte(int index, byte value) throws SQLException {
        set(index, (long) value);
    }

    public void setShort(int index, short value) throws SQLException {
        set(index, (long) value);
    }

    public void setInt(int index, int value) throws SQLException {
        set(index, (long) value);
    }

    public void setLong(int index, long value) throws SQLException {
        set(index, value);
    }

    public void setFloat(int index, float value) throws SQLException {
        set(index, (double) value);
    }

    public void setDouble(int index, double value) throws SQLException {
        set(index, value);
    }

    public void setString(int index, @Nullable String value) throws SQLException {
        set(index, value);
    }

    public void setBytes(int index, byte @Nullable [] value) throws SQLException {
        set(index, value == null ? null : value.clone());
    }

    public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        set(index, value == null ? null : value.toInstant());
    }

    public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        setTimestamp(index, value);
    }

    public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        setObject(index, value);
    }

    public void setObject(int index, @Nullable Object value, int type) throws SQLException {
        setObject(index, value);
    }

    public void setObject(int index, @Nullable Object value) throws SQLException {
        set(index, converted(value));
    }

    private static @Nullable Object converted(@Nullable Object value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros().scale() <= 0 ? (Object) exact(decimal) : (Object) decimal.doubleValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Number number && !(value instanceof Double)) {
            return number.longValue();
        }
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        if (value instanceof Date date) {
            return date.toLocalDate().atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        }
        return value instanceof UUID id ? id.toString().replace("-", "") : value;
    }

    private static Long exact(BigDecimal decimal) throws SQLException {
        try {
            return decimal.longValueExact();
        } catch (ArithmeticException e) {
            throw new SQLException("the parameter " + decimal + " is beyond 64 bits", "22003", e);
        }
    }
}
