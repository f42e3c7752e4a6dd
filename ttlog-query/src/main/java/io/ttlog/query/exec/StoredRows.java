/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Field;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that an operator holds, and accounts for. */
final class StoredRows {
    /** A reference and an index, of a text. */
    private static final int VALUE_BYTES = 12;

    /** Headers of a String and its array. */
    private static final int TEXT_BYTES = 40;

    private final QueryRun run;
    private final List<Field> fields;
    private final List<ColumnBuilder> builders = new ArrayList<>();

    /** Of each text column: the dictionary of the last rows, and which of its entries are accounted for. */
    private final @Nullable Object[] dictionaries;

    private final BitSet[] counted;
    private int size;
    private long bytes;

    StoredRows(QueryRun run, List<Field> fields) {
        this.run = run;
        this.fields = fields;
        this.dictionaries = new Object[fields.size()];
        this.counted = new BitSet[fields.size()];
        clear();
    }

    void clear() {
        run.release(bytes);
        bytes = 0;
        size = 0;
        builders.clear();
        for (int c = 0; c < fields.size(); c++) {
            builders.add(new ColumnBuilder(fields.get(c).type(), 0));
            dictionaries[c] = null;
            counted[c] = new BitSet();
        }
    }

    int size() {
        return size;
    }

    void add(Rows rows) {
        int count = rows.count();
        long added = 0;
        for (int c = 0; c < fields.size(); c++) {
            Vector vector = rows.column(c);
            builders.get(c).appendAll(vector, count);
            added += bytes(c, vector, count);
        }
        size += count;
        bytes += added;
        run.hold(added);
    }

    private long bytes(int column, Vector vector, int count) {
        long sum = (long) VALUE_BYTES * count;
        if (vector instanceof BytesVector values) {
            sum += values.offsets()[count] - values.offsets()[0] + (long) TEXT_BYTES * count;
        } else if (vector instanceof TextVector texts) {
            sum += texts(column, texts, count);
        }
        return sum;
    }

    /** Texts are shared by all rows that have them from one dictionary. */
    @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
    private long texts(int column, TextVector texts, int count) {
        if (dictionaries[column] != texts.dictionary()) {
            dictionaries[column] = texts.dictionary();
            counted[column].clear();
        }
        long sum = 0;
        for (int row = 0; row < count; row++) {
            int id = texts.ids()[row];
            if (!texts.isNull(row) && !counted[column].get(id)) {
                counted[column].set(id);
                sum += TEXT_BYTES + texts.dictionary()[id].length();
            }
        }
        return sum;
    }

    /** Adds a row of NULLs. */
    void addNulls() {
        builders.forEach(ColumnBuilder::appendNull);
        size++;
    }

    /** All rows; nothing is to be added after. */
    Vector[] build() {
        return builders.stream().map(ColumnBuilder::build).toArray(Vector[]::new);
    }

    /** Gives the memory back. */
    void release() {
        run.release(bytes);
        bytes = 0;
    }
}
