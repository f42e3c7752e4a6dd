/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Goes through the rows of an input, which are in order. Holds what the order depends on of one row group. Belongs to one thread. */
final class InputRows {
    private final SegmentFile input;
    private final Iterator<? extends RowGroup> groups;
    private @Nullable RowOrder order;
    private int row = -1;

    /** Stands at the first row. */
    InputRows(SegmentFile input) {
        this.input = input;
        this.groups = input.groups().iterator();
        advance();
    }

    /** The rows of the row group that it stands in; null behind the last row. */
    @Nullable
    RowOrder order() {
        return order;
    }

    /** The row in that row group. */
    int row() {
        return row;
    }

    /** To the next row. */
    void advance() {
        row++;
        RowOrder known = order;
        while (known == null || row == known.rowCount()) {
            if (!groups.hasNext()) {
                order = null;
                return;
            }
            RowGroup group = groups.next();
            known = new RowOrder(input.signal(), input.columns(), group::read, group.rowCount(), true);
            row = 0;
        }
        order = known;
    }
}
