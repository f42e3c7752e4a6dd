/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Groups rows by keys and aggregates them. Without keys there is one group, even of no rows. */
public final class Grouping {
    private final List<Expression> keys;
    private final List<Aggregate> aggregates;
    private final GroupTable table;
    private final List<Accumulator> accumulators = new ArrayList<>();

    /** Of each aggregate with DISTINCT: pairs of group and value that were seen. */
    private final List<@Nullable GroupTable> seen = new ArrayList<>();

    private int capacity;

    /** An empty grouping. */
    public Grouping(List<Expression> keys, List<Aggregate> aggregates, int groupsMax, int percentileValuesMax) {
        this.keys = keys;
        this.aggregates = aggregates;
        this.table = new GroupTable(keys.stream().map(Expression::type).toList(), groupsMax, "groups");
        Map<List<Object>, PercentileValues> shared = new HashMap<>();
        for (Aggregate aggregate : aggregates) {
            Expression argument = aggregate.argument();
            ColumnType type = argument == null ? ColumnType.LONG : argument.type();
            accumulators.add(
                    switch (aggregate.kind()) {
                        case COUNT -> new Count();
                        case SUM, AVG -> new Sum(aggregate, type);
                        case MIN -> new Extreme(type, false);
                        case MAX -> new Extreme(type, true);
                        case PERCENTILE, PERCENTILE_DISC -> percentile(aggregate, type, shared, percentileValuesMax);
                        case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP -> new Variance(aggregate.kind());
                        case ARG_MIN, ARG_MAX, LAST -> new ArgExtreme(aggregate.kind(), type, orderType(aggregate));
                        case ANY_VALUE -> new AnyValue(type);
                        case BOOL_AND -> new Quantifier(true);
                        case BOOL_OR -> new Quantifier(false);
                        case STRING_AGG -> new StringAgg(aggregate);
                        case APPROX_COUNT_DISTINCT -> new ApproxCountDistinct();
                        case TOP_K -> new TopK(type, (int) aggregate.number());
                        case HISTOGRAM -> new Histogram();
                        case INCREASE, RATE, DELTA -> new Rises(aggregate, percentileValuesMax);
                    });
            seen.add(
                    aggregate.call().distinct()
                            ? new GroupTable(
                                    List.of(ColumnType.LONG, type), groupsMax, "distinct values in an aggregate")
                            : null);
        }
        resize(1);
    }

    private static ColumnType orderType(Aggregate aggregate) {
        Expression order = aggregate.order();
        return order == null ? ColumnType.TIMESTAMP : order.type();
    }

    private static Percentile percentile(
            Aggregate aggregate, ColumnType type, Map<List<Object>, PercentileValues> shared, int valuesMax) {
        List<Object> what = new ArrayList<>();
        what.add(aggregate.call().arguments().get(0));
        what.add(aggregate.call().distinct());
        what.add(aggregate.call().filter() == null ? "" : aggregate.call().filter());
        boolean discrete = aggregate.kind() == Aggregate.Kind.PERCENTILE_DISC;
        PercentileValues known = shared.get(what);
        if (known != null) {
            return new Percentile(known, false, aggregate.number(), discrete, aggregate.type());
        }
        PercentileValues values = type == ColumnType.BYTES
                ? new BucketPercentiles(valuesMax, aggregate)
                : new Percentiles(valuesMax, type);
        shared.put(what, values);
        return new Percentile(values, true, aggregate.number(), discrete, aggregate.type());
    }

    private void resize(int groups) {
        capacity = Math.max(groups, capacity + (capacity >> 1));
        for (Accumulator accumulator : accumulators) {
            accumulator.resize(capacity);
        }
    }

    /** Takes rows in. */
    public void add(Rows rows) {
        if (rows.count() == 0) {
            return;
        }
        Vector[] vectors = new Vector[keys.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = keys.get(i).evaluate(rows);
        }
        int[] groups = table.groups(vectors, rows.count());
        if (table.size() > capacity) {
            resize(table.size());
        }
        for (int i = 0; i < aggregates.size(); i++) {
            Accumulator accumulator = accumulators.get(i);
            if (!(accumulator instanceof Percentile percentile) || percentile.collects()) {
                add(aggregates.get(i), accumulator, seen.get(i), rows, groups);
            }
        }
    }

