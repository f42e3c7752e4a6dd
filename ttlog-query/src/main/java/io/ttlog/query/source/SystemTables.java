/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.Signal;
import io.ttlog.storage.ColumnStats;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.manifest.SegmentEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables that tell of the store itself, made when they are named. Stateless. */
final class SystemTables {
    /** Their names. */
    static final List<String> NAMES = List.of("ttlog_segments", "ttlog_columns", "ttlog_status");

    private SystemTables() {}

    /** The table of that name, without regard to case; null when there is none. */
    static @Nullable Table of(String name, Snapshot snapshot) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ttlog_segments" -> segments(snapshot);
            case "ttlog_columns" -> columns(snapshot);
            case "ttlog_status" -> status(snapshot);
            default -> null;
        };
    }

    private static MemoryTable table(String name, Object... namesAndTypes) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.put((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1]);
        }
        return new MemoryTable(name, columns);
    }

    private static MemoryTable segments(Snapshot snapshot) {
        MemoryTable table = table(
                "ttlog_segments",
                "table_name",
                ColumnType.TEXT,
                "id",
                ColumnType.LONG,
                "partition",
                ColumnType.TEXT,
                "level",
                ColumnType.LONG,
                "rows",
                ColumnType.LONG,
                "first_time",
                ColumnType.TIMESTAMP,
                "last_time",
                ColumnType.TIMESTAMP,
                "bytes",
                ColumnType.LONG,
                "raw_bytes",
                ColumnType.LONG,
                "services",
                ColumnType.TEXT);
        for (SegmentEntry segment : snapshot.segments()) {
            table.add(
                    segment.signal().table(),
                    segment.id(),
                    segment.partition(),
                    (long) segment.level(),
                    segment.rowCount(),
                    segment.minNanos(),
                    segment.maxNanos(),
                    segment.bytes(),
                    segment.naturalBytes(),
                    segment.services().isEmpty() ? null : String.join(", ", segment.services()));
        }
        return table;
    }

    /** Bytes of a column, whatever the types of its values. */
    private record Size(long storedBytes, long rawBytes) {
        Size plus(Size other) {
            return new Size(storedBytes + other.storedBytes, rawBytes + other.rawBytes);
        }
    }

    private record Key(Signal signal, String name, boolean attribute) {}

    private static MemoryTable columns(Snapshot snapshot) {
        MemoryTable table = table(
                "ttlog_columns",
                "table_name",
                ColumnType.TEXT,
                "column_name",
                ColumnType.TEXT,
                "attribute",
                ColumnType.BOOLEAN,
                "type",
                ColumnType.TEXT,
                "bytes",
                ColumnType.LONG,
                "raw_bytes",
                ColumnType.LONG);
        Map<Key, Size> sizes = new LinkedHashMap<>();
        for (ColumnStats column : snapshot.columnStats()) {
            sizes.merge(
                    new Key(column.signal(), column.key().name(), column.key().attribute()),
                    new Size(column.storedBytes(), column.rawBytes()),
                    Size::plus);
        }
        for (Signal signal : Signal.values()) {
            TableSchema schema = snapshot.schema(signal);
            schema.fixed().forEach((name, type) -> addColumn(table, new Key(signal, name, false), type, sizes));
            schema.attributes().forEach((name, type) -> addColumn(table, new Key(signal, name, true), type, sizes));
        }
        return table;
    }

    private static void addColumn(MemoryTable table, Key key, ColumnType type, Map<Key, Size> sizes) {
        Size size = sizes.get(key);
        table.add(
                key.signal().table(),
                key.name(),
                key.attribute(),
                type.name(),
                size == null ? null : (Long) size.storedBytes(),
                size == null ? null : (Long) size.rawBytes());
    }

    private static MemoryTable status(Snapshot snapshot) {
        MemoryTable table = table(
                "ttlog_status",
                "table_name",
                ColumnType.TEXT,
                "rows",
                ColumnType.LONG,
                "unsealed_rows",
                ColumnType.LONG,
                "segments",
                ColumnType.LONG,
                "bytes",
                ColumnType.LONG,
                "raw_bytes",
                ColumnType.LONG);
        for (Signal signal : Signal.values()) {
            long unsealed = snapshot.unsealedRows(signal);
            long rows = unsealed;
            long segments = 0;
            long bytes = 0;
            long rawBytes = 0;
            for (SegmentEntry segment : snapshot.segments()) {
                if (segment.signal() == signal) {
                    rows += segment.rowCount();
                    segments++;
                    bytes += segment.bytes();
                    rawBytes += segment.naturalBytes();
                }
            }
            table.add(signal.table(), rows, unsealed, segments, bytes, rawBytes);
        }
        return table;
    }
}
