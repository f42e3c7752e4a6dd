/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Goes through the rows of an input and tells of each what its place depends on. Belongs to one thread. */
final class RowKeys {
    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    private final SegmentFile input;
    private final Iterator<? extends RowGroup> groups;

    private @Nullable RowOrder order;
    private int row = -1;

    /** Stands at the first row. */
    RowKeys(SegmentFile input) {
        this.input = input;
        this.groups = input.groups().iterator();
        advance();
    }

    /** The row group that the row is in; null behind the last row. */
    @Nullable
    RowOrder order() {
        return order;
    }

    /** The row, counted in its row group. */
    int row() {
        return row;
    }

    /** To the next row. */
    void advance() {
        row++;
        while (order == null || row == order.rowCount()) {
            if (!groups.hasNext()) {
                order = null;
                return;
            }
            order = open(groups.next());
            row = 0;
        }
    }

    private RowOrder open(RowGroup group) {
        Chunk times = group.read(TIMESTAMP);
        if (times == null || times.nulls() != null) {
            throw new CorruptDataException(input.name(), 0, "rows without a time");
        }
        return new RowOrder(
                input.signal(),
                input.columns(),
                key -> key.equals(TIMESTAMP) ? times : group.read(key),
                group.rowCount(),
                true);
    }
}
