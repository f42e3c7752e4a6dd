/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.notation.TimeRange;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of a file of those of a scan: leaves out what was not asked for, and gives each column the type that it has in
 * the file. One thread.
 */
final class RowShape {
    private static final int FIXED_BYTES = 8;

    private final List<ExportColumn> columns;
    private final TimeRange range;
    private final Set<String> services;
    private final Set<String> ownColumns = new HashSet<>();
    private final CellText cells = new CellText();

    RowShape(List<ExportColumn> columns, TimeRange range, List<String> services) {
        this.columns = columns;
        this.range = range;
        this.services = Set.copyOf(services);
        for (ExportColumn column : columns) {
            if (column.source().attribute()) {
                ownColumns.add(column.source().name());
            }
        }
    }

    /**
     * The rows of a batch, from that one on, that were asked for.
     *
     * @param timeColumn index of the time in the batch; -1 when every row has a wanted one
     * @param serviceColumn index of the service in the batch; -1 when all are wanted
     */
    int[] wanted(Batch batch, int from, int timeColumn, int serviceColumn) {
        int[] rows = new int[batch.rowCount() - from];
        int count = 0;
        LongVector times = timeColumn < 0 ? null : (LongVector) batch.vectors().get(timeColumn);
        Vector names = serviceColumn < 0 ? null : batch.vectors().get(serviceColumn);
        for (int row = from; row < batch.rowCount(); row++) {
            boolean inTime = times == null
                    || !times.isNull(row)
                            && times.values()[row] >= range.fromNanos()
                            && times.values()[row] <= range.toNanos();
            if (inTime && (names == null || isServed(names.boxed(row)))) {
                rows[count++] = row;
            }
        }
        return count == rows.length ? rows : java.util.Arrays.copyOf(rows, count);
    }

    private boolean isServed(@Nullable Object service) {
        return service instanceof String name && services.contains(name);
    }

    /** The columns of the file at those rows. */
    List<Vector> columns(Batch batch, int[] rows) {
        List<Vector> shaped = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Vector vector = batch.vectors().get(i);
            Vector at = rows.length == batch.rowCount() ? vector : Vectors.gather(vector, rows, rows.length);
            shaped.add(shaped(at, columns.get(i)));
        }
        return shaped;
    }

    private Vector shaped(Vector vector, ExportColumn column) {
        if (column.isAttrs() && !ownColumns.isEmpty()) {
            return others(vector);
        }
        if (vector.type() == column.type() || column.type() == ColumnType.ANY) {
            return vector;
        }
        // An attribute of several types as text; or one that has got a second type since the export began, in other
        // rows.
        ColumnBuilder builder = new ColumnBuilder(column.type(), vector.rowCount());
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                builder.appendNull();
            } else if (Vectors.typeAt(vector, row) == column.type()) {
                builder.appendBoxed(vector.boxed(row));
            } else if (column.type() == ColumnType.TEXT) {
                text.setLength(0);
                cells.appendPlain(vector, row, text);
                builder.appendText(text.toString());
            } else {
                throw new IllegalStateException(
                        column.name() + " is " + column.type() + ", and a row has a " + Vectors.typeAt(vector, row));
            }
        }
        return builder.build();
    }

    private Vector others(Vector objects) {
        ColumnBuilder builder = new ColumnBuilder(ColumnType.JSON, objects.rowCount());
        for (int row = 0; row < objects.rowCount(); row++) {
            String others = objects.boxed(row) instanceof String json ? OtherAttributes.of(json, ownColumns) : null;
            if (others == null) {
                builder.appendNull();
            } else {
                builder.appendText(others);
            }
        }
        return builder.build();
    }

    /** About how many bytes each row takes unpacked. */
    static long[] bytes(List<Vector> columns, int count) {
        long[] bytes = new long[count];
        for (Vector column : columns) {
            for (int row = 0; row < count; row++) {
                bytes[row] += FIXED_BYTES;
                if (!column.isNull(row)) {
                    if (column instanceof TextVector texts) {
                        bytes[row] += texts.text(row).length();
                    } else if (column instanceof BytesVector binary) {
                        bytes[row] += binary.offsets()[row + 1] - binary.offsets()[row];
                    } else if (column.boxed(row) instanceof String text) {
                        bytes[row] += text.length();
                    }
                }
            }
        }
        return bytes;
    }
}
