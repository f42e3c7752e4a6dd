/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Row;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.column.ColumnType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTablesTest {
    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private final MemoryTables tables = new MemoryTables();
    private final MemoryTable table;

    MemoryTablesTest() {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put("a", ColumnType.LONG);
        columns.put("b", ColumnType.TEXT);
        table = new MemoryTable("T1", columns, 2);
        table.add(3L, "c");
        table.add(1L, null);
        table.add(2L, "b");
        tables.put(table);
    }

    private List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        for (Row row : engine.query(tables, sql)) {
            rows.add(row.toString());
        }
        return rows;
    }

    @Test
    void rowsAreThoseThatWereAdded() {
        assertThat(rows("SELECT * FROM t1")).containsExactly("{a=3, b=c}", "{a=1, b=null}", "{a=2, b=b}");
        assertThat(rows("SELECT b, A FROM T1 WHERE a > 1 ORDER BY a")).containsExactly("{b=b, a=2}", "{b=c, a=3}");
        assertThat(rows("SELECT count(*), sum(t1.a) s FROM t1")).containsExactly("{count(*)=3, s=6}");
    }

    @Test
    void namesThatDoNotExistAreErrorsAlsoOfAnEmptyTable() {
        table.clear();
        assertThatThrownBy(() -> rows("SELECT c FROM t1"))
                .hasMessageContaining("no row of T1 has a column c; did you mean a?");
        assertThatThrownBy(() -> rows("SELECT attrs FROM t1")).hasMessageContaining("attrs");
        assertThatThrownBy(() -> rows("SELECT a FROM t2"))
                .hasMessageContaining("there is no table t2: expected t1; did you mean t1?");
        assertThat(tables.remove("t1")).isTrue();
        assertThatThrownBy(() -> rows("SELECT a FROM t1")).hasMessageContaining("there is no table t1");
    }

    @Test
    void groupsByANameInAnyCase() {
        assertThat(rows("SELECT A, count(*) n FROM t1 GROUP BY a ORDER BY a")).hasSize(3);
    }
}
