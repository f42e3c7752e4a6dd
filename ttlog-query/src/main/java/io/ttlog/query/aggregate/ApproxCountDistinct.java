/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** APPROX_COUNT_DISTINCT, of a {@link HyperLogLog} for each group. Values are equal where GROUP BY says so. */
final class ApproxCountDistinct extends Accumulator {
    private @Nullable HyperLogLog[] sketches = new HyperLogLog[0];

    /** The dictionary of the last batch, and the hashes of its entries; 0 is none yet. */
    private String[] dictionary = new String[0];

    private long[] hashes = new long[0];

    @Override
    void resize(int groups) {
        sketches = Arrays.copyOf(sketches, groups);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
    void add(int[] groups, @Nullable Vector values, int count) {
        TextVector texts = values instanceof TextVector vector ? vector : null;
        if (texts != null && texts.dictionary() != dictionary) {
            dictionary = texts.dictionary();
            hashes = new long[dictionary.length];
        }
        for (int row = 0; values != null && row < count; row++) {
            if (values.isNull(row)) {
                continue;
            }
            long hash;
            if (texts != null) {
                int id = texts.ids()[row];
                hash = hashes[id];
                if (hash == 0) {
                    hash = HyperLogLog.hash(dictionary[id]);
                    hashes[id] = hash;
                }
            } else {
                hash = hash(values, row);
            }
            sketch(groups[row]).add(hash);
        }
    }

    private static long hash(Vector values, int row) {
        Object value = values.boxed(row);
        if (value instanceof Long number) {
            boolean time = Vectors.typeAt(values, row) == ColumnType.TIMESTAMP;
            return HyperLogLog.hash(time ? ~number : number);
        }
        if (value instanceof Double number) {
            boolean whole = number == Math.rint(number) && Math.abs(number) < 0x1p63;
            return HyperLogLog.hash(whole ? number.longValue() : Double.doubleToLongBits(number));
        }
        if (value instanceof Boolean truth) {
            return HyperLogLog.hash(truth ? Long.MAX_VALUE : Long.MIN_VALUE);
        }
        return value instanceof byte[] bytes ? HyperLogLog.hash(bytes) : HyperLogLog.hash(String.valueOf(value));
    }

    private HyperLogLog sketch(int group) {
        HyperLogLog known = sketches[group];
        if (known == null) {
            known = new HyperLogLog();
            sketches[group] = known;
        }
        return known;
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        ApproxCountDistinct more = (ApproxCountDistinct) other;
        for (int group = 0; group < count; group++) {
            HyperLogLog theirs = more.sketches[group];
            if (theirs != null) {
                sketch(groups[group]).add(theirs);
            }
        }
    }

    @Override
    boolean isApproximate() {
        return Arrays.stream(sketches).anyMatch(s -> s != null && !s.isExact());
    }

    @Override
    void result(int group, ColumnBuilder results) {
        HyperLogLog known = sketches[group];
        results.appendLong(known == null ? 0 : known.estimate());
    }
}
