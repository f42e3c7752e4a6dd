/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Doubles of one series, or of some short ones, as symbols: unsigned numbers of as few bytes as the largest needs. How they become
 * symbols is tried, and what has the least entropy by byte is taken. {@link PiecesOfDoubles} says where the bytes lie.
 */
final class PieceOfDoubles {
    /** Bits as they are, less the zeros at the end that all have. */
    private static final int BITS = 0;
    /** Bits xor those before, likewise. */
    private static final int XOR = 1;
    /** The index in a list of the values that occur. */
    private static final int DICTIONARY = 2;
    /** Times ten to the exponent, less the least. */
    private static final int DECIMAL = 3;
    /** Likewise, the zigzag difference to the value before. */
    private static final int DECIMAL_STEPS = 4;
    /** Likewise, the zigzag difference of differences. */
    private static final int DECIMAL_TURNS = 5;

    /** Likewise, the difference to the value before, of values that never fall. */
    private static final int DECIMAL_RISES = 6;

    private static final int KINDS = 7;

    /** Added to the kind when many symbols are zero, and only the others are stored. */
    private static final int SPARSE = 8;

    /** One symbol in so many is zero then; with half of them counters took 5% more, with an eighth all others more. */
    private static final int SPARSE_SHARE = 4;

    /** Ten to the 15 times a number of one digit is still exact. */
    private static final int EXPONENT_MAX = 15;

    /** Whole numbers up to here are exact in a double. */
    private static final double EXACT_MAX = 1L << 53;

    private static final double[] TEN_TO_THE = new double[EXPONENT_MAX + 1];

    static {
        TEN_TO_THE[0] = 1;
        for (int i = 1; i <= EXPONENT_MAX; i++) {
            TEN_TO_THE[i] = TEN_TO_THE[i - 1] * 10;
        }
    }

    /** One value in so many may be no decimal number. */
    private static final int EXCEPTION_SHARE = 8;

    private static final int EXCEPTION_PLACE_BYTES = 2;
    private static final int DICTIONARY_MAX = 1 << 12;
    private static final int SAMPLE = 32;

    private static final long[] NONE = new long[0];

    private final long[] symbols;
    private int kind;
    private int width;
    private boolean sparse;
    /** Zeros at the end, or the exponent. */
    private int scale;

    /** The least or the first number. */
    private long base;

    /** The first difference. */
    private long slope;

    private long unit = 1;
    private long[] values = NONE;
    private int[] exceptionAt = new int[0];

    private PieceOfDoubles(int count) {
        symbols = new long[count];
    }

    int count() {
        return symbols.length;
    }

    /** Bytes of a symbol in planes; none of a sparse piece. */
    int width() {
        return sparse ? 0 : width;
    }

    /** Writes of a sparse piece how many zeros stand before each other symbol, and these apart. */
    void putSparse(ByteWriter gaps, ByteWriter others) {
        if (!sparse) {
            return;
        }
        int gap = 0;
        for (long symbol : symbols) {
            if (symbol == 0) {
                gap++;
            } else {
                gaps.putVarint(gap);
                others.putVarint(symbol);
                gap = 0;
            }
        }
        if (gap > 0) {
            gaps.putVarint(gap);
        }
    }

    /** Reads of a sparse piece where symbols are that are not zero, and marks them. */
    void readGaps(ByteReader source) {
        for (int at = 0; sparse && at < symbols.length; at++) {
            at += source.readCount(symbols.length - (long) at, "zeros");
            if (at < symbols.length) {
                symbols[at] = 1;
            }
        }
    }

    /** Reads of a sparse piece the symbols that are marked. */
    void readOthers(ByteReader source) {
        for (int at = 0; sparse && at < symbols.length; at++) {
            symbols[at] = symbols[at] == 0 ? 0 : source.readVarint();
        }
    }

    long[] symbols() {
        return symbols;
    }

