/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.core.event.ValueType;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** The columns of one attribute key, one a type, and which of them the row being written has an entry in. Of the writer alone. */
final class Attribute {
    private static final ColumnType[] TYPES = {
        null,
        ColumnType.LONG,
        ColumnType.DOUBLE,
        ColumnType.BOOLEAN,
        ColumnType.TEXT,
        ColumnType.BYTES,
        ColumnType.TIMESTAMP,
        ColumnType.DURATION
    };

    private final Table table;
    private final String key;
    private final @Nullable Column[] byType = new Column[TYPES.length];
    private int lastRow = -1;
    private @Nullable Column lastColumn;

    Attribute(Table table, String key) {
        this.table = table;
        this.key = key;
    }

    /** The column that the row being written has an entry in; null for none. */
    @Nullable
    Column lastColumn() {
        return lastColumn;
    }

    String key() {
        return key;
    }

    /**
     * Prepares for a field of the row: an earlier field of the same key and row is taken back, so that the last one wins.
     *
     * @return the natural bytes taken back; -1 when there was no earlier field
     */
    int beginField(int row) {
        if (lastRow != row) {
            lastRow = row;
            lastColumn = null;
            return -1;
        }
        Column last = lastColumn;
        if (last == null) {
            return 0;
        }
        int bytes = last.lastBytes();
        last.retract();
        lastColumn = null;
        return bytes;
    }

    /** What the attribute is called in the rest column. */
    ColumnKey restKey(ValueType type) {
        return new ColumnKey(key, true, TYPES[type.ordinal()]);
    }

    /** The column; null when there are too many, and the value is for the rest column. */
    @Nullable
    NumberColumn number(ValueType type, boolean restIsFull) {
        Column column = byType[type.ordinal()];
        if (column == null) {
            if (!restIsFull && !table.hasRoom()) {
                return null;
            }
            byType[type.ordinal()] = column = table.number(key, true, TYPES[type.ordinal()]);
        }
        lastColumn = column;
        return (NumberColumn) column;
    }

    /** As {@link #number}. */
    @Nullable
    BinaryColumn binary(ValueType type, boolean restIsFull) {
        Column column = byType[type.ordinal()];
        if (column == null) {
            if (!restIsFull && !table.hasRoom()) {
                return null;
            }
            byType[type.ordinal()] = column = table.binary(key, true, TYPES[type.ordinal()]);
        }
        lastColumn = column;
        return (BinaryColumn) column;
    }
}
