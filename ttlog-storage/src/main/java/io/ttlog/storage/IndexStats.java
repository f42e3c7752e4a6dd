/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.segment.v1.SegmentFilters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the filters of a table take in all segments, as part of their bytes.
 *
 * @param signal the table
 * @param filters by column and kind, the largest first
 * @param storedBytes of all filters
 * @param seriesCount of metrics, what is ordered together: a series once a segment, and once more where it goes on in another row group
 */
public record IndexStats(Signal signal, List<Filter> filters, long storedBytes, long seriesCount) {
    /**
     * The filters of a column.
     *
     * @param groups row groups that have one
     */
    public record Filter(ColumnKey column, KeyKind kind, long storedBytes, long groups) {}

    /** One a table; segments whose footers are damaged count nothing. */
    public static List<IndexStats> of(Path directory) {
        try (Snapshot snapshot = Store.read(directory)) {
            List<IndexStats> all = new ArrayList<>();
            for (Signal signal : Signal.values()) {
                all.add(of(signal, ((StoreSnapshot) snapshot).segments(signal)));
            }
            return all;
        }
    }

    private static IndexStats of(Signal signal, List<Segment> segments) {
        Map<Map.Entry<ColumnKey, KeyKind>, Filter> byColumn = new LinkedHashMap<>();
        long series = 0;
        for (Segment segment : segments) {
            SegmentFile file;
            try {
                file = segment.file();
            } catch (CorruptDataException e) {
                continue; // verify tells of it
            }
            series += signal == Signal.METRIC ? file.stretchCount() : 0;
            for (SegmentFilters.FilterBytes filter : file.filters().bytes()) {
                byColumn.merge(
                        Map.entry(filter.key(), filter.kind()),
                        new Filter(filter.key(), filter.kind(), filter.storedBytes(), filter.groups()),
                        (a, b) -> new Filter(
                                a.column(), a.kind(), a.storedBytes() + b.storedBytes(), a.groups() + b.groups()));
            }
        }
        List<Filter> filters = new ArrayList<>(byColumn.values());
        filters.sort((a, b) -> Long.compare(b.storedBytes(), a.storedBytes()));
        return new IndexStats(
                signal,
                List.copyOf(filters),
                filters.stream().mapToLong(Filter::storedBytes).sum(),
                series);
    }
}
