/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;

/**
 * Ids of parents as rows of the same row group, whose {@code span_id} they are. One byte a value:
 *
 * <pre>
 *  0 to 63   so many steps up from the row before: 0 is that row itself, 1 its parent, 2 the parent of that, ...
 *  64        a row so many rows before this one: a zigzag varint in the list behind the bytes
 *  65        no row of this group: eight bytes in the list behind that
 * </pre>
 *
 * Spans of a trace lie together, in the order of their starts, so that nearly all are 0, 1 and 2. A step goes from a row to a row
 * whose parent was told before, at most 63 times: what damaged bytes tell ends, too.
 */
public final class ParentRows implements ColumnEncoding {
    private static final ColumnKey SPAN_ID = new ColumnKey("span_id", false, ColumnType.BYTES);

    private static final int STEPS_MAX = 63;
    private static final int DISTANCE = 64;
    private static final int ELSEWHERE = 65;
    private static final int NO_ROW = -1;

    @Override
    public int id() {
        return 42;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.BYTES;
    }

    @Override
    public ColumnKey refersTo() {
        return SPAN_ID;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        return false; // without rows there is nothing to point to
    }

    @Override
    public boolean encode(Values values, Neighbours neighbours, ByteWriter target) {
        Chunk spans = neighbours.chunk(SPAN_ID);
        int count = values.count();
        if (spans == null || count == 0) {
            return false;
        }
        BinaryValues parents = (BinaryValues) values;
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            int id = parents.ids()[i];
            if (parents.offsets()[id + 1] - parents.offsets()[id] != Long.BYTES) {
                return false;
            }
            ids[i] = EventFormat.getLong(parents.bytes(), parents.offsets()[id]);
        }
        RowsOfIds rowsOfIds = new RowsOfIds(spans);
        int[] rows = neighbours.rows(count);
        int[] parentRow = new int[neighbours.rowCount()];
        Arrays.fill(parentRow, NO_ROW);
        ByteWriter distances = new ByteWriter();
        ByteWriter elsewhere = new ByteWriter();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            int parent = rowsOfIds.row(ids[i]);
            if (parent == NO_ROW) {
                target.putByte(ELSEWHERE);
                elsewhere.putLong(ids[i]);
                continue;
            }
            int steps = 0;
            int at = row - 1;
            while (at >= 0 && at != parent && steps < STEPS_MAX) {
                at = parentRow[at];
                steps++;
            }
            if (at == parent) {
                target.putByte(steps);
            } else {
                target.putByte(DISTANCE);
                distances.putZigzag((long) row - parent);
            }
            parentRow[row] = parent; // not sooner: a reader does not know it on the way up either
        }
        target.putBytes(distances.array(), 0, distances.length());
        target.putBytes(elsewhere.array(), 0, elsewhere.length());
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        throw source.corrupt("parents by row without rows");
    }

    @Override
    public Values decode(ByteReader source, int count, Neighbours neighbours) {
        Chunk spans = neighbours.chunk(SPAN_ID);
        if (spans == null || spans.rowCount() != neighbours.rowCount()) {
            throw source.corrupt("parents by row without span ids");
        }
        int codesAt = source.skip(count);
        byte[] in = source.array();
        int[] rows = neighbours.rows(count);
        int[] parentRow = new int[neighbours.rowCount()];
        Arrays.fill(parentRow, NO_ROW);
        int elsewhere = 0;
        for (int i = 0; i < count; i++) {
            int code = in[codesAt + i] & 0xFF;
            int at = rows[i] - 1;
            if (code <= STEPS_MAX) {
                for (int steps = 0; steps < code && at >= 0; steps++) {
                    at = parentRow[at];
                }
            } else if (code == DISTANCE) {
                long distant = rows[i] - source.readZigzag();
                at = distant < 0 || distant >= parentRow.length ? NO_ROW : (int) distant;
            } else if (code == ELSEWHERE) {
                elsewhere++;
                continue;
            } else {
                throw source.corrupt("parent of kind " + code);
            }
            if (at < 0) {
                throw source.corrupt("row " + rows[i] + " has a parent outside of its row group");
            }
            parentRow[rows[i]] = at;
        }
        return values(source, rows, parentRow, spans, elsewhere);
    }

    private static Values values(ByteReader source, int[] rows, int[] parentRow, Chunk spans, int elsewhere) {
        BinaryValues spanIds = (BinaryValues) spans.values();
        int[] valueOfRow = valueOfRow(spans);
        int at = source.skip(elsewhere * Long.BYTES);
        source.expectEnd();
        int count = rows.length;
        byte[] bytes = new byte[count * Long.BYTES];
        int[] ids = new int[count];
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int parent = parentRow[rows[i]];
            byte[] from = source.array();
            int start;
            if (parent == NO_ROW) {
                start = at;
                at += Long.BYTES;
            } else {
                int value = valueOfRow[parent];
                int id = value < 0 ? NO_ROW : spanIds.ids()[value];
                if (id < 0 || spanIds.offsets()[id + 1] - spanIds.offsets()[id] != Long.BYTES) {
                    throw source.corrupt("row " + parent + " is a parent and has no span id of eight bytes");
                }
                from = spanIds.bytes();
                start = spanIds.offsets()[id];
            }
            System.arraycopy(from, start, bytes, i * Long.BYTES, Long.BYTES);
            ids[i] = i;
            offsets[i + 1] = offsets[i] + Long.BYTES;
        }
        return new BinaryValues(bytes, offsets, count, ids, count);
    }

    private static int[] valueOfRow(Chunk chunk) {
        int[] valueOfRow = new int[chunk.rowCount()];
        boolean[] nulls = chunk.nulls();
        int value = 0;
        for (int row = 0; row < valueOfRow.length; row++) {
            valueOfRow[row] = nulls != null && nulls[row] ? NO_ROW : value++;
        }
        return valueOfRow;
    }

    /** The first row of each id. */
    private static final class RowsOfIds {
        private final int[] slots;
        private final long[] idOfRow;

        RowsOfIds(Chunk spans) {
            BinaryValues spanIds = (BinaryValues) spans.values();
            int[] valueOfRow = valueOfRow(spans);
            idOfRow = new long[valueOfRow.length];
            slots = new int[Math.max(2, Integer.highestOneBit(valueOfRow.length) * 4)];
            for (int row = 0; row < valueOfRow.length; row++) {
                int id = valueOfRow[row] < 0 ? NO_ROW : spanIds.ids()[valueOfRow[row]];
                if (id >= 0 && spanIds.offsets()[id + 1] - spanIds.offsets()[id] == Long.BYTES) {
                    idOfRow[row] = EventFormat.getLong(spanIds.bytes(), spanIds.offsets()[id]);
                    int slot = slot(idOfRow[row]);
                    if (slots[slot] == 0) {
                        slots[slot] = row + 1;
                    }
                }
            }
        }

        int row(long id) {
            return slots[slot(id)] - 1;
        }

        private int slot(long id) {
            int mask = slots.length - 1;
            long hash = id * 0x9E37_79B9_7F4A_7C15L;
            int slot = (int) (hash ^ hash >>> 32) & mask;
            while (slots[slot] != 0 && idOfRow[slots[slot] - 1] != id) {
                slot = slot + 1 & mask;
            }
            return slot;
        }
    }
}
