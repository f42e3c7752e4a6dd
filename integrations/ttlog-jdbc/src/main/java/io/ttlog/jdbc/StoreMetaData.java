/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.QueryResult;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.MemoryTable;
import io.ttlog.query.source.MemoryTables;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.column.ColumnType;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a store has and can: its tables, whose columns are those that every row has and the attributes that any row has. Lists
 * that JDBC asks for are tables in memory, which the query engine filters and orders. What is not said here is no (of
 * booleans), no limit (0), nothing (texts), or empty (results).
 */
@SuppressWarnings("unused") // called through the interface
final class StoreMetaData implements Calls.Target {
    private static final String TABLE_TYPE = "TABLE";
    private static final String SYSTEM_TYPE = "SYSTEM TABLE";
    private static final String TABLES =
            "table_cat TEXT, table_schem TEXT, table_name TEXT, table_type TEXT, remarks TEXT,"
                    + " type_cat TEXT, type_schem TEXT, type_name TEXT, self_referencing_col_name TEXT, ref_generation TEXT";
    private static final String COLUMNS = "table_cat TEXT, table_schem TEXT, table_name TEXT, column_name TEXT,"
            + " data_type LONG, type_name TEXT, column_size LONG, buffer_length LONG, decimal_digits LONG,"
            + " num_prec_radix LONG, nullable LONG, remarks TEXT, column_def TEXT, sql_data_type LONG,"
            + " sql_datetime_sub LONG, char_octet_length LONG, ordinal_position LONG, is_nullable TEXT,"
            + " scope_catalog TEXT, scope_schema TEXT, scope_table TEXT, source_data_type LONG, is_autoincrement TEXT,"
            + " is_generatedcolumn TEXT";
    private static final String TYPES = "type_name TEXT, data_type LONG, \"precision\" LONG, literal_prefix TEXT,"
            + " literal_suffix TEXT, create_params TEXT, nullable LONG, case_sensitive BOOLEAN, searchable LONG,"
            + " unsigned_attribute BOOLEAN, fixed_prec_scale BOOLEAN, auto_increment BOOLEAN, local_type_name TEXT,"
            + " minimum_scale LONG, maximum_scale LONG, sql_data_type LONG, sql_datetime_sub LONG, num_prec_radix LONG";
    private static final String KEYWORDS = "ASOF,EXPLAIN,FILTER,ILIKE,LIMIT,NULLS,OFFSET,QUALIFY";

    private final StoreConnection connection;
    private final Path directory;

    StoreMetaData(StoreConnection connection, Path directory) {
        this.connection = connection;
        this.directory = directory;
    }

