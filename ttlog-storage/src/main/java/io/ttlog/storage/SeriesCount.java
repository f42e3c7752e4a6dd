/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the series of metrics and the values of their labels, by 64 bits of a hash each. Reads all label columns. */
final class SeriesCount {
    /** Most hashes that are kept, of series and values together: some 64 MiB. */
    static final int HASHES_MAX = 1 << 20;

    private static final ColumnKey NAME = new ColumnKey("name", false, ColumnType.TEXT);
    private static final ColumnKey SERVICE = new ColumnKey("service", false, ColumnType.TEXT);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private static final class Metric {
        final Set<Long> series = new HashSet<>();
        final Map<String, Set<Long>> values = new HashMap<>();
    }

    private final Map<String, Metric> metrics = new HashMap<>();
    private int hashes;
    private boolean full;

    private SeriesCount() {}

    /** Of all metrics, those with most series first. */
    static List<SeriesStats> of(StoreSnapshot snapshot) {
        SeriesCount count = new SeriesCount();
        snapshot.segments(Signal.METRIC).forEach(segment -> count.add(segment.file()));
        snapshot.memtableRuns(Signal.METRIC).forEach(count::add);
        List<SeriesStats> all = new ArrayList<>();
        count.metrics.forEach(
                (name, metric) -> all.add(new SeriesStats(name, metric.series.size(), labels(metric), count.full)));
        all.sort(Comparator.comparingLong(SeriesStats::series).reversed().thenComparing(SeriesStats::metric));
        return all;
    }

    private static List<SeriesStats.Label> labels(Metric metric) {
        List<SeriesStats.Label> labels = new ArrayList<>();
        metric.values.forEach((name, values) -> labels.add(new SeriesStats.Label(name, values.size())));
        labels.sort(
                Comparator.comparingLong(SeriesStats.Label::values).reversed().thenComparing(SeriesStats.Label::name));
        return labels;
    }

    private void add(Run run) {
        for (RowGroup group : run.groups()) {
            int rows = group.rowCount();
            long[] series = new long[rows];
            @Nullable Metric[] ofRow = new Metric[rows];
            Chunk names = group.read(NAME);
            if (names != null) {
                BinaryValues texts = (BinaryValues) names.values();
                forEach(
                        names,
                        (row, index) -> ofRow[row] =
                                metrics.computeIfAbsent(texts.text(texts.ids()[index]), name -> new Metric()));
            }
            Chunk services = group.read(SERVICE);
            if (services != null) {
                forEach(services, (row, index) -> series[row] = mixed(hash(services, index)));
            }
            for (ColumnKey key : run.columns()) {
                Chunk chunk = key.attribute() ? group.read(key) : null;
                if (chunk != null && key.equals(RestColumn.KEY)) {
                    RestValues rest = new RestValues(chunk);
                    rest.keys().forEach(label -> add(label, Objects.requireNonNull(rest.chunk(label)), series, ofRow));
                } else if (chunk != null) {
                    add(key, chunk, series, ofRow);
                }
            }
            for (int row = 0; row < rows; row++) {
                Metric metric = ofRow[row];
                if (metric != null) {
                    keep(metric.series, series[row]);
                }
            }
        }
    }

    private void add(ColumnKey label, Chunk chunk, long[] series, @Nullable Metric[] ofRow) {
        long salt = label.hashCode() * MIX;
        forEach(chunk, (row, index) -> {
            long hash = hash(chunk, index);
            series[row] += mixed(hash ^ salt); // columns come in any order
            Metric metric = ofRow[row];
            if (metric != null) {
                keep(metric.values.computeIfAbsent(label.name(), name -> new HashSet<>()), hash);
            }
        });
    }

    private void keep(Set<Long> set, long hash) {
        if (hashes == HASHES_MAX) {
            full |= !set.contains(hash);
        } else if (set.add(hash)) {
            hashes++;
        }
    }

    private interface Value {
        void of(int row, int index);
    }

    private static void forEach(Chunk chunk, Value value) {
        boolean[] nulls = chunk.nulls();
        int index = 0;
        for (int row = 0; row < chunk.rowCount(); row++) {
            if (nulls == null || !nulls[row]) {
                value.of(row, index++);
            }
        }
    }

    private static long hash(Chunk chunk, int index) {
        if (chunk.values() instanceof NumberValues numbers) {
            return mixed(numbers.bits()[index] + MIX);
        }
        BinaryValues binary = (BinaryValues) chunk.values();
        int at = binary.offsets()[binary.ids()[index]];
        int end = binary.offsets()[binary.ids()[index] + 1];
        long hash = (long) end - at;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ EventFormat.getLong(binary.bytes(), at));
        }
        for (; at < end; at++) {
            hash = mixed(hash ^ binary.bytes()[at]);
        }
        return hash;
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }
}
