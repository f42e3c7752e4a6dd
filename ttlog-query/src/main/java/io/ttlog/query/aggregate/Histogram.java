/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.Vector;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * HISTOGRAM: how many values lie in each of the ranges that 1, 2, 5, 10, 20, 50 ... and their negatives part, as JSON. A range has its lower
 * bound where it is positive, its upper where it is negative; zero is a range of its own. There are some 1,900 ranges at most.
 */
final class Histogram extends Accumulator {
    /** Counts by three times the power of ten and the step within it, from 1; mirrored below zero. */
    private record Ranges(TreeMap<Integer, Long> counts) {}

    private @Nullable Ranges[] groups = new Ranges[0];

    private static final int OFFSET = 2_000;
    private static final int INFINITE = 5_000;
    private static final int NAN = 6_000;

    @Override
    void resize(int count) {
        groups = Arrays.copyOf(groups, count);
    }

    @Override
    void add(int[] rowGroups, @Nullable Vector values, int count) {
        for (int row = 0; values instanceof DoubleVector numbers && row < count; row++) {
            if (!values.isNull(row)) {
                add(rowGroups[row], range(numbers.values()[row]), 1);
            }
        }
    }

    private void add(int group, int range, long times) {
        Ranges known = groups[group];
        if (known == null) {
            known = new Ranges(new TreeMap<>());
            groups[group] = known;
        }
        known.counts.merge(range, times, Long::sum);
    }

    private static int range(double value) {
        if (value == 0) {
            return 0;
        }
        if (Double.isNaN(value)) {
            return NAN;
        }
        double size = Math.abs(value);
        int range;
        if (Double.isInfinite(size)) {
            range = INFINITE;
        } else {
            range = OFFSET + 3 * (int) Math.floor(Math.log10(size));
            // the logarithm is rounded: the bounds themselves decide
            while (bound(range) > size) {
                range--;
            }
            while (bound(range + 1) <= size) {
                range++;
            }
        }
        return value > 0 ? range : -range;
    }

    private static double bound(int range) {
        int step = Math.floorMod(range - OFFSET, 3);
        int power = Math.floorDiv(range - OFFSET, 3);
        return power > 308
                ? Double.POSITIVE_INFINITY
                : Double.parseDouble((step == 0 ? "1" : step == 1 ? "2" : "5") + "e" + power);
    }

    @Override
    void merge(Accumulator other, int[] into, int count) {
        Histogram more = (Histogram) other;
        for (int group = 0; group < count; group++) {
            int target = into[group];
            Ranges theirs = more.groups[group];
            if (theirs != null) {
                theirs.counts.forEach((range, times) -> add(target, range, times));
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        Ranges known = groups[group];
        if (known == null) {
            results.appendNull();
            return;
        }
        StringBuilder json = new StringBuilder("[");
        known.counts.forEach((range, count) -> json.append(json.length() > 1 ? "," : "")
                .append("{\"from\":")
                .append(range < 0 ? text(-range + 1, "-") : text(range, ""))
                .append(",\"to\":")
                .append(range == 0 ? "0" : range < 0 ? text(-range, "-") : text(range + 1, ""))
                .append(",\"count\":")
                .append(count)
                .append('}'));
        results.appendText(json.append(']').toString());
    }

    private static String text(int range, String sign) {
        if (range == 0) {
            return "0";
        }
        if (range >= NAN) {
            return "\"NaN\"";
        }
        double bound = range >= INFINITE ? Double.POSITIVE_INFINITY : bound(range);
        return Double.isInfinite(bound)
                ? "\"" + sign + "Infinity\""
                : sign + BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
