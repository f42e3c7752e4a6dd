/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Doubles in pieces, of which each has the form that suits its series:
 *
 * <pre>
 *  piece count varint, the number of values of each piece as LongLayout
 *  kind u8 | bytes a symbol &lt;&lt; 4, of each piece; scale u8, of each piece
 *  base, unit and slope of the pieces of decimal numbers, each as LongLayout
 *  of dictionaries: number of values varint; of decimals: number of exceptions varint, { steps to the next varint }
 *  first values, values of dictionaries and exceptions, 8 planes of bytes: highest byte of all first
 *  symbols: the highest byte of all pieces that have 8, then the next of all that have 7 or 8, ...
 *  sparse pieces: zeros before each other symbol, varints of all; then these symbols, varints of all
 * </pre>
 *
 * So bytes of a kind lie together, and those that are noise do, too.
 */
public final class PiecesOfDoubles implements ColumnEncoding {
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
    public boolean costly() {
        return true;
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
        putHeads(pieces, neighbours, target);
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                put(piece.values(), plane, target);
            }
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                if (piece.width() > plane) {
                    put(piece.symbols(), plane, target);
                }
            }
        }
        ByteWriter others = new ByteWriter();
        pieces.forEach(piece -> piece.putSparse(target, others));
        target.putBytes(others.array(), 0, others.length());
        return true;
    }

    private static void putHeads(List<PieceOfDoubles> pieces, Neighbours neighbours, ByteWriter target) {
        int count = pieces.size();
        long[] counts = new long[count];
        long[] bases = new long[count];
        long[] units = new long[count];
        long[] slopes = new long[count];
        int decimals = 0;
        for (int i = 0; i < count; i++) {
            PieceOfDoubles piece = pieces.get(i);
            counts[i] = piece.count();
            if (piece.isDecimal()) {
                bases[decimals] = piece.base();
                units[decimals] = piece.unit();
                slopes[decimals++] = piece.slope();
            }
        }
        target.putVarint(count);
        LongLayout.put(counts, 0, count, neighbours, target);
        pieces.forEach(piece -> target.putByte(piece.kindAndWidth()));
        pieces.forEach(piece -> target.putByte(piece.scale()));
        LongLayout.put(bases, 0, decimals, neighbours, target);
        LongLayout.put(units, 0, decimals, neighbours, target);
        LongLayout.put(slopes, 0, decimals, neighbours, target);
        pieces.forEach(piece -> piece.putPlaces(target));
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
        List<PieceOfDoubles> pieces = readHeads(source, count);
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                get(source, piece.values(), plane);
            }
        }
        for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
            for (PieceOfDoubles piece : pieces) {
                if (piece.width() > plane) {
                    get(source, piece.symbols(), plane);
                }
            }
        }
        pieces.forEach(piece -> piece.readGaps(source));
        pieces.forEach(piece -> piece.readOthers(source));
        source.expectEnd();
        long[] bits = new long[count];
        int at = 0;
        for (PieceOfDoubles piece : pieces) {
            piece.decode(bits, at, source);
            at += piece.count();
        }
        return new NumberValues(bits, count);
    }

    private static List<PieceOfDoubles> readHeads(ByteReader source, int count) {
        int pieceCount = source.readCount(count, "pieces");
        long[] counts = new long[pieceCount];
        LongLayout.get(source, counts, 0, pieceCount);
        int kindsAt = source.skip(pieceCount);
        int scalesAt = source.skip(pieceCount);
        byte[] in = source.array();
        List<PieceOfDoubles> pieces = new ArrayList<>();
        List<PieceOfDoubles> decimals = new ArrayList<>();
        int left = count;
        for (int i = 0; i < pieceCount; i++) {
            if (counts[i] <= 0 || counts[i] > left) {
                throw source.corrupt("piece of " + counts[i] + " values where " + left + " are left");
            }
            left -= (int) counts[i];
            PieceOfDoubles piece =
                    PieceOfDoubles.read((int) counts[i], in[kindsAt + i] & 0xFF, in[scalesAt + i] & 0xFF, source);
            pieces.add(piece);
            if (piece.isDecimal()) {
                decimals.add(piece);
            }
        }
        if (left != 0) {
            throw source.corrupt("pieces lack " + left + " of " + count + " values");
        }
        long[] bases = new long[decimals.size()];
        long[] units = new long[decimals.size()];
        long[] slopes = new long[decimals.size()];
        LongLayout.get(source, bases, 0, bases.length);
        LongLayout.get(source, units, 0, units.length);
        LongLayout.get(source, slopes, 0, slopes.length);
        for (int i = 0; i < bases.length; i++) {
            decimals.get(i).setNumbers(bases[i], units[i], slopes[i]);
        }
        for (PieceOfDoubles piece : pieces) {
            piece.readPlaces(source);
        }
        return pieces;
    }

    private static void get(ByteReader source, long[] numbers, int plane) {
        int at = source.skip(numbers.length);
        byte[] in = source.array();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] |= (in[at++] & 0xFFL) << (plane << 3);
        }
    }
}
