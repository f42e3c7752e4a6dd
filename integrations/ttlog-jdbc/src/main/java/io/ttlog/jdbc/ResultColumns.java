/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.QueryResult;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** The columns of an answer. */
@SuppressWarnings("unused") // called through the interface
final class ResultColumns implements Calls.Target {
    private final List<QueryResult.Column> columns;

    ResultColumns(List<QueryResult.Column> columns) {
        this.columns = columns;
    }

    private QueryResult.Column column(int index) throws SQLException {
        if (index < 1 || index > columns.size()) {
            throw new SQLException("there is no column " + index + ": expected 1 to " + columns.size());
        }
        return columns.get(index - 1);
    }

    private JdbcType type(int index) throws SQLException {
        return JdbcType.of(column(index).type());
    }

    public int getColumnCount() {
        return columns.size();
    }

    public String getColumnLabel(int index) throws SQLException {
        return column(index).name();
    }

    public String getColumnName(int index) throws SQLException {
        return column(index).name();
    }

    public int getColumnType(int index) throws SQLException {
        return type(index).type;
    }

    public String getColumnTypeName(int index) throws SQLException {
        return type(index).name();
    }

    public String getColumnClassName(int index) throws SQLException {
        return type(index).javaClass.getName();
    }

    public int getColumnDisplaySize(int index) throws SQLException {
        return type(index).displaySize;
    }

    public int getPrecision(int index) throws SQLException {
        return type(index).precision;
    }

    public int getScale(int index) throws SQLException {
        return type(index) == JdbcType.TIMESTAMP ? 9 : 0;
    }

    public int isNullable(int index) throws SQLException {
        column(index);
        return ResultSetMetaData.columnNullable;
    }

    public boolean isSigned(int index) throws SQLException {
        return type(index).isSigned();
    }

    public boolean isCaseSensitive(int index) throws SQLException {
        return type(index).isCaseSensitive();
    }

    public boolean isSearchable(int index) throws SQLException {
        column(index);
        return true;
    }

    public boolean isReadOnly(int index) throws SQLException {
        column(index);
        return true;
    }

    public boolean isWritable(int index) throws SQLException {
        column(index);
        return false;
    }

    public boolean isDefinitelyWritable(int index) throws SQLException {
        return isWritable(index);
    }

    public boolean isAutoIncrement(int index) throws SQLException {
        column(index);
        return false;
    }

    public boolean isCurrency(int index) throws SQLException {
        column(index);
        return false;
    }

    public String getSchemaName(int index) throws SQLException {
        column(index);
        return "";
    }

    public String getTableName(int index) throws SQLException {
        return getSchemaName(index);
    }

    public String getCatalogName(int index) throws SQLException {
        return getSchemaName(index);
    }
}
