/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.memtable.SealedRows;
import io.ttlog.storage.segment.v1.SegmentWriter;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * One attempt to seal: the rows of a memtable go into segments, one a table and time partition.
 * Belongs to the sealing thread.
 */
final class Sealing {
    private final Path directory;
    private final BlockCodec codec;
    private final Catalog catalog;
    private final List<SegmentEntry> written = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    Sealing(Path directory, BlockCodec codec, Catalog catalog) {
        this.directory = directory;
        this.codec = codec;
        this.catalog = catalog;
    }

    /** Writes all rows into segments, which no manifest names yet, or leaves nothing behind. */
    List<SegmentEntry> write(Memtable memtable) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw Catalog.gone(directory); // and do not make another one in its place
        }
        boolean done = false;
        try {
            for (Signal signal : Signal.values()) {
                if (memtable.published().of(signal) > 0) {
                    write(signal, memtable.sealedRows(signal));
                }
            }
            done = true;
        } finally {
            if (!done) {
                for (Path file : files) {
                    Files.deleteIfExists(file); // the disk may be full because of them
                }
            }
        }
        return List.copyOf(written);
    }

    /** Removes the segments that a killed writer has written and not committed. */
    static void removeUnnamed(Path directory, Manifest manifest) throws IOException {
        Set<Path> named = new HashSet<>();
        for (SegmentEntry entry : manifest.segments()) {
            named.add(directory.resolve(entry.path()));
        }
        for (Path file : StoreFiles.segmentFiles(directory)) {
            if (!named.contains(file)) {
                Files.delete(file);
            }
        }
    }

    private void write(Signal signal, SealedRows rows) throws IOException {
        Partitions partitions = Partitions.of(rows.rowCount(), rows::timestamp);
        TreeMap<Long, RowList> byPartition = new TreeMap<>();
        long lastIndex = 0;
        RowList last = null;
        for (int row = 0; row < rows.rowCount(); row++) {
            long index = partitions.index(rows.timestamp(row));
            if (last == null || index != lastIndex) { // rows mostly come in the order of time
                last = byPartition.computeIfAbsent(index, i -> new RowList());
                lastIndex = index;
            }
            last.add(row);
        }
        for (var partition : byPartition.entrySet()) {
            int[] order = partition.getValue().toArray();
            rows.sort(order);
            write(signal, rows, partitions.folder(partition.getKey()), order);
        }
    }

    private void write(Signal signal, SealedRows rows, String folder, int[] order) throws IOException {
        long id = catalog.newSegmentId();
        Path parent =
                directory.resolve(StoreFiles.SEGMENTS).resolve(signal.table()).resolve(folder);
        Disk.createDirectories(parent);
        Path file = parent.resolve(id + ".seg");
        files.add(file);
        int[] groupEnds = groupEnds(rows, order);
        int[] groupRows = groupEnds.clone();
        for (int i = groupRows.length - 1; i > 0; i--) {
            groupRows[i] -= groupRows[i - 1];
        }
        try (SegmentWriter writer = new SegmentWriter(file, signal, id, groupRows, codec, true)) {
            writer.write(rows.rows(order, groupEnds));
            long bytes = writer.finish();
            written.add(entry(id, signal, folder, rows, order, bytes, writer.services()));
        }
        Disk.syncDirectory(parent);
    }

    private static int[] groupEnds(SealedRows rows, int[] order) {
        int[] ends = new int[order.length];
        int groups = 0;
        for (int at = 0; at < order.length; ) {
            at = rows.groupEnd(order, at);
            ends[groups++] = at;
        }
        return Arrays.copyOf(ends, groups);
    }

    private static SegmentEntry entry(
            long id, Signal signal, String folder, SealedRows rows, int[] order, long bytes, List<String> services) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long naturalBytes = 0;
        for (int row : order) {
            min = Math.min(min, rows.timestamp(row));
            max = Math.max(max, rows.timestamp(row));
            naturalBytes += rows.naturalBytes(row);
        }
        return new SegmentEntry(id, signal, folder, 0, order.length, min, max, bytes, naturalBytes, services);
    }

    private static final class RowList {
        private int[] rows = new int[16];
        private int count;

        void add(int row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
            }
            rows[count++] = row;
        }

        int[] toArray() {
            return Arrays.copyOf(rows, count);
        }
    }
}
