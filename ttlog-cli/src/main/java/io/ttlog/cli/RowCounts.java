/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows of a table have each value of a text column.
 *
 * @param byValue those with most rows first; rows without a value have the empty text
 * @param rows all of them
 * @param others rows whose values were too many to count apart
 */
record RowCounts(List<Map.Entry<String, Long>> byValue, long rows, long others) {
    /** Most values that are counted apart. */
    static final int VALUES_MAX = 100_000;

    /** Reads the column of all rows. */
    static RowCounts of(Snapshot snapshot, Signal signal, String column) {
        Map<String, Long> counts = new HashMap<>();
        long rows = 0;
        long others = 0;
        if (!snapshot.schema(signal).fixed().containsKey(column)) {
            return new RowCounts(List.of(), 0, 0);
        }
        try (Snapshot.Cursor cursor = snapshot.scan(Scan.all(signal, List.of(ColumnRef.fixed(column))))) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                Vector values = batch.vectors().get(0);
                for (int row = 0; row < batch.rowCount(); row++) {
                    Object value = values.boxed(row);
                    String text = value == null ? "" : value.toString();
                    if (counts.size() < VALUES_MAX || counts.containsKey(text)) {
                        counts.merge(text, 1L, Long::sum);
                    } else {
                        others++;
                    }
                    rows++;
                }
            }
        }
        List<Map.Entry<String, Long>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        return new RowCounts(most, rows, others);
    }
}
