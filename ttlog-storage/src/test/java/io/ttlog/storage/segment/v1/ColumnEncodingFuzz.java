/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The raw bytes of chunks, which in a segment stand behind checksums. An input is the encoding's position in the list, the
 * row count (twelve bits, less one), the null count (two bytes), and the bytes of the chunk.
 */
class ColumnEncodingFuzz extends FuzzContract {
    private static final int HEADER_BYTES = 5;
    private static final int ROWS = 5;
    private static final int NULLS = 2;

    @Override
    protected boolean isAccepted(byte[] input) {
        if (input.length < HEADER_BYTES) {
            return false;
        }
        ColumnEncoding encoding = Encodings.ALL.get((input[0] & 0xFF) % Encodings.ALL.size());
        int rows = (input[1] & 0xFF) + ((input[2] & 0x0F) << 8) + 1;
        int nullCount = ((input[3] & 0xFF) + ((input[4] & 0xFF) << 8)) % (rows + 1);
        ByteReader in = new ByteReader(input, HEADER_BYTES, input.length, "fuzz", 0);
        Chunk chunk;
        try {
            boolean[] nulls = nullCount == 0 ? null : Nulls.decode(in, rows, nullCount);
            Values values = encoding.decode(in, rows - nullCount);
            chunk = new Chunk(type(encoding), rows, nulls, values);
        } catch (CorruptDataException e) {
            return false;
        }
        readAll(chunk);
        ByteWriter again = new ByteWriter();
        if (encoding.encode(chunk.values(), again)) {
            ByteReader written = new ByteReader(again.array(), 0, again.length(), "again", 0);
            Chunk same = new Chunk(chunk.type(), rows, chunk.nulls(), encoding.decode(written, rows - nullCount));
            compare(chunk, same);
        }
        return true;
    }

    private static ColumnType type(ColumnEncoding encoding) {
        return encoding.fits(ColumnType.TEXT)
                ? ColumnType.TEXT
                : encoding.fits(ColumnType.LONG)
                        ? ColumnType.LONG
                        : encoding.fits(ColumnType.DOUBLE) ? ColumnType.DOUBLE : ColumnType.BYTES;
    }

    private static void readAll(Chunk chunk) {
        Vector vector = chunk.slice(0, chunk.rowCount());
        for (int row = 0; row < chunk.rowCount(); row++) {
            vector.boxed(row);
        }
    }

    private static void compare(Chunk chunk, Chunk again) {
        if (chunk.values() instanceof NumberValues numbers) {
            NumberValues others = (NumberValues) again.values();
            if (!Arrays.equals(numbers.bits(), 0, numbers.count(), others.bits(), 0, others.count())) {
                throw new AssertionError("other numbers after a round trip");
            }
        } else {
            BinaryValues texts = (BinaryValues) chunk.values();
            BinaryValues others = (BinaryValues) again.values();
            for (int i = 0; i < texts.count(); i++) {
                int a = texts.ids()[i];
                int b = others.ids()[i];
                if (!Arrays.equals(
                        texts.bytes(),
                        texts.offsets()[a],
                        texts.offsets()[a + 1],
                        others.bytes(),
                        others.offsets()[b],
                        others.offsets()[b + 1])) {
                    throw new AssertionError("other bytes of value " + i + " after a round trip");
                }
            }
        }
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (int i = 0; i < Encodings.ALL.size(); i++) {
            ColumnEncoding encoding = Encodings.ALL.get(i);
            for (boolean withNulls : new boolean[] {false, true}) {
                ByteWriter input = new ByteWriter();
                input.putByte(i)
                        .putByte(ROWS - 1)
                        .putByte(0)
                        .putByte(withNulls ? NULLS : 0)
                        .putByte(0);
                int count = ROWS;
                if (withNulls) {
                    count -= NULLS;
                    Nulls.encode(new boolean[] {false, true, true, false, false}, ROWS, input);
                }
                if (encoding.encode(values(type(encoding), count), input)) {
                    seeds.put(encoding.getClass().getSimpleName() + (withNulls ? "-nulls" : ""), input.toArray());
                }
            }
        }
        return seeds;
    }

    private static Values values(ColumnType type, int count) {
        if (type == ColumnType.TEXT || type == ColumnType.BYTES) {
            int[] ids = {0, 1, 1, 2, 0};
            byte[] bytes = "apiwebjob".getBytes(StandardCharsets.UTF_8);
            return new BinaryValues(bytes, new int[] {0, 3, 6, 9}, 3, ids, count);
        }
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = type == ColumnType.DOUBLE ? Double.doubleToRawLongBits((i >> 1) * 0.25) : (i >> 1) * 1000L;
        }
        return new NumberValues(bits, count);
    }

    /** A dictionary of all rows has texts, offsets and ids; all of it is decoded twice. */
    @Override
    protected long allocatedBytesMax() {
        return 512L * Chunk.ROWS_MAX;
    }
}
