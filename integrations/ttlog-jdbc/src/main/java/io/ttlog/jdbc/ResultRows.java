/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer, in memory: may be walked both ways. A TIMESTAMP is a {@link Timestamp} of that moment, a DURATION a
 * {@link Duration} and as a number its nanoseconds, BYTES a {@code byte[]} and as text hexadecimal.
 */
@SuppressWarnings("unused") // called through the interface
final class ResultRows implements Calls.Labelled {
    private final List<QueryResult.Column> columns;
    private final List<Row> rows;
    private final @Nullable StoreStatement statement;
    private final ResultSet facade = Calls.as(ResultSet.class, this);

    /** From -1, before the first, to the number of rows, behind the last. */
    private int at = -1;

    private boolean wasNull;
    private boolean closed;

    /**
     * Before the first row of an answer.
     *
     * @param rowsMax the most rows that are shown; 0 for all
     * @param statement null of metadata
     */
    ResultRows(QueryResult answer, long rowsMax, @Nullable StoreStatement statement) {
        this.columns = answer.columns();
        List<Row> all = answer.rows();
        this.rows = rowsMax > 0 && rowsMax < all.size() ? all.subList(0, (int) rowsMax) : all;
        this.statement = statement;
    }

    ResultSet facade() {
        return facade;
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the result is closed", "24000");
        }
    }

    // ---- position --------------------------------------------------------------------------------

    private boolean moveTo(long position) throws SQLException {
        requireOpen();
        at = (int) Math.max(-1, Math.min(rows.size(), position));
        return at >= 0 && at < rows.size();
    }

    public boolean next() throws SQLException {
        return moveTo(at + 1L);
    }

    public boolean previous() throws SQLException {
        return moveTo(at - 1L);
    }

    public boolean first() throws SQLException {
        return moveTo(0);
    }

    public boolean last() throws SQLException {
        return moveTo(rows.size() - 1L);
    }

    public boolean absolute(int row) throws SQLException {
        return moveTo(row >= 0 ? row - 1L : rows.size() + (long) row);
    }

    public boolean relative(int rowCount) throws SQLException {
        return moveTo(at + (long) rowCount);
    }

    public void beforeFirst() throws SQLException {
        moveTo(-1);
    }

    public void afterLast() throws SQLException {
        moveTo(rows.size());
    }

    public boolean isBeforeFirst() {
        return at < 0 && !rows.isEmpty();
    }

    public boolean isAfterLast() {
        return at >= rows.size() && !rows.isEmpty();
    }

    public boolean isFirst() {
        return at == 0 && !rows.isEmpty();
    }

    public boolean isLast() {
        return at == rows.size() - 1 && !rows.isEmpty();
    }

    public int getRow() {
        return at >= 0 && at < rows.size() ? at + 1 : 0;
    }

    public void close() {
        closed = true;
        if (statement != null) {
            statement.resultClosed();
        }
    }

    public boolean isClosed() {
        return closed;
    }

    // ---- values ----------------------------------------------------------------------------------

    @Override
    public int findColumn(String label) throws SQLException {
        requireOpen();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(label)) {
                return i + 1;
            }
        }
        throw new SQLException("the result has no column " + label + ": it has "
                + columns.stream().map(QueryResult.Column::name).toList());
    }

    public boolean wasNull() {
        return wasNull;
    }

    /** As the API of ttlog has it. */
    private @Nullable Object value(int index) throws SQLException {
        requireOpen();
        if (index < 1 || index > columns.size()) {
            throw new SQLException("there is no column " + index + ": expected 1 to " + columns.size());
        }
        if (at < 0 || at >= rows.size()) {
            throw new SQLException(
                    at < 0 ? "call next() before the first row is read" : "there is no row behind the last", "24000");
        }
        Object value = rows.get(at).get(index - 1);
        wasNull = value == null;
        return value;
    }

    private SQLException unfit(int index, Object value, String wanted) {
        QueryResult.Column column = columns.get(index - 1);
        return new SQLException(
                "column " + column.name() + " is of type " + column.type() + ", and its value " + text(value)
                        + " is no " + wanted,
                "22018");
    }

    static String text(Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }

    public @Nullable Object getObject(int index) throws SQLException {
        Object value = value(index);
        return value instanceof Instant time ? Timestamp.from(time) : value;
    }

    public <T> @Nullable T getObject(int index, Class<T> type) throws SQLException {
        Object value = value(index);
        if (value == null) {
            return null;
        }
        Object converted = as(type, index, value);
        if (!type.isInstance(converted)) {
            throw unfit(index, value, type.getName());
        }
        return type.cast(converted);
    }

    private @Nullable Object as(Class<?> type, int index, Object value) throws SQLException {
        if (type.isInstance(value)) {
            return value;
        }
        if (type == String.class) {
            return text(value);
        }
        if (type == Long.class) {
            return getLong(index);
        }
        if (type == Integer.class) {
            return getInt(index);
        }
        if (type == Double.class) {
            return getDouble(index);
        }
        if (type == Boolean.class) {
            return getBoolean(index);
        }
        if (type == BigDecimal.class) {
            return getBigDecimal(index);
        }
        return value instanceof Instant time ? ofTime(type, time) : value;
    }

    private static Object ofTime(Class<?> type, Instant time) {
        if (type == OffsetDateTime.class) {
            return time.atOffset(ZoneOffset.UTC);
        }
        if (type == ZonedDateTime.class) {
            return time.atZone(ZoneOffset.UTC);
        }
        if (type == LocalDateTime.class) {
            return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }
        return Timestamp.from(time);
    }

    public @Nullable String getString(int index) throws SQLException {
        Object value = value(index);
        return value == null ? null : text(value);
    }

    public @Nullable String getNString(int index) throws SQLException {
        return getString(index);
    }

    private @Nullable Number number(int index) throws SQLException {
        Object value = value(index);
        if (value == null || value instanceof Number) {
            return (Number) value;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Duration duration) {
            return nanos(duration.getSeconds(), duration.getNano());
        }
        if (value instanceof Instant time) {
            return nanos(time.getEpochSecond(), time.getNano());
        }
        if (value instanceof String text) {
            try {
                return new BigDecimal(text.strip());
            } catch (NumberFormatException e) {
                throw unfit(index, value, "number");
            }
        }
        throw unfit(index, value, "number");
    }

    private static long nanos(long seconds, int nanos) {
        return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nanos);
    }

    private long whole(int index, long min, long max, String type) throws SQLException {
        Number number = number(index);
        if (number == null) {
            return 0;
        }
        BigDecimal exact = decimal(index, number).setScale(0, RoundingMode.DOWN);
        if (exact.compareTo(BigDecimal.valueOf(min)) < 0 || exact.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new SQLException(
                    "column " + columns.get(index - 1).name() + ": " + number + " is beyond a " + type, "22003");
        }
        return exact.longValue();
    }

    private BigDecimal decimal(int index, Number number) throws SQLException {
        if (number instanceof Double decimal && !Double.isFinite(decimal)) {
            throw unfit(index, number, "number with digits");
        }
        return number instanceof BigDecimal decimal
                ? decimal
                : number instanceof Double decimal
                        ? BigDecimal.valueOf(decimal)
                        : BigDecimal.valueOf(number.longValue());
    }

    public long getLong(int index) throws SQLException {
        return whole(index, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    public int getInt(int index) throws SQLException {
        return (int) whole(index, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    public short getShort(int index) throws SQLException {
        return (short) whole(index, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    public byte getByte(int index) throws SQLException {
        return (byte) whole(index, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    public double getDouble(int index) throws SQLException {
        Number number = number(index);
        return number == null ? 0 : number.doubleValue();
    }

    public float getFloat(int index) throws SQLException {
        return (float) getDouble(index);
    }

    public @Nullable BigDecimal getBigDecimal(int index) throws SQLException {
        Number number = number(index);
        return number == null ? null : decimal(index, number);
    }

    public boolean getBoolean(int index) throws SQLException {
        Object value = value(index);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        if (value instanceof Number number && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
            return number.doubleValue() == 1;
        }
        if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.parseBoolean(text);
        }
        throw unfit(index, value, "boolean");
    }

    public byte @Nullable [] getBytes(int index) throws SQLException {
        Object value = value(index);
        if (value == null || value instanceof byte[]) {
            return value == null ? null : ((byte[]) value).clone();
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw unfit(index, value, "byte array");
    }

    public @Nullable Timestamp getTimestamp(int index) throws SQLException {
        Object value = value(index);
        if (value == null || value instanceof Instant) {
            return value == null ? null : Timestamp.from((Instant) value);
        }
        throw unfit(index, value, "timestamp");
    }

    /** The calendar is of no matter, as a TIMESTAMP is a moment. */
    public @Nullable Timestamp getTimestamp(int index, @Nullable Calendar calendar) throws SQLException {
        return getTimestamp(index);
    }

    public @Nullable Date getDate(int index) throws SQLException {
        Timestamp time = getTimestamp(index);
        return time == null ? null : new Date(time.getTime());
    }

    public @Nullable Time getTime(int index) throws SQLException {
        Timestamp time = getTimestamp(index);
        return time == null ? null : new Time(time.getTime());
    }

    public @Nullable Reader getCharacterStream(int index) throws SQLException {
        String text = getString(index);
        return text == null ? null : new StringReader(text);
    }

    public @Nullable InputStream getBinaryStream(int index) throws SQLException {
        byte[] bytes = getBytes(index);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    // ---- about -----------------------------------------------------------------------------------

    public ResultSetMetaData getMetaData() throws SQLException {
        requireOpen();
        return Calls.as(ResultSetMetaData.class, new ResultColumns(columns));
    }

    public @Nullable Statement getStatement() {
        return statement == null ? null : statement.facade();
    }

    public int getType() {
        return ResultSet.TYPE_SCROLL_INSENSITIVE;
    }

    public int getConcurrency() {
        return ResultSet.CONCUR_READ_ONLY;
    }

    public int getHoldability() {
        return ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    public void setFetchSize(int count) {}

    public int getFetchSize() {
        return 0;
    }

    public void setFetchDirection(int direction) {}

    public int getFetchDirection() {
        return ResultSet.FETCH_FORWARD;
    }

    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    public void clearWarnings() {}

    public boolean rowUpdated() {
        return false;
    }

    public boolean rowInserted() {
        return false;
    }

    public boolean rowDeleted() {
        return false;
    }
}
