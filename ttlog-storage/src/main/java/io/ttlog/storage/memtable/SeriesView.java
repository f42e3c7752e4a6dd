/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A column that has one entry a series, as rows see it: by the series that each is of. Safe for all threads. */
final class SeriesView extends Column.View {
    private final Column.View ofSeries;
    private final IntList.View seriesOfRow;
    private final int[] entryOfSeries;

    /**
     * A view.
     *
     * @param ofSeries the column, with series for rows
     */
    SeriesView(Column.View ofSeries, IntList.View seriesOfRow) {
        super(ofSeries.key(), 0, null);
        this.ofSeries = ofSeries;
        this.seriesOfRow = seriesOfRow;
        entryOfSeries = ofSeries.entriesByPlace();
    }

    /** The first series as if they were rows; null when none has an entry. */
    @Nullable
    Chunk ofSeries(int seriesCount) {
        return ofSeries.chunk(0, seriesCount);
    }

    /** The entry of a series; -1 for none. */
    int entryOf(int series) {
        return series < entryOfSeries.length ? entryOfSeries[series] : -1;
    }

    @Override
    boolean same(int entry, int otherEntry) {
        return ofSeries.same(entry, otherEntry);
    }

    @Override
    @Nullable
    Chunk chunk(int from, int to) {
        int[] order = new int[to - from];
        for (int i = 0; i < order.length; i++) {
            order[i] = entryOf(seriesOfRow.get(from + i));
        }
        return chunk(order);
    }

    /** Of these entries, -1 for none; null when none is one. */
    @Nullable
    Chunk chunk(int[] entries) {
        int present = 0;
        boolean[] nulls = new boolean[entries.length];
        for (int i = 0; i < entries.length; i++) {
            int entry = entries[i];
            nulls[i] = entry < 0;
            entries[present] = entry;
            present += entry < 0 ? 0 : 1;
        }
        if (present == 0) {
            return null;
        }
        return new Chunk(
                key().type(), entries.length, present == entries.length ? null : nulls, pick(entries, present));
    }

    @Override
    void entriesByRow(int[] target, int rowCount) {
        for (int row = 0; row < rowCount; row++) {
            target[row] = entryOf(seriesOfRow.get(row));
        }
    }

    @Override
    Values values(int first, int last) {
        int[] entries = new int[last - first];
        Arrays.setAll(entries, i -> first + i);
        return pick(entries, entries.length);
    }

    @Override
    Values pick(int[] indexes, int count) {
        return ofSeries.pick(indexes, count);
    }
}
