/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Doubles in pieces, of which each has the form that suits its series:
 *
 * <pre>
 *  piece count varint,
 *  { values varint, kind u8 | bytes a symbol &lt;&lt; 4, what the kind needs }      per piece, see PieceOfDoubles
 *  values of dictionaries and exceptions, 8 planes of bytes: highest byte of all first
 *  symbols: the highest byte of all pieces that have 8, then the next of all that have 7 or 8, ...
 * </pre>
 *
 * So bytes of a kind lie together, and those that are noise do, too.
 */
final class PiecesOfDoubles implements ColumnEncoding {
    /** A shorter stretch shares a piece with its neighbours. */
    private static final int STRETCH_VALUES_MIN = 96;

    /** A piece of short stretches ends when it has so many values. */
    private static final int SHARED_VALUES_MIN = 1024;

    /** A longer stretch is cut: its values may change their nature. */
    private static final int VALUES_MAX = 1 << 12;

    @Override
    public int id() {
        return 41;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.DOUBLE;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        return encode(values, Neighbours.none(values.count()), target);
    }

    @Override
    public boolean encode(Values values, Neighbours neighbours, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        List<PieceOfDoubles> pieces = new ArrayList<>();
        int start = 0;
        int stretchStart = 0;
        for (int end : neighbours.stretchEnds(values.count())) {
            if (end - stretchStart >= STRETCH_VALUES_MIN) {
                add(bits, start, stretchStart, pieces);
                start = stretchStart;
            }
            if (end - start >= (start == stretchStart ? STRETCH_VALUES_MIN : SHARED_VALUES_MIN)) {
                add(bits, start, end, pieces);
                start = end;
            }
            stretchStart = end;
        }
        add(bits, start, values.count(), pieces);
        target.putVarint(pieces.size());
        for (PieceOfDoubles piece : pieces) {
            piece.putHead(target);
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                put(piece.dictionary(), plane, target);
                put(piece.exceptions(), plane, target);
            }
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                if (piece.width() > plane) {
                    put(piece.symbols(), plane, target);
                }
            }
        }
        return true;
    }

    private static void add(long[] bits, int from, int to, List<PieceOfDoubles> pieces) {
        for (int at = from; at < to; at += VALUES_MAX) {
            pieces.add(PieceOfDoubles.of(bits, at, Math.min(to, at + VALUES_MAX)));
        }
    }

    private static void put(long[] numbers, int plane, ByteWriter target) {
        int at = target.reserve(numbers.length);
        byte[] out = target.array();
        for (long number : numbers) {
            out[at++] = (byte) (number >>> (plane << 3));
        }
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int pieceCount = source.readCount(count, "pieces");
        List<PieceOfDoubles> pieces = new ArrayList<>();
        int left = count;
        for (int i = 0; i < pieceCount; i++) {
            PieceOfDoubles piece = PieceOfDoubles.readHead(source, left);
            left -= piece.count();
            pieces.add(piece);
        }
        if (left != 0) {
            throw source.corrupt("pieces lack " + left + " of " + count + " values");
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                get(source, piece.dictionary(), plane);
                get(source, piece.exceptions(), plane);
            }
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                if (piece.width() > plane) {
                    get(source, piece.symbols(), plane);
                }
            }
        }
        source.expectEnd();
        long[] bits = new long[count];
        int at = 0;
        for (PieceOfDoubles piece : pieces) {
            piece.decode(bits, at, source);
            at += piece.count();
        }
        return new NumberValues(bits, count);
    }

    private static void get(ByteReader source, long[] numbers, int plane) {
        int at = source.skip(numbers.length);
        byte[] in = source.array();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] |= (in[at++] & 0xFFL) << (plane << 3);
        }
    }
}
