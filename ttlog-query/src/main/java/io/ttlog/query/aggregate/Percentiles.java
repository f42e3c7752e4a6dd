/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of each group; shared by all percentiles of one argument. Of up to {@link #EXACT_MAX} values exact: between the two values
 * nearest to {@code fraction * (count - 1)} linearly (method 7 of Hyndman and Fan, 1996). Of more, within 1% of the value of that rank, from a
 * {@link LogLinear}; times, of which 1% would be months, stay exact.
 */
final class Percentiles extends PercentileValues {
    /** Most values of a group that are kept: half a MiB, and sorted in some milliseconds. */
    static final int EXACT_MAX = 65_536;

    private static final int CAPACITY_MIN = 8;

    private final int valuesMax;
    private final boolean doubles;
    private final int exactMax;

    /** Of each group: longs, or the bits of doubles in an order-keeping form; none once it has buckets. */
    private long[][] values = new long[0][];

    private int[] sizes = new int[0];
    private @Nullable LogLinear[] buckets = new LogLinear[0];

    /** Longs that all groups hold. */
    private long held;

    private boolean sorted;

    Percentiles(int valuesMax, ColumnType type) {
        this.valuesMax = valuesMax;
        this.doubles = type == ColumnType.DOUBLE;
        this.exactMax = type == ColumnType.TIMESTAMP ? Integer.MAX_VALUE : EXACT_MAX;
    }

    @Override
    void resize(int groups) {
        int before = values.length;
        values = Arrays.copyOf(values, groups);
        Arrays.fill(values, before, groups, new long[0]);
        sizes = Arrays.copyOf(sizes, groups);
        buckets = Arrays.copyOf(buckets, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector vector, int count) {
        boolean[] nulls = vector == null ? null : vector.nulls();
        if (vector instanceof DoubleVector numbers) {
            for (int row = 0; row < count; row++) {
                if (nulls == null || !nulls[row]) {
                    add(groups[row], LogLinear.sortable(numbers.values()[row]));
                }
            }
        } else if (vector instanceof LongVector numbers) {
            for (int row = 0; row < count; row++) {
                if (nulls == null || !nulls[row]) {
                    add(groups[row], numbers.values()[row]);
                }
            }
        }
    }

    private void add(int group, long value) {
        LogLinear known = buckets[group];
        if (known != null) {
            held += known.add(asDouble(value), 1);
            return;
        }
        int size = sizes[group];
        if (size == exactMax) {
            toBuckets(group);
            add(group, value);
            return;
        }
        if (size == values[group].length) {
            int capacity = Math.min(exactMax, Math.max(CAPACITY_MIN, size + (size >> 1)));
            hold(capacity - size);
            values[group] = Arrays.copyOf(values[group], capacity);
        }
        values[group][size] = value;
        sizes[group] = size + 1;
    }

    private double asDouble(long value) {
        return doubles ? LogLinear.fromSortable(value) : (double) value;
    }

    private LogLinear toBuckets(int group) {
        LogLinear made = buckets[group];
        if (made == null) {
            made = new LogLinear();
            for (int i = 0; i < sizes[group]; i++) {
                hold(made.add(asDouble(values[group][i]), 1));
            }
            held -= values[group].length;
            values[group] = new long[0];
            sizes[group] = 0;
            buckets[group] = made;
        }
        return made;
    }

    private void hold(long more) {
        held += more;
        if (held > valuesMax) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "percentiles of the query need more than " + valuesMax
                            + " values in memory; narrow WHERE, or group by something coarser");
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Percentiles more = (Percentiles) other;
        for (int group = 0; group < count; group++) {
            int into = groups[group];
            LogLinear theirs = more.buckets[group];
            if (theirs != null) {
                hold(toBuckets(into).add(theirs));
            }
            for (int i = 0; i < more.sizes[group]; i++) {
                add(into, more.values[group][i]);
            }
        }
    }

    @Override
    boolean isApproximate() {
        return Arrays.stream(buckets).anyMatch(b -> b != null);
    }

    @Override
    void finish() {
        if (sorted) {
            return; // shared: another percentile was first
        }
        sorted = true;
        for (int group = 0; group < values.length; group++) {
            Arrays.sort(values[group], 0, sizes[group]);
        }
    }

    @Override
    void result(int group, double fraction, boolean discrete, boolean asDouble, ColumnBuilder results) {
        LogLinear known = buckets[group];
        if (known != null) {
            double value = known.percentile(fraction, discrete);
            if (doubles || asDouble) {
                results.appendDouble(value);
            } else {
                results.appendLong(Math.round(value));
            }
            return;
        }
        int count = sizes[group];
        if (count == 0) {
            results.appendNull();
            return;
        }
        double position = discrete ? rank(fraction, count) : fraction * (count - 1);
        int below = (int) Math.floor(position);
        long a = values[group][below];
        long b = values[group][Math.min(below + 1, count - 1)];
        double weight = position - below;
        if (doubles) {
            results.appendDouble(between(LogLinear.fromSortable(a), LogLinear.fromSortable(b), weight));
        } else if (asDouble) {
            results.appendDouble(between((double) a, (double) b, weight));
        } else {
            // as a difference, so that nanoseconds since 1970 keep their last digits
            results.appendLong(a + Math.round((double) (b - a) * weight));
        }
    }

    /** The least index at or below which the fraction of the values lies. */
    static long rank(double fraction, long count) {
        return Math.max(0, (long) Math.ceil(fraction * count) - 1);
    }

    private static double between(double a, double b, double weight) {
        return weight == 0 || ValueOrder.doubles(a, b) == 0 ? a : a * (1 - weight) + b * weight;
    }
}
