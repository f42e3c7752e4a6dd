/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.wire.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Segments and the first rows of memtables. Holds no lock and no file; memory maps go with it. */
final class StoreSnapshot implements Snapshot {
    private final List<Segment> segments;
    private final List<Memtable> memtables;
    private final List<Memtable.Rows> rows = new ArrayList<>();
    private final Map<Signal, List<Run>> memtableRuns = new EnumMap<>(Signal.class);
    private final Map<Signal, TableSchema> schemas = new EnumMap<>(Signal.class);
    private final List<Finding> damage;

    StoreSnapshot(List<Segment> segments, List<Memtable> memtables, List<Finding> damage) {
        this.segments = segments;
        this.memtables = memtables;
        for (Memtable memtable : memtables) {
            rows.add(memtable.published());
        }
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
            for (Run live : memtableRuns(signal)) {
                addAttributes(live, attributes);
            }
            known = new TableSchema(signal, TableSchema.fixedColumns(signal), attributes);
            schemas.put(signal, known);
        }
        return known;
    }

    private static void addAttributes(Run run, SortedMap<String, ColumnType> attributes) {
        for (ColumnKey key : run.columns()) {
            if (key.attribute() && !key.equals(RestColumn.KEY)) {
                addAttribute(key, attributes);
            }
        }
        run.restKeys().forEach(key -> addAttribute(key, attributes));
    }

    private static void addAttribute(ColumnKey key, SortedMap<String, ColumnType> attributes) {
        attributes.merge(key.name(), key.type(), (a, b) -> a == b ? a : ColumnType.ANY);
    }

    @Override
    public List<SegmentEntry> segments() {
        return segments.stream().map(Segment::entry).toList();
    }

    @Override
    public List<ColumnStats> columnStats() {
        return StoreFiles.columnStats(this);
    }

    @Override
    public long unsealedRows(Signal signal) {
        return memtableRows(signal);
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

    /** The rows of a table that are in memtables, those that came first first. */
    synchronized List<Run> memtableRuns(Signal signal) {
        List<Run> known = memtableRuns.get(signal);
        if (known == null) {
            known = new ArrayList<>();
            for (int i = 0; i < memtables.size(); i++) {
                int count = rows.get(i).of(signal);
                if (count > 0) {
                    known.add(memtables.get(i).run(signal, count));
                }
            }
            memtableRuns.put(signal, known);
        }
        return known;
    }

    /** Rows of a table that are not in segments. */
    long memtableRows(Signal signal) {
        long count = 0;
        for (Memtable.Rows published : rows) {
            count += published.of(signal);
        }
        return count;
    }

    /** Their bytes at natural width. */
    long memtableNaturalBytes(Signal signal) {
        long bytes = 0;
        for (int i = 0; i < memtables.size(); i++) {
            bytes += memtables.get(i).naturalBytes(signal, rows.get(i).of(signal));
        }
        return bytes;
    }

    @Override
    public Cursor scan(Scan scan) {
        return new ScanCursor(this, scan, segments(scan.signal()), memtableRuns(scan.signal()));
    }

    @Override
    public Cursor scan(Scan scan, Part part) {
        if (part.isUnsealed()) {
            return new ScanCursor(this, scan, List.of(), memtableRuns(scan.signal()));
        }
        for (Segment segment : segments(scan.signal())) {
            if (segment.entry().id() == part.segment()) {
                return new ScanCursor(this, scan, List.of(segment), List.of());
            }
        }
        throw new IllegalArgumentException("the snapshot has no " + part);
    }

    @Override
    public List<Part> parts(Signal signal) {
        List<Part> parts = new ArrayList<>();
        for (Segment segment : segments(signal)) {
            SegmentEntry entry = segment.entry();
            parts.add(new Part(entry.id(), entry.rowCount(), entry.minNanos(), entry.maxNanos(), entry.bytes()));
        }
        long unsealed = memtableRows(signal);
        if (unsealed > 0) {
            parts.add(new Part(Part.UNSEALED, unsealed, Long.MIN_VALUE, Long.MAX_VALUE, 0));
        }
        return parts;
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
