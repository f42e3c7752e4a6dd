/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The rows of a snapshot as the {@link Model} keeps them. */
final class TableRows {
    private TableRows() {}

    /** All rows of a table of events of a model, in their order. */
    static List<Map<String, Object>> read(Snapshot snapshot, Signal signal) {
        return sorted(scan(snapshot, signal), signal);
    }

    /** Puts rows of events of a model into their order. */
    static List<Map<String, Object>> sorted(List<Map<String, Object>> rows, Signal signal) {
        rows.sort(Comparator.comparing(row -> (Long) row.get(signal == Signal.GAP ? "count" : "attribute:seq")));
        return rows;
    }

    /** All rows of a table by scanning every column. */
    static List<Map<String, Object>> scan(Snapshot snapshot, Signal signal) {
        return scan(snapshot, signal, scan -> scan);
    }

    /** All columns of the rows that a narrower scan does not leave out. */
    static List<Map<String, Object>> scan(Snapshot snapshot, Signal signal, UnaryOperator<Scan> narrower) {
        TableSchema schema = snapshot.schema(signal);
        List<ColumnRef> columns = new ArrayList<>();
        schema.fixed().keySet().forEach(name -> columns.add(ColumnRef.fixed(name)));
        schema.attributes().keySet().forEach(name -> columns.add(ColumnRef.attribute(name)));
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Snapshot.Cursor cursor = snapshot.scan(narrower.apply(Scan.all(signal, columns)))) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    rows.add(row(columns, batch, row));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> row(List<ColumnRef> columns, Batch batch, int row) {
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Vector vector = batch.vectors().get(i);
            Object value = vector.boxed(row);
            if (value == null) {
                continue;
            }
            ColumnRef column = columns.get(i);
            ColumnType type = vector instanceof io.ttlog.storage.column.AnyVector any ? any.type(row) : vector.type();
            values.put((column.attribute() ? "attribute:" : "") + column.name(), comparable(column, type, value));
        }
        return values;
    }

    private static Object comparable(ColumnRef column, ColumnType type, Object value) {
        if (value instanceof Double number) {
            return Model.bits(number);
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        boolean typed = column.attribute() && (type == ColumnType.TIMESTAMP || type == ColumnType.DURATION);
        return typed ? type + " " + value : value;
    }
}
