/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.QueryResult.Completeness;
import io.ttlog.Signal;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A table of a snapshot of the store. */
final class StoreTable implements Table {
    private final Snapshot snapshot;
    private final TableSchema schema;

    StoreTable(Snapshot snapshot, Signal signal) {
        this.snapshot = snapshot;
        this.schema = snapshot.schema(signal);
    }

    @Override
    public String name() {
        return schema.signal().table();
    }

    @Override
    public Map<String, ColumnType> columns() {
        return schema.fixed();
    }

    @Override
    public boolean hasAttributes() {
        return true;
    }

    @Override
    public SortedMap<String, ColumnType> attributes() {
        return schema.attributes();
    }

    @Override
    public boolean isEmpty() {
        try (Snapshot.Cursor cursor = snapshot.scan(Scan.all(schema.signal(), List.of()))) {
            Batch batch = cursor.next();
            while (batch != null && batch.rowCount() == 0) {
                batch = cursor.next();
            }
            return batch == null;
        }
    }

    private Scan scanOf(Wanted wanted) {
        return new Scan(
                schema.signal(),
                wanted.columns(),
                wanted.fromNanos(),
                wanted.toNanos(),
                wanted.services(),
                wanted.need());
    }

    @Override
    public Cursor scan(Wanted wanted) {
        return new StoreCursor(snapshot.scan(scanOf(wanted)));
    }

    @Override
    public Completeness completeness(Wanted wanted) {
        return CompletenessScan.of(scanOf(wanted), snapshot);
    }

    private static final class StoreCursor implements Cursor {
        private final Snapshot.Cursor cursor;

        StoreCursor(Snapshot.Cursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public @Nullable Batch next() {
            return cursor.next();
        }

        @Override
        public ScanCounts counts() {
            Snapshot.Groups groups = cursor.groups();
            return new ScanCounts(
                    cursor.segmentsScanned(),
                    cursor.segmentsPruned(),
                    cursor.chunksRead(),
                    groups.read(),
                    groups.outside(),
                    groups.byZone(),
                    groups.byFilter());
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
