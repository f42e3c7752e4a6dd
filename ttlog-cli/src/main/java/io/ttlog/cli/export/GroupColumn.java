/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a column in one group: which rows have one, and these, one after another, as numbers: a double as its bits, a truth
 * as 0 or 1, a text or bytes as index among the distinct ones. Its memory is that of the values; the group is bounded. One thread.
 */
final class GroupColumn {
    private static final int ROWS_MIN = 1024;

    private final ExportColumn column;
    private boolean[] present = new boolean[ROWS_MIN];
    private long[] values = new long[ROWS_MIN];
    private int rowCount;
    private int valueCount;
    private final Map<String, Integer> idByText = new HashMap<>();
    private final List<byte[]> distinct = new ArrayList<>();

    GroupColumn(ExportColumn column) {
        this.column = column;
    }

    /** The columns of a file, without a row. */
    static List<GroupColumn> of(List<ExportColumn> columns) {
        return columns.stream().map(GroupColumn::new).toList();
    }

    ExportColumn column() {
        return column;
    }

    ColumnType type() {
        return column.type();
    }

    int rowCount() {
        return rowCount;
    }

    int valueCount() {
        return valueCount;
    }

    /** Whether a row has a value. */
    boolean isPresent(int row) {
        return present[row];
    }

    /** The value with that index among those that are there. */
    long value(int index) {
        return values[index];
    }

    /** The distinct texts (UTF-8) or bytes that values are the indexes of, the first first. */
    List<byte[]> distinct() {
        return distinct;
    }

    /** Text or bytes by the index of the value. */
    byte[] bytes(int index) {
        return distinct.get((int) values[index]);
    }

    void clear() {
        rowCount = 0;
        valueCount = 0;
        idByText.clear();
        distinct.clear();
    }

    /** Adds the rows from (inclusive) to (exclusive). */
    void add(Vector vector, int from, int to) {
        int count = to - from;
        if (rowCount + count > present.length) {
            int capacity = Math.max(rowCount + count, 2 * present.length);
            present = Arrays.copyOf(present, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        int[] ids = vector instanceof TextVector texts ? new int[texts.dictionary().length] : new int[0];
        for (int row = from; row < to; row++) {
            boolean there = !vector.isNull(row);
            present[rowCount++] = there;
            if (there) {
                values[valueCount++] = number(vector, row, ids);
            }
        }
    }

    private long number(Vector vector, int row, int[] ids) {
        if (vector instanceof LongVector longs) {
            return longs.values()[row];
        }
        if (vector instanceof DoubleVector doubles) {
            return Double.doubleToRawLongBits(doubles.values()[row]);
        }
        if (vector instanceof BooleanVector truths) {
            return truths.values()[row] ? 1 : 0;
        }
        if (vector instanceof TextVector texts) {
            int entry = texts.ids()[row];
            if (ids[entry] == 0) {
                ids[entry] = id(texts.dictionary()[entry]) + 1;
            }
            return ids[entry] - 1L;
        }
        if (vector instanceof BytesVector binary) {
            distinct.add(Arrays.copyOfRange(binary.bytes(), binary.offsets()[row], binary.offsets()[row + 1]));
            return distinct.size() - 1L;
        }
        throw new IllegalArgumentException("a column of a file has one type, not " + vector.type());
    }

    private int id(String text) {
        Integer known = idByText.get(text);
        if (known == null) {
            known = distinct.size();
            idByText.put(text, known);
            distinct.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return known;
    }
}
