/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** Values that are all of one length: the length (varint), then their bytes. For identifiers. */
public final class FixedBinary implements ColumnEncoding {
    private static final int LENGTH_MAX = 64;

    @Override
    public int id() {
        return 22;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.BYTES;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        int[] offsets = binary.offsets();
        int length = -1;
        for (int i = 0; i < binary.count(); i++) {
            int id = binary.ids()[i];
            int own = offsets[id + 1] - offsets[id];
            if (length < 0) {
                length = own;
                target.putVarint(length);
            }
            if (own != length || length > LENGTH_MAX) {
                return false;
            }
            target.putBytes(binary.bytes(), offsets[id], length);
        }
        return length >= 0;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int length = source.readCount(LENGTH_MAX, "length");
        int start = source.skip(count * length);
        source.expectEnd();
        int[] ids = new int[count];
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            ids[i] = i;
            offsets[i] = start + i * length;
        }
        offsets[count] = start + count * length;
        return new BinaryValues(source.array(), offsets, count, ids, count);
    }
}
