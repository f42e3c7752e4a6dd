/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.StoreInfo;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a store that is being written holds: from the manifest what is in segments, which opens none, and from memory the rest. */
final class LiveInfo {
    private static final ColumnRef TIMESTAMP = ColumnRef.fixed("timestamp");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private LiveInfo() {}

    static StoreInfo of(
            Path directory,
            StoreOptions options,
            StoreState state,
            List<Finding> damage,
            @Nullable IOException... failures) {
        final StoreSnapshot snapshot = state.snapshot();
        final StoreSnapshot inMemory = new StoreSnapshot(List.of(), state.memtables(), List.of());
        final List<StoreInfo.Table> tables = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            tables.add(table(signal, snapshot, inMemory));
        }
        final List<String> errors = new ArrayList<>();
        damage.forEach(finding -> errors.add(finding.toString()));
        for (IOException failure : failures) {
            if (failure != null) {
                errors.add(failure.toString());
            }
        }
        long logBytes;
        try {
            logBytes = StoreFiles.bytesBelow(StoreFiles.logFolder(directory, state.manifest()));
        } catch (IOException e) {
            logBytes = 0;
            errors.add("the log cannot be listed: " + e);
        }
        return new StoreInfo(
                directory,
                state.manifest().epoch(),
                tables,
                logBytes,
                options.syncEvery(),
                options.sealBytes() * Store.SEAL_BYTES_FACTOR_MAX,
                errors);
    }

    private static StoreInfo.Table table(Signal signal, StoreSnapshot snapshot, StoreSnapshot inMemory) {
        long rows = inMemory.memtableRows(signal);
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        final SortedMap<Integer, Integer> levels = new TreeMap<>();
        for (Segment segment : snapshot.segments(signal)) {
            final SegmentEntry entry = segment.entry();
            rows += entry.rowCount();
            bytes += entry.bytes();
            oldest = Math.min(oldest, entry.minNanos());
            newest = Math.max(newest, entry.maxNanos());
            levels.merge(entry.level(), 1, Integer::sum);
        }
        try (Snapshot.Cursor times = inMemory.scan(Scan.all(signal, List.of(TIMESTAMP)))) {
            for (Batch batch = times.next(); batch != null; batch = times.next()) {
                final long[] nanos = ((LongVector) batch.vectors().get(0)).values();
                for (int row = 0; row < batch.rowCount(); row++) {
                    oldest = Math.min(oldest, nanos[row]);
                    newest = Math.max(newest, nanos[row]);
                }
            }
        }
        return new StoreInfo.Table(
                signal,
                rows,
                inMemory.memtableRows(signal),
                bytes,
                levels,
                instant(oldest, rows),
                instant(newest, rows));
    }

    private static @Nullable Instant instant(long nanos, long rows) {
        return rows == 0
                ? null
                : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
