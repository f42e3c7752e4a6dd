/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver as {@link DriverManager} finds it, on a store that was written by ttlog. */
class JdbcTest {
    @TempDir
    static Path data;

    private Connection connection;

    @BeforeAll
    static void store() {
        try (TTLogSession session =
                TTLog.init().service("shop").data(data).console(false).start()) {
            TTLog.info("User {user_id} paid {amount}", 12345L, 9.5);
            TTLog.warn("disk {disk} is full", "sda1");
            session.flush(Ack.WRITTEN, Duration.ofSeconds(30));
        }
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:ttlog:" + data);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private ResultSet query(String sql) throws SQLException {
        return connection.createStatement().executeQuery(sql);
    }

    private ResultSet first(String sql) throws SQLException {
        ResultSet rows = query(sql);
        assertThat(rows.next()).isTrue();
        return rows;
    }

    @Test
    void answersByIndexAndByLabelWithoutRegardToCase() throws SQLException {
        ResultSet rows = query("SELECT level, user_id, amount, disk FROM logs ORDER BY level");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("LEVEL")).isEqualTo("INFO");
        assertThat(rows.getLong("user_id")).isEqualTo(12345);
        assertThat(rows.getInt(2)).isEqualTo(12345);
        assertThat(rows.getDouble("amount")).isEqualTo(9.5);
        assertThat(rows.getBigDecimal(3)).isEqualByComparingTo("9.5");
        assertThat(rows.getObject("disk")).isNull();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("disk")).isEqualTo("sda1");
        assertThat(rows.getLong("user_id")).isZero();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.getDouble("amount")).isZero();
        assertThat(rows.next()).isFalse();
    }

    @Test
    void givesEachTypeAsJdbcHasIt() throws SQLException {
        ResultSet rows = first("SELECT TIMESTAMP '2026-01-31 12:00:00.123456789' AS t, 1500ms AS d, TRUE AS b,"
                + " '00ff'::bytes AS y, 7 AS n, 2.5 AS f, 'x' AS s, attrs FROM logs WHERE level = 'INFO'");
        Instant time = Instant.parse("2026-01-31T12:00:00.123456789Z");
        assertThat(rows.getTimestamp("t")).isEqualTo(Timestamp.from(time));
        assertThat(rows.getObject("t")).isEqualTo(Timestamp.from(time));
        assertThat(rows.getObject("t", Instant.class)).isEqualTo(time);
        assertThat(rows.getObject("t", OffsetDateTime.class)).isEqualTo(time.atOffset(ZoneOffset.UTC));
        assertThat(rows.getObject("t", LocalDateTime.class)).isEqualTo(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        assertThat(rows.getString("t")).isEqualTo(time.toString());
        assertThat(rows.getDate("t").getTime()).isEqualTo(time.toEpochMilli());
        assertThat(rows.getObject("d")).isEqualTo(Duration.ofMillis(1500));
        assertThat(rows.getLong("d")).isEqualTo(1_500_000_000);
        assertThat(rows.getBoolean("b")).isTrue();
        assertThat(rows.getBytes("y")).containsExactly(0, 0xff);
        assertThat(rows.getString("y")).isEqualTo("00ff");
        assertThat(rows.getObject("n")).isEqualTo(7L);
        assertThat(rows.getObject("n", Integer.class)).isEqualTo(7);
        assertThat(rows.getObject("n", String.class)).isEqualTo("7");
        assertThat(rows.getObject("f", BigDecimal.class)).isEqualByComparingTo("2.5");
        assertThat(rows.getString("attrs")).contains("\"user_id\":12345");
    }

    @Test
    void refusesWhatAValueIsNot() throws SQLException {
        ResultSet rows = first("SELECT 'x' AS s, 300 AS n, 1e300 AS f, 2 AS two");
        assertThatThrownBy(() -> rows.getLong("s"))
                .isInstanceOf(SQLException.class)
                .hasMessage("column s is of type TEXT, and its value x is no number");
        assertThatThrownBy(() -> rows.getByte("n")).hasMessage("column n: 300 is beyond a byte");
        assertThatThrownBy(() -> rows.getLong("f")).hasMessageContaining("is beyond a long");
        assertThatThrownBy(() -> rows.getBoolean("two")).hasMessageContaining("is no boolean");
        assertThatThrownBy(() -> rows.getTimestamp("n")).hasMessageContaining("is no timestamp");
        assertThatThrownBy(() -> rows.getObject("n", List.class)).hasMessageContaining("is no java.util.List");
        assertThatThrownBy(() -> rows.getString("none")).hasMessageContaining("no column none: it has [s, n, f, two]");
        assertThatThrownBy(() -> rows.getString(5)).hasMessage("there is no column 5: expected 1 to 4");
    }

    @Test
    void walksBothWays() throws SQLException {
        ResultSet rows = query("SELECT level FROM logs ORDER BY level");
        assertThat(rows.isBeforeFirst()).isTrue();
        assertThatThrownBy(() -> rows.getString(1)).hasMessageContaining("call next()");
        assertThat(rows.last()).isTrue();
        assertThat(rows.isLast()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("WARN");
        assertThat(rows.getRow()).isEqualTo(2);
        assertThat(rows.previous()).isTrue();
        assertThat(rows.isFirst()).isTrue();
        assertThat(rows.previous()).isFalse();
        assertThat(rows.absolute(-1)).isTrue();
        assertThat(rows.getRow()).isEqualTo(2);
        assertThat(rows.relative(1)).isFalse();
        assertThat(rows.isAfterLast()).isTrue();
        rows.close();
        assertThatThrownBy(rows::next).hasMessage("the result is closed");
    }

    @Test
    void tellsTheColumnsOfAnAnswer() throws SQLException {
        ResultSetMetaData columns = query("SELECT timestamp, user_id AS id, message, trace_id FROM logs")
                .getMetaData();
        assertThat(columns.getColumnCount()).isEqualTo(4);
        assertThat(columns.getColumnLabel(2)).isEqualTo("id");
        assertThat(List.of(columns.getColumnType(1), columns.getColumnType(2), columns.getColumnType(3)))
                .containsExactly(Types.TIMESTAMP, Types.BIGINT, Types.VARCHAR);
        assertThat(columns.getColumnTypeName(4)).isEqualTo("BYTES");
        assertThat(columns.getColumnClassName(1)).isEqualTo("java.sql.Timestamp");
        assertThat(columns.isReadOnly(1)).isTrue();
        assertThat(columns.isNullable(1)).isEqualTo(ResultSetMetaData.columnNullable);
    }

    @Test
    void cutsAtTheMostRows() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            assertThat(statement.execute("SELECT level FROM logs")).isTrue();
            ResultSet rows = statement.getResultSet();
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isFalse();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
        }
    }

    private static List<String> column(ResultSet rows, String label) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            values.add(rows.getString(label));
        }
        return values;
    }

    @Test
    void takesParameters() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT level, ? AS x FROM logs WHERE user_id = ? AND timestamp < ? AND level IN (?, ?)")) {
            statement.setNull(1, Types.VARCHAR);
            statement.setInt(2, 12345);
            statement.setTimestamp(3, Timestamp.from(Instant.now().plusSeconds(60)));
            statement.setString(4, "it's");
            statement.setObject(5, "INFO");
            ResultSet rows = statement.executeQuery();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("level")).isEqualTo("INFO");
            assertThat(rows.getObject("x")).isNull();
            assertThat(statement.getMetaData().getColumnCount()).isEqualTo(2);
            statement.setObject(2, new BigDecimal("12346"));
            assertThat(statement.executeQuery().next()).isFalse();
            statement.clearParameters();
            assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.setString(0, "x")).hasMessageContaining("expected 1 to 10000");
        }
    }

    @Test
    @Timeout(60)
    void endsAQueryThatIsCancelledOrTakesTooLong() throws Exception {
        String endless = "SELECT count(*) FROM (SELECT l0.level FROM logs AS l0"
                + IntStream.range(1, 26)
                        .mapToObj(i -> " CROSS JOIN logs AS l" + i)
                        .collect(Collectors.joining())
                + ") AS x";
        Statement statement = connection.createStatement();
        AtomicReference<SQLException> failure = new AtomicReference<>();
        Thread asking = new Thread(() -> {
            try {
                statement.executeQuery(endless);
            } catch (SQLException e) {
                failure.set(e);
            }
        });
        asking.start();
        while (failure.get() == null && asking.isAlive()) {
            statement.cancel();
            Thread.onSpinWait();
        }
        asking.join();
        SQLException cancelled = Objects.requireNonNull(failure.get(), "the query ended");
        assertThat(cancelled.getMessage()).isEqualTo("the statement was cancelled");
        assertThat(cancelled.getSQLState()).isEqualTo("57014");
        statement.setQueryTimeout(1);
        assertThatThrownBy(() -> statement.executeQuery(endless))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54000"));
        assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
    }

    @Test
    void listsTablesAndColumns() throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        assertThat(column(meta.getTables(null, null, "%", new String[] {"TABLE"}), "TABLE_NAME"))
                .contains("logs", "spans", "metrics")
                .doesNotContain("ttlog_gaps");
        assertThat(column(meta.getTables(null, null, "LOG_", null), "TABLE_NAME"))
                .containsExactly("logs");
        assertThat(column(meta.getTables(null, null, "it's", new String[] {"'"}), "TABLE_NAME"))
                .isEmpty();
        assertThat(column(meta.getColumns(null, null, "logs", null), "COLUMN_NAME"))
                .startsWith("timestamp", "level")
                .contains("user_id", "amount", "disk");
        ResultSet one = meta.getColumns(null, null, "logs", "user\\_id");
        assertThat(one.next()).isTrue();
        assertThat(one.getInt("DATA_TYPE")).isEqualTo(Types.BIGINT);
        assertThat(one.getString("REMARKS")).isEqualTo("attribute");
        assertThat(one.next()).isFalse();
        assertThat(column(meta.getTableTypes(), "TABLE_TYPE")).containsExactly("SYSTEM TABLE", "TABLE");
        assertThat(column(meta.getTypeInfo(), "TYPE_NAME")).contains("TEXT", "TIMESTAMP", "DURATION");
        assertThat(meta.getPrimaryKeys(null, null, "logs").next()).isFalse();
        assertThat(meta.getSchemas().next()).isFalse();
        assertThat(meta.isReadOnly()).isTrue();
        assertThat(meta.supportsStoredProcedures()).isFalse();
        assertThat(meta.getMaxConnections()).isZero();
        assertThat(meta.getDatabaseProductName()).isEqualTo("ttlog");
        assertThat(meta.getURL()).isEqualTo("jdbc:ttlog:" + data);
    }

    @Test
    void refusesWritingAndTellsWhatIsMissing() {
        assertThatThrownBy(() -> connection.createStatement().executeUpdate("DELETE FROM logs"))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> connection.prepareCall("x"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessage("a store of ttlog is read only and has no use for Connection.prepareCall");
        assertThatThrownBy(() -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void tellsWrongSqlWithItsState() {
        assertThatThrownBy(() -> query("SELECT levl FROM logs"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42000"))
                .hasMessageContaining("did you mean level?");
        assertThatThrownBy(() -> query("SELEC"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
    }

    @Test
    void isClosedAfterClose() throws SQLException {
        Statement statement = connection.createStatement();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).hasMessage("the connection is closed");
        assertThatThrownBy(() -> connection.createStatement()).hasMessage("the connection is closed");
        statement.close();
        assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).hasMessage("the statement is closed");
    }

    @Test
    void refusesDirectoriesThatAreNotThere(@TempDir Path empty) throws Exception {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:ttlog:" + empty.resolve("none")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("there is no such directory, so no store");
        Path file = Files.createFile(empty.resolve("file"));
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:ttlog:" + file))
                .hasMessageContaining("there is no such directory");
        assertThat(new TTLogDriver().connect("jdbc:other:x", null)).isNull();
    }

    @Test
    void isItselfAndWrapsNothingElse() throws SQLException {
        assertThat(connection.isWrapperFor(Connection.class)).isTrue();
        assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        assertThat(connection.isWrapperFor(Statement.class)).isFalse();
        assertThatThrownBy(() -> connection.unwrap(Statement.class)).isInstanceOf(SQLException.class);
        assertThat(connection).isNotEqualTo("x").hasToString("ttlog's Connection");
        assertThat(connection.createStatement().getConnection()).isSameAs(connection);
    }

    /** Else a call would be refused although its answer was written. */
    @Test
    void hasNoMethodThatItsInterfaceHasNot() {
        assertThat(Calls.strangers(Connection.class, StoreConnection.class)).isEmpty();
        assertThat(Calls.strangers(PreparedStatement.class, StoreStatement.class))
                .isEmpty();
        assertThat(Calls.strangers(ResultSet.class, ResultRows.class)).isEmpty();
        assertThat(Calls.strangers(ResultSetMetaData.class, ResultColumns.class))
                .isEmpty();
        assertThat(Calls.strangers(DatabaseMetaData.class, StoreMetaData.class)).isEmpty();
    }
}
