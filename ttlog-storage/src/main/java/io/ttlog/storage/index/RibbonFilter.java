/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A set of keys that answers "certainly not" or "perhaps": a homogeneous ribbon filter of width 64 (Dillinger, Walzer: "Ribbon filter:
 * practically smaller than Bloom and Xor", 2021). It takes some 1.1 times {@code bits} bits a key, whatever their number, and says "perhaps" to one in
 * 2^bits others. Never wrong about a key that it holds; cannot fail to be built.
 *
 * <p>Each key stands for an equation over the solution's slots: 64 neighbouring slots, from a start on, of which a coefficient
 * takes some; their exclusive-or is zero, in each of {@code bits} planes. Building solves them all by elimination and fills
 * what stays free with noise, so that other keys have zeros by chance alone.
 *
 * <pre>
 *  the solution: per 64 slots { plane 0 i64, plane 1 i64, ... plane bits - 1 i64 }, bit n of a plane is slot n
 * </pre>
 *
 * Stateless. Building takes 16 bytes of memory a key, and a probe allocates nothing.
 */
public final class RibbonFilter {
    /** Most bits a key that anybody builds or reads. */
    public static final int BITS_MAX = 16;

    /** Most keys of one filter. */
    public static final int KEYS_MAX = 1 << 20;

    private static final int WIDTH = Long.SIZE;
    private static final int FREE_SLOTS = 4;

    private RibbonFilter() {}

    /** Bytes of a filter of that many keys. */
    public static int bytes(int keys, int bits) {
        return blocks(keys, bits) * bits * Long.BYTES;
    }

    /**
     * Slots above keys keep crowds from costing more than some percent more errors: (4 + bits / 4) / width of them, as in the paper; and some more, because few keys
     * crowd in the one or two windows that there are: 58 of them leave a single window six dimensions, so that it takes one of 64 others for a key.
     */
    private static int blocks(int keys, int bits) {
        long slots = keys + (long) keys * (16 + bits) / (4 * WIDTH) + bits + FREE_SLOTS;
        return (int) Math.max(1, (slots + WIDTH - 1) / WIDTH);
    }

    /**
     * Builds a filter.
     *
     * @param keys hashes, of which the first {@code count} count
     * @param bits of each, 1 to {@link #BITS_MAX}
     * @return its bytes
     */
    public static byte[] build(long[] keys, int count, int bits) {
        if (count > KEYS_MAX || bits < 1 || bits > BITS_MAX) {
            throw new IllegalArgumentException(
                    count + " keys of " + bits + " bits, at most " + KEYS_MAX + " of " + BITS_MAX);
        }
        int blocks = blocks(count, bits);
        int slots = blocks * WIDTH;
        long[] equations = new long[slots];
        for (int i = 0; i < count; i++) {
            insert(equations, start(keys[i], slots), coefficients(keys[i]));
        }
        ByteBuffer solution = ByteBuffer.allocate(blocks * bits * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long[] planes = new long[bits];
        for (int slot = slots - 1; slot >= 0; slot--) {
            long equation = equations[slot];
            long noise = equation == 0 ? Keys.mixed(slot + 1L) : 0;
            for (int plane = 0; plane < bits; plane++) {
                long above =
                        planes[plane] << 1; // bit n is slot + n; the equation's own slot is not known yet, and zero
                long bit = equation == 0 ? noise >>> plane & 1 : Long.bitCount(above & equation) & 1;
                planes[plane] = above | bit;
            }
            if (slot % WIDTH == 0) {
                for (int plane = 0; plane < bits; plane++) {
                    solution.putLong((slot / WIDTH * bits + plane) * Long.BYTES, planes[plane]);
                }
            }
        }
        return solution.array();
    }

    /** Elimination: an equation whose first slot is taken goes on, less the one that has taken it, at a later slot; or is no news. */
    private static void insert(long[] equations, int start, long coefficients) {
        int slot = start;
        long rest = coefficients;
        while (equations[slot] != 0) {
            rest ^= equations[slot];
            if (rest == 0) {
                return;
            }
            int shift = Long.numberOfTrailingZeros(rest);
            slot += shift;
            rest >>>= shift;
        }
        equations[slot] = rest;
    }

    /**
     * Whether a key may be in the set.
     *
     * @param from where the filter starts in the bytes, which are little-endian
     * @param blocks how many times 64 slots it has
     */
    public static boolean mayHold(ByteBuffer bytes, int from, int blocks, int bits, long key) {
        int start = start(key, blocks * WIDTH);
        long coefficients = coefficients(key);
        int shift = start % WIDTH;
        int at = from + start / WIDTH * bits * Long.BYTES;
        for (int plane = 0; plane < bits; plane++, at += Long.BYTES) {
            long window = bytes.getLong(at) >>> shift;
            if (shift > 0) { // the next block is there: the last start is the first slot of the last one
                window |= bytes.getLong(at + bits * Long.BYTES) << WIDTH - shift;
            }
            if ((Long.bitCount(window & coefficients) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first of the 64 slots: any from which there are as many. */
    private static int start(long key, int slots) {
        return (int) ((key >>> 32) * (slots - WIDTH + 1L) >>> 32);
    }

    private static long coefficients(long key) {
        return Keys.mixed(key) | 1;
    }
}
