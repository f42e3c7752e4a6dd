/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.segment.v1.encoding.numbers.LongLayout;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Ids that ttlog itself has made: SplitMix64 is a counter, mixed, and the mixing goes backwards. Each eight bytes of an id are unmixed;
 * numbers that come from one thread then count upwards and make a <em>line</em>. Nothing is assumed: ids from elsewhere make no lines,
 * which the first few dozen show.
 *
 * <pre>
 *  bytes of an id u8: 8 or 16
 *  line count u8, { first number i64 }                                    per line, in the order of their first numbers
 *  line of each number, one byte                                         if there is more than one line
 *  difference of each number to the last of its line, as LongLayout
 * </pre>
 */
public final class CounterIds implements ColumnEncoding {
    // SplitMix64 as io.ttlog.core.runtime.SpanIds has it, and its inverses modulo 2^64.
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final long GAMMA_INVERSE = 0xF1DE_83E1_9937_733DL;
    private static final long FIRST = 0xBF58_476D_1CE4_E5B9L;
    private static final long FIRST_INVERSE = 0x96DE_1B17_3F11_9089L;
    private static final long SECOND = 0x94D0_49BB_1331_11EBL;
    private static final long SECOND_INVERSE = 0x3196_42B2_D24D_8EC3L;

    private static final int LINES_MAX = 255;

    /** Lines that need no reason; each further one needs so many numbers. */
    private static final int LINES_FREE = 16;

    private static final int NUMBERS_PER_LINE = 32;

    /** A thread makes fewer ids than that between two that are neighbours here. */
    private static final long STEP_MAX = 1L << 20;

    @Override
    public int id() {
        return 43;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.BYTES;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        return encode(values, Neighbours.none(values.count()), target);
    }

    @Override
    public boolean encode(Values values, Neighbours neighbours, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        int count = values.count();
        if (count == 0) {
            return false;
        }
        int[] offsets = binary.offsets();
        int idBytes = offsets[binary.ids()[0] + 1] - offsets[binary.ids()[0]];
        if (idBytes != Long.BYTES && idBytes != 2 * Long.BYTES) {
            return false;
        }
        int words = idBytes / Long.BYTES;
        long[] differences = new long[count * words];
        byte[] lineOf = new byte[count * words];
        long[] firsts = new long[LINES_MAX];
        long[] last = new long[LINES_MAX];
        int lines = 0;
        int line = 0;
        for (int n = 0; n < lineOf.length; n++) {
            int id = binary.ids()[n / words];
            if (offsets[id + 1] - offsets[id] != idBytes) {
                return false;
            }
            long number = unmixed(
                    Long.reverseBytes(EventFormat.getLong(binary.bytes(), offsets[id] + n % words * Long.BYTES)));
            line = lineOf(number, last, lines, line);
            if (line == lines) {
                if (lines == LINES_MAX || lines >= LINES_FREE + n / NUMBERS_PER_LINE) {
                    return false;
                }
                firsts[lines++] = number;
                last[line] = number;
            }
            lineOf[n] = (byte) line;
            differences[n] = number - last[line];
            last[line] = number;
        }
        target.putByte(idBytes).putByte(lines);
        for (int i = 0; i < lines; i++) {
            target.putLong(firsts[i]);
        }
        if (lines > 1) {
            target.putBytes(lineOf, 0, lineOf.length);
        }
        LongLayout.put(differences, 0, differences.length, neighbours, target);
        return true;
    }

    /** The line that the number is near, looked for at that of the number before first; a new one otherwise. */
    private static int lineOf(long number, long[] last, int lines, int before) {
        if (lines > 0 && Math.abs(number - last[before]) < STEP_MAX) {
            return before;
        }
        int line = 0;
        while (line < lines && !(Math.abs(number - last[line]) < STEP_MAX)) {
            line++;
        }
        return line;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int idBytes = source.readByte();
        if (idBytes != Long.BYTES && idBytes != 2 * Long.BYTES) {
            throw source.corrupt("ids of " + idBytes + " bytes");
        }
        int numbers = count * (idBytes / Long.BYTES);
        int lines = source.readByte();
        long[] last = new long[lines];
        for (int i = 0; i < lines; i++) {
            last[i] = source.readLong();
        }
        int linesAt = lines > 1 ? source.skip(numbers) : 0;
        long[] differences = new long[numbers];
        LongLayout.get(source, differences, 0, numbers);
        source.expectEnd();
        byte[] bytes = new byte[count * idBytes];
        for (int n = 0; n < numbers; n++) {
            int line = lines > 1 ? source.array()[linesAt + n] & 0xFF : 0;
            if (line >= lines) {
                throw source.corrupt("line " + line + " of " + lines);
            }
            last[line] += differences[n];
            EventFormat.putLong(bytes, n * Long.BYTES, Long.reverseBytes(mixed(last[line])));
        }
        int[] ids = new int[count];
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            ids[i] = i;
            offsets[i + 1] = offsets[i] + idBytes;
        }
        return new BinaryValues(bytes, offsets, count, ids, count);
    }

    /** The id that a counter which has come to that number makes. */
    static long mixed(long number) {
        long z = number * GAMMA;
        z = (z ^ z >>> 30) * FIRST;
        z = (z ^ z >>> 27) * SECOND;
        return z ^ z >>> 31;
    }

    /** The number of an id; {@code x ^ x >>> n} is undone by repeating the shift until nothing is left of it. */
    static long unmixed(long id) {
        long z = id ^ id >>> 31 ^ id >>> 62;
        z *= SECOND_INVERSE;
        z = z ^ z >>> 27 ^ z >>> 54;
        z *= FIRST_INVERSE;
        z = z ^ z >>> 30 ^ z >>> 60;
        return z * GAMMA_INVERSE;
    }
}
