/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.query.aggregate.Aggregate.Kind;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows cut anywhere, grouped apart and merged in order, give what all rows give at once; each kind, with and without DISTINCT. */
class MergeTest {
    private static final int ROUNDS = 60;
    private static final int VALUES_MAX = 10_000_000;
    private static final Place PLACE = new Place(0, 1, 0);
    private static final ColumnType[] TYPES = {
        ColumnType.TEXT, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.TIMESTAMP
    };

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private Rows rows(int count, boolean many) {
        ColumnBuilder[] builders = new ColumnBuilder[TYPES.length];
        for (int c = 0; c < TYPES.length; c++) {
            builders[c] = new ColumnBuilder(TYPES[c], count);
            for (int row = 0; row < count; row++) {
                int small = random.nextInt(many ? 1_000_000 : 6);
                if (random.nextInt(6) == 0) {
                    builders[c].appendNull();
                    continue;
                }
                switch (TYPES[c]) {
                    case TEXT -> builders[c].appendText(c == 0 ? "g" + small % 4 : "t" + small);
                    case LONG, TIMESTAMP -> builders[c].appendLong(small);
                    case DOUBLE -> builders[c].appendDouble(small - 2);
                    default -> builders[c].appendBoolean(small > 0);
                }
            }
        }
        List<Vector> vectors = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            vectors.add(builder.build());
        }
        return Rows.of(vectors, count);
    }

    private static Aggregate aggregate(Kind kind, boolean distinct) {
        int column = switch (kind) {
            case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP, HISTOGRAM, INCREASE, RATE, DELTA -> 2;
            case ARG_MIN, ARG_MAX, LAST, ANY_VALUE, STRING_AGG, TOP_K, APPROX_COUNT_DISTINCT -> 3;
            case BOOL_AND, BOOL_OR -> 4;
            default -> 1;
        };
        boolean ordered = kind == Kind.INCREASE
                || kind == Kind.RATE
                || kind == Kind.DELTA
                || kind == Kind.ARG_MIN
                || kind == Kind.ARG_MAX
                || kind == Kind.LAST;
        ColumnType type = switch (kind) {
            case COUNT, SUM, MIN, MAX, PERCENTILE_DISC, APPROX_COUNT_DISTINCT -> ColumnType.LONG;
            case AVG, PERCENTILE, STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP, INCREASE, RATE, DELTA ->
                ColumnType.DOUBLE;
            case BOOL_AND, BOOL_OR -> ColumnType.BOOLEAN;
            case TOP_K, HISTOGRAM -> ColumnType.JSON;
            default -> ColumnType.TEXT;
        };
        Expr.Name name = new Expr.Name(PLACE, List.of("c" + column), false, false);
        Expr.Call call = new Expr.Call(PLACE, "f", List.of(name), distinct, false, null);
        return new Aggregate(
                kind,
                type,
                new Column(column, TYPES[column]),
                null,
                ordered ? new Column(5, TYPES[5]) : null,
                kind == Kind.TOP_K ? 3 : 0.5,
                ",",
                new SqlSource("x"),
                call);
    }

    private static Grouping grouping(Aggregate aggregate) {
        List<Expression> keys = List.of(new Column(0, ColumnType.TEXT));
        return new Grouping(keys, List.of(aggregate), VALUES_MAX, VALUES_MAX);
    }

    private static Map<Object, Object> results(Grouping grouping) {
        grouping.finish();
        Map<Object, Object> results = new HashMap<>();
        Rows rows = grouping.rows(0, grouping.size());
        for (int i = 0; i < rows.count(); i++) {
            Object key = rows.column(0).boxed(i);
            Object value = rows.column(1).boxed(i);
            results.put(key == null ? "(null)" : key, value == null ? "(null)" : value);
        }
        return results;
    }

    private void check(Kind kind, boolean distinct, int count, boolean many) {
        Rows rows = rows(count, many);
        Grouping whole = grouping(aggregate(kind, distinct));
        whole.add(rows);
        Grouping merged = null;
        int from = 0;
        while (merged == null || from < count) {
            int to = Math.min(count, from + (many ? count / 2 : random.nextInt(2 + count / 2)));
            int[] positions = new int[to - from];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = from + i;
            }
            Grouping part = grouping(aggregate(kind, distinct));
            part.add(rows.select(positions, positions.length));
            if (merged == null) {
                merged = part;
            } else {
                merged.merge(part);
            }
            from = to;
        }
        String what = kind + (distinct ? " DISTINCT" : "") + " of " + count + " rows, -Dttlog.seed=" + seed;
        Map<Object, Object> expected = results(whole);
        Map<Object, Object> found = results(merged);
        assertThat(found.keySet()).as(what).isEqualTo(expected.keySet());
        assertThat(merged.isApproximate()).as(what).isEqualTo(whole.isApproximate());
        expected.forEach((key, value) -> {
            if (value instanceof Double number && Double.isFinite(number)) {
                assertThat((Double) found.get(key)).as(what).isCloseTo(number, within(1e-9 + Math.abs(number) * 1e-9));
            } else {
                assertThat(found.get(key)).as(what).isEqualTo(value);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anySplitOfFewRowsMergesToTheSameAnswer(Kind kind) {
        boolean ordered = aggregate(kind, false).isOrdered();
        for (int round = 0; round < ROUNDS; round++) {
            check(kind, !ordered && round % 3 == 0, random.nextInt(40), false);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PERCENTILE", "APPROX_COUNT_DISTINCT"})
    void anySplitOfManyRowsMergesToTheSameAnswer(Kind kind) {
        check(kind, false, 900_000, true); // so that both halves have groups beyond what is kept exactly
    }
}
