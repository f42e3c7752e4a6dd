/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG. Integers are added in 128 bits, so that the order of rows cannot matter; a sum beyond 64 bits is an error.
 * Doubles are added with Neumaier's compensation (A. Neumaier, "Rundungsfehleranalyse", 1974), which makes the order matter
 * little.
 */
final class Sum extends Accumulator {
    private final Aggregate aggregate;
    private final boolean doubles;
    private long[] counts = new long[0];
    private long[] high = new long[0];
    private long[] low = new long[0];
    private double[] sums = new double[0];
    private double[] compensations = new double[0];

    Sum(Aggregate aggregate, ColumnType argumentType) {
        this.aggregate = aggregate;
        this.doubles = argumentType == ColumnType.DOUBLE;
    }

    @Override
    void resize(int groups) {
        counts = Arrays.copyOf(counts, groups);
        if (doubles) {
            sums = Arrays.copyOf(sums, groups);
            compensations = Arrays.copyOf(compensations, groups);
        } else {
            high = Arrays.copyOf(high, groups);
            low = Arrays.copyOf(low, groups);
        }
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        if (values instanceof DoubleVector vector) {
            addDoubles(groups, vector.values(), vector.nulls(), count);
        } else if (values instanceof LongVector vector) {
            addLongs(groups, vector.values(), vector.nulls(), count);
        }
    }

    private void addLongs(int[] groups, long[] values, boolean @Nullable [] nulls, int count) {
        for (int row = 0; row < count; row++) {
            if (nulls == null || !nulls[row]) {
                int group = groups[row];
                long before = low[group];
                long after = before + values[row];
                low[group] = after;
                high[group] += (values[row] >> 63) + (Long.compareUnsigned(after, before) < 0 ? 1 : 0);
                counts[group]++;
            }
        }
    }

    private void addDoubles(int[] groups, double[] values, boolean @Nullable [] nulls, int count) {
        for (int row = 0; row < count; row++) {
            if (nulls == null || !nulls[row]) {
                addDouble(groups[row], values[row]);
                counts[groups[row]]++;
            }
        }
    }

    private void addDouble(int group, double value) {
        double before = sums[group];
        double after = before + value;
        compensations[group] += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
        sums[group] = after;
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Sum more = (Sum) other;
        for (int group = 0; group < count; group++) {
            int into = groups[group];
            counts[into] += more.counts[group];
            if (doubles) {
                addDouble(into, more.sums[group]);
                compensations[into] += more.compensations[group];
            } else {
                long before = low[into];
                long after = before + more.low[group];
                low[into] = after;
                high[into] += more.high[group] + (Long.compareUnsigned(after, before) < 0 ? 1 : 0);
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        if (counts[group] == 0) {
            results.appendNull();
            return;
        }
        boolean average = aggregate.kind() == Aggregate.Kind.AVG;
        if (doubles) {
            // infinities make the compensation NaN, and need none
            double sum = Double.isFinite(sums[group]) ? sums[group] + compensations[group] : sums[group];
            results.appendDouble(average ? sum / counts[group] : sum);
            return;
        }
        if (!average) {
            if (high[group] != low[group] >> 63) {
                throw aggregate
                        .source()
                        .semantic(
                                aggregate.call().place(),
                                "the sum " + exact(group) + " does not fit into 64 bits; write sum(CAST(x AS DOUBLE))");
            }
            results.appendLong(low[group]);
            return;
        }
        BigDecimal sum = new BigDecimal(exact(group));
        BigDecimal count = BigDecimal.valueOf(counts[group]);
        if (aggregate.type() == ColumnType.DOUBLE) { // twice the digits of a double, so that it is the nearest one
            results.appendDouble(sum.divide(count, MathContext.DECIMAL128).doubleValue());
        } else {
            results.appendLong(sum.divide(count, 0, RoundingMode.HALF_UP).longValueExact());
        }
    }

    private BigInteger exact(int group) {
        BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low[group]));
        return BigInteger.valueOf(high[group]).shiftLeft(64).add(unsignedLow);
    }
}
