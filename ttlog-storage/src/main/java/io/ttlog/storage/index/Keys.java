/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import io.ttlog.core.event.EventFormat;
import java.util.Arrays;

/** A growing set of keys: 64-bit hashes of byte strings. Belongs to one thread; allocates when it grows. */
public final class Keys {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private long[] table = new long[64];
    private int count;
    private boolean holdsZero;

    /** The hash of a byte string; part of the format, as are all numbers in it. */
    public static long of(byte[] bytes, int from, int to) {
        long hash = (to - from) * MULTIPLIER;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            hash = folded(hash ^ EventFormat.getLong(bytes, at));
        }
        long rest = 0;
        for (int shift = 0; at < to; at++, shift += Byte.SIZE) {
            rest |= (bytes[at] & 0xFFL) << shift;
        }
        return mixed(folded(hash ^ rest) + MULTIPLIER);
    }

    /** Both halves of the product of 128 bits; the sum keeps a zero from staying one. */
    private static long folded(long value) {
        long odd = value + 0xD6E8_FEB8_6659_FD93L;
        return Math.multiplyHigh(odd, MULTIPLIER) ^ odd * MULTIPLIER;
    }

    /** The finalizer of SplitMix64: every bit depends on every bit. */
    static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }

    /** Adds a key, once. */
    public void add(long key) {
        if (key == 0) {
            count += holdsZero ? 0 : 1;
            holdsZero = true;
            return;
        }
        int mask = table.length - 1;
        int at = (int) key & mask;
        while (table[at] != 0) {
            if (table[at] == key) {
                return;
            }
            at = at + 1 & mask;
        }
        table[at] = key;
        count++;
        if (count > table.length / 2) {
            grow();
        }
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        int mask = table.length - 1;
        for (long key : old) {
            if (key != 0) {
                int at = (int) key & mask;
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = key;
            }
        }
    }

    /** Number of keys. */
    public int count() {
        return count;
    }

    /** All keys, in ascending order: what is built of them does not depend on how they came. */
    public long[] sorted() {
        long[] keys = new long[count];
        int next = holdsZero ? 1 : 0;
        for (long key : table) {
            if (key != 0) {
                keys[next++] = key;
            }
        }
        Arrays.sort(keys);
        return keys;
    }
}