    /** The piece of the values from (inclusive) to (exclusive) that takes least. */
    static PieceOfDoubles of(long[] bits, int from, int to) {
        PieceOfDoubles constant = constant(bits, from, to);
        if (constant != null) {
            return constant;
        }
        PieceOfDoubles best = ofBits(bits, from, to, false);
        double bestBytes = best.entropyBytes();
        for (int kind = XOR; kind < KINDS; kind++) {
            PieceOfDoubles other = kind == XOR
                    ? ofBits(bits, from, to, true)
                    : kind == DICTIONARY ? ofDictionary(bits, from, to) : ofDecimals(bits, from, to, kind);
            if (other == null) {
                continue;
            }
            double bytes = other.entropyBytes();
            if (bytes < bestBytes) {
                best = other;
                bestBytes = bytes;
            }
        }
        return best;
    }

    private static @Nullable PieceOfDoubles constant(long[] bits, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (bits[i] != bits[from]) {
                return null;
            }
        }
        PieceOfDoubles decimal = ofDecimals(bits, from, to, DECIMAL);
        return decimal == null || decimal.values.length > 0 ? ofBits(bits, from, to, false) : decimal;
    }

    private static PieceOfDoubles ofBits(long[] bits, int from, int to, boolean xor) {
        PieceOfDoubles piece = new PieceOfDoubles(to - from);
        piece.kind = xor ? XOR : BITS;
        piece.values = new long[] {bits[from]};
        long before = bits[from];
        long all = 0;
        for (int i = from; i < to; i++) {
            // Of both kinds the first is zero: a piece of equal values has no bytes.
            long symbol = xor ? bits[i] ^ before : bits[i] ^ bits[from];
            before = bits[i];
            piece.symbols[i - from] = symbol;
            all |= symbol;
        }
        piece.scale = all == 0 ? 0 : Long.numberOfTrailingZeros(all);
        for (int i = 0; i < piece.symbols.length; i++) {
            piece.symbols[i] >>>= piece.scale;
        }
        piece.width = widthOf(all >>> piece.scale);
        return piece;
    }

    private static @Nullable PieceOfDoubles ofDictionary(long[] bits, int from, int to) {
        int count = to - from;
        long[] sorted = Arrays.copyOfRange(bits, from, to);
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        if (distinct > Math.min(DICTIONARY_MAX, count / 2)) {
            return null;
        }
        PieceOfDoubles piece = new PieceOfDoubles(count);
        piece.kind = DICTIONARY;
        piece.values = Arrays.copyOf(sorted, distinct);
        for (int i = from; i < to; i++) {
            piece.symbols[i - from] = Arrays.binarySearch(piece.values, bits[i]);
        }
        piece.width = widthOf(distinct - 1L);
        return piece;
    }

    private static @Nullable PieceOfDoubles ofDecimals(long[] bits, int from, int to, int kind) {
        int count = to - from;
        int exponent = exponent(bits, from, to);
        long[] whole = new long[count];
        int[] at = new int[count / EXCEPTION_SHARE + 1];
        int exceptionCount = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            double value = Double.longBitsToDouble(bits[from + i]);
            if (isDecimal(value, exponent)) {
                last = Math.round(value * TEN_TO_THE[exponent]);
            } else if (exceptionCount == count / EXCEPTION_SHARE) {
                return null;
            } else {
                at[exceptionCount++] = i;
            }
            whole[i] = last;
        }
        PieceOfDoubles piece = new PieceOfDoubles(count);
        piece.kind = kind;
        piece.scale = exponent;
        piece.exceptionAt = Arrays.copyOf(at, exceptionCount);
        piece.values = new long[exceptionCount];
        for (int i = 0; i < exceptionCount; i++) {
            piece.values[i] = bits[from + at[i]];
        }
        if (exceptionCount > 0 && at[0] == 0) { // what comes before the first decimal number is as that
            int first = 0;
            while (first < exceptionCount && at[first] == first) {
                first++;
            }
            if (first == count) {
                return null;
            }
            Arrays.fill(whole, 0, first, whole[first]);
        }
        return piece.setSymbols(whole) ? piece : null;
    }

    /** Whether the kind has symbols for these numbers. */
    private boolean setSymbols(long[] whole) {
        long all = 0;
        unit = unit(whole);
        if (kind == DECIMAL) {
            base = Long.MAX_VALUE;
            for (long number : whole) {
                base = Math.min(base, number);
            }
            for (int i = 0; i < whole.length; i++) {
                symbols[i] = (whole[i] - base) / unit;
                all |= symbols[i];
            }
        } else {
            base = whole[0];
            slope = kind == DECIMAL_TURNS && whole.length > 1 ? (whole[1] - whole[0]) / unit : 0;
            long before = base;
            long step = slope;
            for (int i = 1; i < whole.length; i++) {
                long difference = (whole[i] - before) / unit;
                if (kind == DECIMAL_RISES && difference < 0) {
                    return false;
                }
                symbols[i] = kind == DECIMAL_RISES
                        ? difference
                        : zigzag(kind == DECIMAL_TURNS ? difference - step : difference);
                all |= symbols[i];
                before = whole[i];
                step = difference;
            }
        }
        width = widthOf(all);
        int zeros = 0;
        for (long symbol : symbols) {
            zeros += symbol == 0 ? 1 : 0;
        }
        sparse = width > 0 && zeros > symbols.length / SPARSE_SHARE;
        return true;
    }

    /** The greatest number that divides all differences. */
    private static long unit(long[] whole) {
        long unit = 0;
        for (int i = 1; i < whole.length && unit != 1; i++) {
            long a = Math.abs(whole[i] - whole[0]);
            while (a != 0) {
                long remainder = unit % a;
                unit = a;
                a = remainder;
            }
        }
        return Math.max(1, unit);
    }

    private static boolean isDecimal(double value, int exponent) {
        return Math.abs(value) * TEN_TO_THE[exponent] < EXACT_MAX
                && Double.doubleToRawLongBits(Math.round(value * TEN_TO_THE[exponent]) / TEN_TO_THE[exponent])
                        == Double.doubleToRawLongBits(value);
    }

    /** The least exponent that makes whole numbers of the most values of a sample. */
    private static int exponent(long[] bits, int from, int to) {
        int step = Math.max(1, (to - from) / SAMPLE);
        int best = 0;
        int bestCount = -1;
        for (int exponent = 0; exponent <= EXPONENT_MAX; exponent++) {
            int decimals = 0;
            int sampled = 0;
            for (int i = from; i < to; i += step) {
                decimals += isDecimal(Double.longBitsToDouble(bits[i]), exponent) ? 1 : 0;
                sampled++;
            }
            if (decimals > bestCount) {
                best = exponent;
                bestCount = decimals;
            }
            if (decimals == sampled) {
                break;
            }
        }
        return best;
    }

    /** What an ideal coder of each byte plane by itself would need, and the rest. */
    private double entropyBytes() {
        double bits = 0;
        int[] histogram = new int[256];
        int count = symbols.length;
        for (int plane = 0; plane < width; plane++) {
            Arrays.fill(histogram, 0);
            for (long symbol : symbols) {
                histogram[(int) (symbol >>> (plane << 3)) & 0xFF]++;
            }
            for (int n : histogram) {
                if (n > 0) {
                    bits += n * Math.log((double) count / n);
                }
            }
        }
        // Lists of values that occur share some of their upper bytes.
        return bits / (Math.log(2) * Byte.SIZE)
                + values.length * (kind == DICTIONARY ? 6.0 : 8.0)
                + exceptionAt.length * EXCEPTION_PLACE_BYTES;
    }

    private static int widthOf(long bits) {
        return Long.SIZE - Long.numberOfLeadingZeros(bits) + 7 >>> 3;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /** Kind and width as one byte. */
    int kindAndWidth() {
        return kind | (sparse ? SPARSE : 0) | width << 4;
    }

    /** Zeros at the end, or the exponent. */
    int scale() {
        return scale;
    }

    boolean isDecimal() {
        return kind >= DECIMAL;
    }

    /** The least or the first number. */
    long base() {
        return base;
    }

    /** What all differences are multiples of. */
    long unit() {
        return unit;
    }

    /** The first difference. */
    long slope() {
        return slope;
    }

    /** Sets what is stored of a decimal piece. */
    void setNumbers(long storedBase, long storedUnit, long storedSlope) {
        base = storedBase;
        unit = storedUnit;
        slope = storedSlope;
    }

    /** The values that are stored as they are: the first one, those of a dictionary in ascending order of their bits, the exceptions. */
    long[] values() {
        return values;
    }

    /** Writes how many values are stored as they are, and which they are, where the kind leaves that open. */
    void putPlaces(ByteWriter target) {
        if (kind == DICTIONARY) {
            target.putVarint(values.length);
        } else if (isDecimal()) {
            target.putVarint(exceptionAt.length);
            int before = 0;
            for (int at : exceptionAt) {
                target.putVarint(at - before);
                before = at;
            }
        }
    }

    /** A piece to be read. */
    static PieceOfDoubles read(int count, int kindAndWidth, int scale, ByteReader source) {
        PieceOfDoubles piece = new PieceOfDoubles(count);
        piece.kind = kindAndWidth & SPARSE - 1;
        piece.sparse = (kindAndWidth & SPARSE) != 0;
        piece.width = kindAndWidth >>> 4;
        piece.scale = scale;
        if (piece.kind >= KINDS
                || piece.width > Long.BYTES
                || scale > (piece.isDecimal() ? EXPONENT_MAX : Long.SIZE - 1)) {
            throw source.corrupt(
                    "piece of kind " + piece.kind + ", " + piece.width + " bytes wide, scaled by " + scale);
        }
        return piece;
    }

    /** Reads what {@link #putPlaces} wrote. */
    void readPlaces(ByteReader source) {
        if (kind == DICTIONARY) {
            values = new long[source.readCount(Math.min(count(), DICTIONARY_MAX), "values")];
        } else if (isDecimal()) {
            int exceptionCount = source.readCount(Math.min(count(), source.remaining()), "exceptions");
            exceptionAt = new int[exceptionCount];
            values = new long[exceptionCount];
            int before = 0;
            for (int i = 0; i < exceptionCount; i++) {
                before += source.readCount(count() - 1L - before, "place of an exception");
                exceptionAt[i] = before;
            }
        } else {
            values = new long[1];
        }
    }

    /** Makes values of what was read. */
    void decode(long[] bits, int from, ByteReader source) {
        switch (kind) {
            case BITS -> {
                for (int i = 0; i < symbols.length; i++) {
                    bits[from + i] = symbols[i] << scale ^ values[0];
                }
            }
            case XOR -> {
                long before = values[0];
                for (int i = 0; i < symbols.length; i++) {
                    before ^= symbols[i] << scale;
                    bits[from + i] = before;
                }
            }
            case DICTIONARY -> {
                for (int i = 0; i < symbols.length; i++) {
                    if (symbols[i] < 0 || symbols[i] >= values.length) {
                        throw source.corrupt("index " + symbols[i] + " among " + values.length + " values");
                    }
                    bits[from + i] = values[(int) symbols[i]];
                }
            }
            default -> decodeDecimals(bits, from);
        }
    }

    private void decodeDecimals(long[] bits, int from) {
        double divisor = TEN_TO_THE[scale];
        if (kind == DECIMAL) {
            for (int i = 0; i < symbols.length; i++) {
                bits[from + i] = Double.doubleToRawLongBits((symbols[i] * unit + base) / divisor);
            }
        } else {
            long number = base;
            long step = slope;
            bits[from] = Double.doubleToRawLongBits(number / divisor);
            for (int i = 1; i < symbols.length; i++) {
                step = switch (kind) {
                    case DECIMAL_RISES -> symbols[i];
                    case DECIMAL_STEPS -> unzigzag(symbols[i]);
                    default -> step + unzigzag(symbols[i]);
                };
                number += step * unit;
                bits[from + i] = Double.doubleToRawLongBits(number / divisor);
            }
        }
        for (int i = 0; i < exceptionAt.length; i++) {
            bits[from + exceptionAt[i]] = values[i];
        }
    }
}
