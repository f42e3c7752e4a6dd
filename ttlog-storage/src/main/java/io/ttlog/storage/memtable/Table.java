/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The columns of one signal. One thread appends; {@link #views} is for all threads. */
final class Table {
    private static final Set<String> OF_SERIES =
            Set.of("service", "name", "kind", "temporality", "unit", "description");

    private final Signal signal;
    private final Map<ColumnKey, Column> byKey = new HashMap<>();
    private final Map<String, Attribute> attributes = new HashMap<>();

    // Grown by copy. A column is stored here before its first row is published; null behind the last.
    private volatile Column[] columns = new Column[Column.INITIAL_ENTRIES];
    private int columnCount;

    // Of the writer alone.
    private int attributeColumnCount;

    /** The attributes that went into the rest column, those of rows that are not published yet included. */
    private final Set<ColumnKey> restKeys = ConcurrentHashMap.newKeySet();

    // Of the writer alone.
    private int rowCount;
    private final IntList rowBytes = new IntList();

    /** Of readings: what is equal for all of a series is kept once, and each row says of which it is. */
    private final IntList seriesOfRow = new IntList();

    private int seriesCount;

    Table(Signal signal) {
        this.signal = signal;
    }

    Signal signal() {
        return signal;
    }

    int rowCountPlain() {
        return rowCount;
    }

    int columnCountPlain() {
        return columnCount;
    }

    /** Bytes of each row at their natural width. For all threads, of rows that are published. */
    IntList.View rowBytes() {
        return rowBytes.capture();
    }

    /** Bytes of the first rows at their natural width. For all threads, of rows that are published. */
    long naturalBytes(int rows) {
        IntList.View bytes = rowBytes.capture();
        long sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += bytes.get(row);
        }
        return sum;
    }

    /** A column whose entries are of series, and not of rows. */
    private boolean isOfSeries(ColumnKey key) {
        return signal == Signal.METRIC && (key.attribute() || OF_SERIES.contains(key.name()));
    }

    /** The number of a new series: its columns have entries for that, where others have the row. */
    int newSeries() {
        return seriesCount++;
    }

    int seriesCountPlain() {
        return seriesCount;
    }

    /** Notes of which series the row is that is being written. */
    void series(int row, int series) {
        seriesOfRow.set(row, series);
    }

    /** For all threads, of rows that are published. */
    IntList.View seriesOfRow() {
        return seriesOfRow.capture();
    }

    /** Whether there may be another attribute column. */
    boolean hasRoom() {
        return attributeColumnCount < RestColumn.COLUMNS_MAX;
    }

    /** For all threads. */
    Set<ColumnKey> restKeys() {
        return restKeys;
    }

    Attribute attribute(String key) {
        return attributes.computeIfAbsent(key, k -> new Attribute(this, k));
    }

    void endRow(int naturalBytes) {
        rowBytes.set(rowCount++, naturalBytes);
    }

    NumberColumn number(String name, boolean attribute, ColumnType type) {
        return (NumberColumn) column(new ColumnKey(name, attribute, type));
    }

    BinaryColumn binary(String name, boolean attribute, ColumnType type) {
        return (BinaryColumn) column(new ColumnKey(name, attribute, type));
    }

    private Column column(ColumnKey key) {
        Column known = byKey.get(key);
        if (known != null) {
            return known;
        }
        boolean binary = key.type() == ColumnType.TEXT || key.type() == ColumnType.BYTES;
        Column added = binary ? new BinaryColumn(key) : new NumberColumn(key);
        byKey.put(key, added);
        attributeColumnCount += key.attribute() && !key.equals(RestColumn.KEY) ? 1 : 0;
        Column[] c = columns;
        if (columnCount == c.length) {
            c = Arrays.copyOf(c, c.length * 2);
        }
        c[columnCount++] = added;
        columns = c;
        return added;
    }

    /** The columns that the first rows have entries in. */
    List<Column.View> views(int rows) {
        List<Column.View> views = new ArrayList<>();
        IntList.View series = rows > 0 && signal == Signal.METRIC ? seriesOfRow() : null;
        for (Column column : columns) {
            if (column == null) {
                break;
            }
            boolean ofSeries = series != null && isOfSeries(column.key());
            Column.View view = column.view(ofSeries ? Integer.MAX_VALUE : rows);
            if (view != null) {
                views.add(series != null && ofSeries ? new SeriesView(view, series) : view);
            }
        }
        return views;
    }
}