    private static void add(
            Aggregate aggregate, Accumulator accumulator, @Nullable GroupTable distinct, Rows rows, int[] groups) {
        Rows counted = rows;
        int[] countedGroups = groups;
        Expression filter = aggregate.filter();
        if (filter != null) {
            BooleanVector truth = (BooleanVector) filter.evaluate(rows);
            int[] positions = IntStream.range(0, rows.count())
                    .filter(i -> truth.values()[i] && !truth.isNull(i))
                    .toArray();
            counted = rows.select(positions, positions.length);
            countedGroups = gather(groups, positions);
        }
        Expression argument = aggregate.argument();
        if (argument == null || counted.count() == 0) {
            accumulator.add(countedGroups, null, counted.count());
            return;
        }
        Vector values = argument.evaluate(counted);
        Expression order = aggregate.order();
        if (order != null) {
            accumulator.add(countedGroups, values, order.evaluate(counted), counted.count());
            return;
        }
        if (distinct != null) {
            int[] positions = firstSeen(distinct, countedGroups, values, counted.count());
            values = Vectors.gather(values, positions, positions.length);
            countedGroups = gather(countedGroups, positions);
        }
        accumulator.add(countedGroups, values, countedGroups.length);
    }

    private static int[] firstSeen(GroupTable distinct, int[] groups, Vector values, int count) {
        long[] wide = new long[count];
        for (int i = 0; i < count; i++) {
            wide[i] = groups[i];
        }
        Vector groupVector = new LongVector(ColumnType.LONG, wide, count, null);
        int before = distinct.size();
        int[] pairs = distinct.groups(new Vector[] {groupVector, values}, count);
        return newOnes(pairs, before, count);
    }

    /** Positions of the first row of each group from {@code before} on; groups are numbered in the order of first sight. */
    public static int[] newOnes(int[] groups, int before, int count) {
        int[] positions = new int[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (groups[i] == before + found) {
                positions[found++] = i;
            }
        }
        return java.util.Arrays.copyOf(positions, found);
    }

    private static int[] gather(int[] values, int[] positions) {
        int[] gathered = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            gathered[i] = values[positions[i]];
        }
        return gathered;
    }

    /**
     * Takes in what another grouping of the same keys and aggregates has taken in, whose rows come behind those of this one; the other is not to
     * be used again.
     */
    public void merge(Grouping other) {
        int count = other.size();
        int[] groups = new int[count];
        if (!keys.isEmpty()) {
            Vector[] vectors = new Vector[keys.size()];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = other.table.key(i, keys.get(i).type(), 0, count);
            }
            groups = table.groups(vectors, count);
            if (table.size() > capacity) {
                resize(table.size());
            }
        }
        for (int i = 0; i < accumulators.size(); i++) {
            Accumulator accumulator = accumulators.get(i);
            GroupTable distinct = seen.get(i);
            GroupTable others = other.seen.get(i);
            if (accumulator instanceof Percentile percentile && !percentile.collects()) {
                continue;
            }
            if (distinct == null || others == null) {
                accumulator.merge(other.accumulators.get(i), groups, count);
            } else if (others.size() > 0) {
                mergeDistinct(accumulator, distinct, others, groups, aggregates.get(i));
            }
        }
    }

    /** Of the pairs of group and value that the other has seen, those that are new here count. */
    private static void mergeDistinct(
            Accumulator accumulator, GroupTable distinct, GroupTable others, int[] groups, Aggregate aggregate) {
        int count = others.size();
        long[] pairGroups = ((LongVector) others.key(0, ColumnType.LONG, 0, count)).values();
        Expression argument = Objects.requireNonNull(aggregate.argument());
        Vector values = others.key(1, argument.type(), 0, count);
        int[] into = new int[count];
        for (int i = 0; i < count; i++) {
            into[i] = groups[(int) pairGroups[i]];
        }
        int[] positions = firstSeen(distinct, into, values, count);
        accumulator.add(gather(into, positions), Vectors.gather(values, positions, positions.length), positions.length);
    }

    /** Whether a result may be less exact than the values were; after {@link #finish}. */
    public boolean isApproximate() {
        return accumulators.stream().anyMatch(Accumulator::isApproximate);
    }

    /** Ends the input. */
    public void finish() {
        for (Accumulator accumulator : accumulators) {
            accumulator.finish();
        }
    }

    /** The number of groups. */
    public int size() {
        return keys.isEmpty() ? 1 : table.size();
    }

    /** Groups {@code from} to {@code to}, exclusive: the keys, then the aggregates. */
    public Rows rows(int from, int to) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            vectors.add(table.key(i, keys.get(i).type(), from, to));
        }
        for (int i = 0; i < aggregates.size(); i++) {
            ColumnBuilder results = new ColumnBuilder(aggregates.get(i).type(), to - from);
            for (int group = from; group < to; group++) {
                accumulators.get(i).result(group, results);
            }
            vectors.add(results.build());
        }
        return Rows.of(vectors, to - from);
    }
}
