/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.Signal;
import io.ttlog.query.MemorySnapshot.Value;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows of a few values, so that conditions often hold, NULL and awkward ones among them. */
record RandomTable(List<Map<String, Object>> rows) {
    static final List<String> TEXTS =
            List.of("", "a", "b", "ab", "aab", "A", "a_b", "%", "é", "🎉", "it's", "\ud83c", "10");
    static final List<Double> DOUBLES =
            List.of(0.0, -0.0, 1.0, -1.5, 2.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    static final List<Long> LARGE =
            List.of(Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, 1L << 53, (1L << 53) - 1, -(1L << 53) - 1, 0L);

    static RandomTable of(Random random, int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> row = new HashMap<>();
            row.put("seq", (long) i);
            sometimes(random, row, "n", (long) random.nextInt(7) - 3);
            sometimes(random, row, "m", (long) random.nextInt(5));
            sometimes(random, row, "w", LARGE.get(random.nextInt(LARGE.size())));
            sometimes(random, row, "d", DOUBLES.get(random.nextInt(DOUBLES.size())));
            sometimes(random, row, "b", random.nextBoolean());
            sometimes(random, row, "t", TEXTS.get(random.nextInt(TEXTS.size())));
            sometimes(random, row, "service", TEXTS.get(random.nextInt(4)));
            rows.add(row);
        }
        return new RandomTable(List.copyOf(rows));
    }

    private static void sometimes(Random random, Map<String, Object> row, String column, Object value) {
        if (random.nextInt(5) > 0) {
            row.put(column, value);
        }
    }

    MemorySnapshot snapshot(int segmentRows) {
        MemorySnapshot snapshot = new MemorySnapshot(segmentRows);
        List<Map<String, Value>> typed = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Map<String, Value> values = new HashMap<>();
            row.forEach((name, value) -> values.put(name, new Value(type(value), value)));
            typed.add(values);
        }
        snapshot.put(Signal.LOG, typed);
        return snapshot;
    }

    private static ColumnType type(@Nullable Object value) {
        return value instanceof Long
                ? ColumnType.LONG
                : value instanceof Double
                        ? ColumnType.DOUBLE
                        : value instanceof Boolean ? ColumnType.BOOLEAN : ColumnType.TEXT;
    }
}
