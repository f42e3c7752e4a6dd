/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.wire.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Segments and the first rows of a memtable. Holds no lock and no file; memory maps go with it. */
final class StoreSnapshot implements Snapshot {
    private final List<Segment> segments;
    private final Memtable.Rows rows;
    private final Map<Signal, Run> memtables = new EnumMap<>(Signal.class);
    private final Map<Signal, TableSchema> schemas = new EnumMap<>(Signal.class);
    private final Memtable memtable;
    private final List<Finding> damage;

    StoreSnapshot(List<Segment> segments, Memtable memtable, Memtable.Rows rows, List<Finding> damage) {
        this.segments = segments;
        this.memtable = memtable;
        this.rows = rows;
        this.damage = List.copyOf(damage);
    }

    @Override
    public synchronized TableSchema schema(Signal signal) {
        TableSchema known = schemas.get(signal);
        if (known == null) {
            SortedMap<String, ColumnType> attributes = new TreeMap<>();
            for (Segment segment : segments(signal)) {
                addAttributes(segment.file(), attributes);
            }
            Run live = memtableRun(signal);
            if (live != null) {
                addAttributes(live, attributes);
            }
            known = new TableSchema(signal, TableSchema.fixedColumns(signal), attributes);
            schemas.put(signal, known);
        }
        return known;
    }

    private static void addAttributes(Run run, SortedMap<String, ColumnType> attributes) {
        for (ColumnKey key : run.columns()) {
            if (key.attribute()) {
                attributes.merge(key.name(), key.type(), (a, b) -> a == b ? a : ColumnType.ANY);
            }
        }
    }

    /** The segments of a table. */
    List<Segment> segments(Signal signal) {
        List<Segment> ofTable = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.entry().signal() == signal) {
                ofTable.add(segment);
            }
        }
        return ofTable;
    }

    /** The memtable's rows of a table; null when there are none. */
    synchronized @Nullable Run memtableRun(Signal signal) {
        if (rows.of(signal) == 0) {
            return null;
        }
        return memtables.computeIfAbsent(signal, s -> memtable.run(s, rows.of(s)));
    }

    /** Rows of a table that are not in segments. */
    int memtableRows(Signal signal) {
        return rows.of(signal);
    }

    /** Their bytes at natural width. */
    long memtableNaturalBytes(Signal signal) {
        return memtable.naturalBytes(signal, rows.of(signal));
    }

    @Override
    public Cursor scan(Scan scan) {
        return new ScanCursor(this, scan);
    }

    @Override
    public List<Finding> damage() {
        return damage;
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
