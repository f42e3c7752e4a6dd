/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.storage.column.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowOrderTest {
    private final Map<ColumnKey, Chunk> chunks = new HashMap<>();
    private int rows;

    private RowOrderTest times(long... times) {
        rows = times.length;
        chunks.put(
                new ColumnKey("timestamp", false, ColumnType.TIMESTAMP),
                new Chunk(ColumnType.TIMESTAMP, rows, null, new NumberValues(times, rows)));
        return this;
    }

    private RowOrderTest column(String name, boolean attribute, ColumnType type, @Nullable String... values) {
        boolean[] nulls = new boolean[rows];
        StringBuilder all = new StringBuilder();
        int[] ids = new int[rows];
        int[] offsets = new int[rows + 1];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            String value = values[i];
            nulls[i] = value == null;
            if (value != null) {
                all.append(value);
                ids[count] = count++;
                offsets[count] = all.length();
            }
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.US_ASCII);
        chunks.put(
                new ColumnKey(name, attribute, type),
                new Chunk(
                        type, rows, count == rows ? null : nulls, new BinaryValues(bytes, offsets, count, ids, count)));
        return this;
    }

    private RowOrder order(Signal signal, boolean adjacent) {
        return new RowOrder(signal, List.copyOf(chunks.keySet()), chunks::get, rows, adjacent);
    }

    private static List<Integer> sorted(RowOrder order) {
        List<Integer> all = new ArrayList<>();
        for (int row = 0; row < order.rowCount(); row++) {
            all.add(row);
        }
        all.sort((a, b) -> order.compare(a, order, b));
        List<Integer> byRank = new ArrayList<>(all);
        int[] ranks = order.ranks();
        byRank.sort((a, b) -> ranks[a] != ranks[b]
                ? Integer.compare(ranks[a], ranks[b])
                : Long.compare(order.timestamp(a), order.timestamp(b)));
        assertThat(byRank).isEqualTo(all);
        return all;
    }

    @Test
    void logsComeByServiceThenTime() {
        times(5, 3, 4, 1, 2).column("service", false, ColumnType.TEXT, "web", "api", "web", null, "api");
        assertThat(sorted(order(Signal.LOG, false))).containsExactly(3, 4, 1, 2, 0);
    }

    @Test
    void spansComeByTheFirstTimeOfTheirTrace() {
        times(50, 20, 30, 10, 25, 22)
                .column("trace_id", false, ColumnType.BYTES, "bbbb", "aaaa", "bbbb", "bbbb", null, null);
        RowOrder order = order(Signal.SPAN, false);
        assertThat(sorted(order)).containsExactly(3, 2, 0, 1, 5, 4);
        assertThat(order.together(0, 3)).isTrue();
        assertThat(order.together(0, 1)).isFalse();
        assertThat(order.together(4, 5)).as("spans without a trace").isFalse();
    }

    @Test
    void tracesThatBeginAtOnceDoNotMix() {
        times(1, 1, 2, 2).column("trace_id", false, ColumnType.BYTES, "bbbb", "aaaa", "bbbb", "aaaa");
        assertThat(sorted(order(Signal.SPAN, false))).containsExactly(1, 3, 0, 2);
    }

    @Test
    void pointsComeBySeriesThenTime() {
        times(4, 3, 2, 1, 0, 9)
                .column("service", false, ColumnType.TEXT, "s", "s", "s", "s", "s", "r")
                .column("name", false, ColumnType.TEXT, "m", "m", "m", "m", "l", "m")
                .column("b", true, ColumnType.TEXT, "2", "1", "2", null, "9", "2")
                .column("a", true, ColumnType.TEXT, "1", "1", "1", "1", "9", "1");
        RowOrder order = order(Signal.METRIC, false);
        assertThat(sorted(order)).containsExactly(5, 4, 3, 1, 2, 0);
        assertThat(order.together(0, 2)).isTrue();
        assertThat(order.together(0, 1)).isFalse();
        assertThat(order.together(0, 5)).isFalse();
    }

    @Test
    void whatIsInOrderNeedsNoSearch() {
        times(1, 9, 4, 5).column("trace_id", false, ColumnType.BYTES, "aaaa", "aaaa", "bbbb", "aaaa");
        RowOrder order = order(Signal.SPAN, true);
        assertThat(order.together(0, 1)).isTrue();
        assertThat(order.together(0, 3)).as("part of a trace that came later").isFalse();
        assertThat(order.compare(3, order, 2)).isPositive();
    }

    @Test
    void rowsOfTwoObjectsCompare() {
        RowOrder one = times(1, 5)
                .column("trace_id", false, ColumnType.BYTES, "aaaa", "cccc")
                .order(Signal.SPAN, true);
        RowOrder two = new RowOrderTest()
                .times(2, 4, 5)
                .column("trace_id", false, ColumnType.BYTES, "bbbb", "bbbb", "cccc")
                .order(Signal.SPAN, true);
        assertThat(one.compare(0, two, 0)).isNegative();
        assertThat(one.compare(1, two, 1)).as("bbbb began at 2").isPositive();
        assertThat(one.compare(1, two, 2)).isZero();
    }

    @Test
    void rowsWithoutAServiceCompareWhereOthersHaveOne() {
        RowOrder none = times(7).column("name", false, ColumnType.TEXT, "m").order(Signal.METRIC, true);
        RowOrder some = new RowOrderTest()
                .times(5, 8, 1)
                .column("service", false, ColumnType.TEXT, null, null, "a")
                .column("name", false, ColumnType.TEXT, "m", "m", "a")
                .order(Signal.METRIC, true);
        assertThat(none.compare(0, some, 0)).isPositive();
        assertThat(none.compare(0, some, 1)).isNegative();
        assertThat(none.compare(0, some, 2)).isNegative();
        assertThat(none.together(0, some, 1)).isTrue();
        assertThat(none.together(0, some, 2)).isFalse();
    }
}