    @Override
    public @Nullable Object missing(Method method) throws SQLException {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == String.class) {
            return "";
        }
        return type == ResultSet.class ? rows(table("none TEXT"), "none", "TRUE") : Calls.Target.super.missing(method);
    }

    // ---- lists -----------------------------------------------------------------------------------

    /** A table without rows; columns as {@code name TYPE, ...}. */
    private static MemoryTable table(String columns) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        for (String column : columns.split(", ", 0)) {
            String[] nameAndType = column.replace("\"", "").split(" ", 0);
            types.put(nameAndType[0], ColumnType.valueOf(nameAndType[1]));
        }
        return new MemoryTable("list", types);
    }

    /** The rows of a list for which a condition holds, with names in capitals as JDBC has them. */
    private static ResultSet rows(MemoryTable list, String order, String condition) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (String column : list.columns().keySet()) {
            sql.append(sql.length() == 7 ? "" : ", ")
                    .append("\"" + column + "\" AS \"" + column.toUpperCase(Locale.ROOT) + "\"");
        }
        sql.append(" FROM list WHERE ").append(condition).append(" ORDER BY ").append(order);
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        MemoryTables tables = new MemoryTables();
        tables.put(list);
        return new ResultRows(engine.query(tables, sql.toString()), 0, null).facade();
    }

    /** The condition that a pattern of JDBC stands for; null is all. */
    private static String like(String column, @Nullable String pattern) {
        return pattern == null ? "TRUE" : column + " ILIKE " + quoted(pattern) + " ESCAPE '\\'";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String typeOf(String table) {
        return table.startsWith("ttlog_") ? SYSTEM_TYPE : TABLE_TYPE;
    }

    public ResultSet getTables(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, String @Nullable [] types) {
        MemoryTable list = table(TABLES);
        try (Snapshot snapshot = Store.read(directory)) {
            for (String table : new StoreTables(snapshot).names()) {
                list.add(null, null, table, typeOf(table), "", null, null, null, null, null);
            }
        }
        String ofTypes = "TRUE";
        if (types != null) {
            ofTypes = "table_type IN ('" // of no type there is no table
                    + String.join(
                            "', '",
                            List.of(types).stream()
                                    .map(each -> each.replace("'", "''"))
                                    .toList()) + "')";
        }
        return rows(list, "table_type, table_name", like("table_name", name) + " AND " + ofTypes);
    }

    public ResultSet getColumns(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String column) {
        MemoryTable list = table(COLUMNS);
        try (Snapshot snapshot = Store.read(directory)) {
            Tables tables = new StoreTables(snapshot);
            for (String name : tables.names()) {
                add(list, name, Objects.requireNonNull(tables.table(name)));
            }
        }
        return rows(
                list,
                "table_name, ordinal_position",
                like("table_name", table) + " AND " + like("column_name", column));
    }

    private static void add(MemoryTable list, String name, Table table) {
        long position = 0;
        for (Map.Entry<String, ColumnType> each : table.columns().entrySet()) {
            add(list, name, each, ++position, "");
        }
        for (Map.Entry<String, ColumnType> each : table.attributes().entrySet()) {
            add(list, name, each, ++position, "attribute");
        }
    }

    private static void add(
            MemoryTable list, String table, Map.Entry<String, ColumnType> column, long position, String remarks) {
        JdbcType type = JdbcType.of(QueryResult.Type.valueOf(column.getValue().name()));
        list.add(
                null,
                null,
                table,
                column.getKey(),
                (long) type.type,
                type.name(),
                (long) type.precision,
                null,
                type == JdbcType.TIMESTAMP ? 9L : null,
                10L,
                (long) DatabaseMetaData.columnNullable,
                remarks,
                null,
                null,
                null,
                null,
                position,
                "YES",
                null,
                null,
                null,
                null,
                "NO",
                "NO");
    }

    public ResultSet getTableTypes() {
        MemoryTable list = table("table_type TEXT");
        list.add(SYSTEM_TYPE);
        list.add(TABLE_TYPE);
        return rows(list, "table_type", "TRUE");
    }

    public ResultSet getSchemas() {
        return rows(table("table_schem TEXT, table_catalog TEXT"), "table_schem", "TRUE");
    }

    public ResultSet getSchemas(@Nullable String catalog, @Nullable String pattern) {
        return getSchemas();
    }

    public ResultSet getCatalogs() {
        return rows(table("table_cat TEXT"), "table_cat", "TRUE");
    }

    public ResultSet getTypeInfo() {
        MemoryTable list = table(TYPES);
        for (JdbcType type : JdbcType.values()) {
            String quote = type == JdbcType.LONG || type == JdbcType.DOUBLE || type == JdbcType.BOOLEAN ? null : "'";
            list.add(
                    type.name(),
                    (long) type.type,
                    (long) type.precision,
                    quote,
                    quote,
                    null,
                    (long) DatabaseMetaData.typeNullable,
                    type.isCaseSensitive(),
                    (long) DatabaseMetaData.typeSearchable,
                    !type.isSigned(),
                    false,
                    false,
                    type.name(),
                    0L,
                    0L,
                    null,
                    null,
                    10L);
        }
        return rows(list, "data_type, type_name", "TRUE");
    }

    // ---- facts -----------------------------------------------------------------------------------

    public Connection getConnection() {
        return connection.facade();
    }

    public String getURL() {
        return connection.url();
    }

    public String getDatabaseProductName() {
        return "ttlog";
    }

    public String getDatabaseProductVersion() {
        return TTLogDriver.MAJOR + "." + TTLogDriver.MINOR;
    }

    public int getDatabaseMajorVersion() {
        return TTLogDriver.MAJOR;
    }

    public int getDatabaseMinorVersion() {
        return TTLogDriver.MINOR;
    }

    public String getDriverName() {
        return "ttlog-jdbc";
    }

    public String getDriverVersion() {
        return getDatabaseProductVersion();
    }

    public int getDriverMajorVersion() {
        return TTLogDriver.MAJOR;
    }

    public int getDriverMinorVersion() {
        return TTLogDriver.MINOR;
    }

    public int getJDBCMajorVersion() {
        return 4;
    }

    public int getJDBCMinorVersion() {
        return 3;
    }

    public String getIdentifierQuoteString() {
        return "\"";
    }

    public String getSearchStringEscape() {
        return "\\";
    }

    public String getExtraNameCharacters() {
        return "$";
    }

    public String getSQLKeywords() {
        return KEYWORDS;
    }

    public String getCatalogSeparator() {
        return ".";
    }

    public String getTimeDateFunctions() {
        return "now,time_bucket,date_trunc,to_timestamp";
    }

    public boolean isReadOnly() {
        return true;
    }

    public boolean allTablesAreSelectable() {
        return true;
    }

    public boolean nullsAreSortedAtEnd() {
        return true;
    }

    /** Attributes are told apart by case. */
    public boolean storesMixedCaseIdentifiers() {
        return true;
    }

    public boolean supportsMixedCaseQuotedIdentifiers() {
        return true;
    }

    public boolean storesMixedCaseQuotedIdentifiers() {
        return true;
    }

    public boolean supportsColumnAliasing() {
        return true;
    }

    public boolean supportsGroupBy() {
        return true;
    }

    public boolean supportsGroupByUnrelated() {
        return true;
    }

    public boolean supportsGroupByBeyondSelect() {
        return true;
    }

    public boolean supportsOrderByUnrelated() {
        return true;
    }

    public boolean supportsExpressionsInOrderBy() {
        return true;
    }

    public boolean supportsOuterJoins() {
        return true;
    }

    public boolean supportsFullOuterJoins() {
        return true;
    }

    public boolean supportsUnion() {
        return true;
    }

    public boolean supportsUnionAll() {
        return true;
    }

    public boolean supportsSubqueriesInComparisons() {
        return true;
    }

    public boolean supportsSubqueriesInExists() {
        return true;
    }

    public boolean supportsSubqueriesInIns() {
        return true;
    }

    public boolean supportsLikeEscapeClause() {
        return true;
    }

    public boolean supportsMinimumSQLGrammar() {
        return true;
    }

    public boolean supportsResultSetType(int type) {
        return type != ResultSet.TYPE_SCROLL_SENSITIVE;
    }

    public boolean supportsResultSetConcurrency(int type, int concurrency) {
        return supportsResultSetType(type) && concurrency == ResultSet.CONCUR_READ_ONLY;
    }

    public boolean supportsResultSetHoldability(int holdability) {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    public int getResultSetHoldability() {
        return ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    public int getDefaultTransactionIsolation() {
        return Connection.TRANSACTION_READ_COMMITTED;
    }

    public boolean supportsTransactionIsolationLevel(int level) {
        return level == Connection.TRANSACTION_READ_COMMITTED;
    }

    public int getSQLStateType() {
        return DatabaseMetaData.sqlStateSQL;
    }

    public RowIdLifetime getRowIdLifetime() {
        return RowIdLifetime.ROWID_UNSUPPORTED;
    }

    public boolean generatedKeyAlwaysReturned() {
        return false;
    }
}
