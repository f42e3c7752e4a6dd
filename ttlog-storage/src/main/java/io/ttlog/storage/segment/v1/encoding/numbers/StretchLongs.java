/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Numbers that begin anew in each stretch, as times of series and traces do. All are {@code rest + unit * q} (unit and rest as varints,
 * the unit is the greatest there is); then the order as one byte, and
 *
 * <pre>
 *  order 0   each q
 *  order 1   the q that stretches begin with (one byte: 0 as they are, 1 as differences), then within stretches the differences to the q before
 *  order 2   likewise, the differences of differences; the first difference of a stretch to zero
 * </pre>
 *
 * each as {@link LongLayout}. A stretch that ticks evenly is one number and zeros.
 */
public final class StretchLongs implements ColumnEncoding {
    private static final int ORDERS = 3;

    @Override
    public int id() {
        return 40;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isWhole(type);
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
        int count = values.count();
        if (count == 0) {
            return false;
        }
        put(((NumberValues) values).bits(), count, neighbours.stretchEnds(count), neighbours, target);
        return true;
    }

    /** Writes at least one number, in stretches that end there. */
    static void put(long[] bits, int count, int[] ends, Neighbours neighbours, ByteWriter target) {
        long unit = unit(bits, count);
        long rest = unit == 1 ? 0 : Math.floorMod(bits[0], unit);
        long[] q = new long[count];
        for (int i = 0; i < count; i++) {
            q[i] = (bits[i] - rest) / unit;
        }
        target.putVarint(unit).putVarint(rest);
        int order = order(q, ends);
        target.putByte(order);
        if (order == 0) {
            LongLayout.put(q, 0, count, neighbours, target);
            return;
        }
        putFirsts(q, ends, neighbours, target);
        long[] differences = new long[count - ends.length];
        differences(q, ends, order, differences);
        LongLayout.put(differences, 0, differences.length, neighbours, target);
    }

    /** The greatest number that divides all differences; 1 when one is beyond a long. */
    private static long unit(long[] bits, int count) {
        long unit = 0;
        for (int i = 1; i < count && unit != 1; i++) {
            long difference = bits[i] - bits[0];
            if (((bits[i] ^ bits[0]) & (bits[i] ^ difference)) < 0 || difference == Long.MIN_VALUE) {
                return 1;
            }
            long a = Math.abs(difference);
            while (a != 0) {
                long remainder = unit % a;
                unit = a;
                a = remainder;
            }
        }
        return unit == 0 || bits[0] < 0 ? 1 : unit;
    }

    /** The order whose numbers have the fewest bits. */
    private static int order(long[] q, int[] ends) {
        long[] bits = new long[ORDERS];
        int start = 0;
        for (int end : ends) {
            long before = 0;
            for (int i = start; i < end; i++) {
                bits[0] += bitLength(q[i]);
                if (i > start) {
                    long difference = q[i] - q[i - 1];
                    bits[1] += bitLength(difference);
                    bits[2] += bitLength(difference - before);
                    before = difference;
                } else {
                    long first = q[i] - (start == 0 ? 0 : q[start - 1]);
                    bits[1] += bitLength(first);
                    bits[2] += bitLength(first);
                }
            }
            start = end;
        }
        int best = 0;
        for (int order = 1; order < ORDERS; order++) {
            best = bits[order] < bits[best] ? order : best;
        }
        return best;
    }

    private static int bitLength(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value));
    }

    private static void putFirsts(long[] q, int[] ends, Neighbours neighbours, ByteWriter target) {
        long[] firsts = new long[ends.length];
        long[] steps = new long[ends.length];
        int start = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            firsts[stretch] = q[start];
            steps[stretch] = stretch == 0 ? q[start] : q[start] - firsts[stretch - 1];
            start = ends[stretch];
        }
        ByteWriter asTheyAre = new ByteWriter();
        ByteWriter asSteps = new ByteWriter();
        LongLayout.put(firsts, 0, firsts.length, neighbours, asTheyAre);
        LongLayout.put(steps, 0, steps.length, neighbours, asSteps);
        boolean stepsAreLess = neighbours.compressed(asSteps.array(), asSteps.length())
                < neighbours.compressed(asTheyAre.array(), asTheyAre.length());
        ByteWriter chosen = stepsAreLess ? asSteps : asTheyAre;
        target.putByte(stepsAreLess ? 1 : 0).putBytes(chosen.array(), 0, chosen.length());
    }

    private static void differences(long[] q, int[] ends, int order, long[] target) {
        int start = 0;
        int at = 0;
        for (int end : ends) {
            long before = 0;
            for (int i = start + 1; i < end; i++) {
                long difference = q[i] - q[i - 1];
                target[at++] = order == 1 ? difference : difference - before;
                before = difference;
            }
            start = end;
        }
    }

    @Override
    public Values decode(ByteReader source, int count) {
        return decode(source, count, Neighbours.none(count));
    }

    @Override
    public Values decode(ByteReader source, int count, Neighbours neighbours) {
        long[] bits = get(source, count, neighbours.stretchEnds(count));
        source.expectEnd();
        return new NumberValues(bits, count);
    }

    /** Reads numbers in stretches that end there. */
    static long[] get(ByteReader source, int count, int[] ends) {
        long unit = source.readVarint();
        long rest = source.readVarint();
        int order = source.readByte();
        if (unit <= 0 || rest < 0 || rest >= unit || order >= ORDERS) {
            throw source.corrupt("unit " + unit + ", rest " + rest + ", order " + order);
        }
        long[] bits = new long[count];
        if (order == 0) {
            LongLayout.get(source, bits, 0, count);
        } else {
            boolean steps = source.readByte() != 0;
            long[] firsts = new long[ends.length];
            LongLayout.get(source, firsts, 0, firsts.length);
            if (steps) {
                DeltaLongs.summed(firsts);
            }
            // The differences are read to the end of the array, which they are summed from the front of.
            LongLayout.get(source, bits, ends.length, count);
            sum(bits, ends, firsts, order);
        }
        if (unit != 1) {
            for (int i = 0; i < count; i++) {
                bits[i] = bits[i] * unit + rest;
            }
        }
        return bits;
    }

    private static void sum(long[] bits, int[] ends, long[] firsts, int order) {
        int next = ends.length;
        int start = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            long value = firsts[stretch];
            long difference = 0;
            bits[start] = value;
            for (int i = start + 1; i < ends[stretch]; i++) {
                difference = order == 1 ? bits[next] : difference + bits[next];
                next++;
                value += difference;
                bits[i] = value;
            }
            start = ends[stretch];
        }
    }
}
