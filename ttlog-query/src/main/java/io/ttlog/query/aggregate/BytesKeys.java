/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers distinct byte strings densely, in the order of first sight: a hash table with open addressing over one pool of
 * bytes, so that an identifier costs no object. Holds up to 2 GiB of bytes. For one thread.
 */
final class BytesKeys {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] pool = new byte[1024];
    private int[] ends = new int[64];
    private int size;

    /** Number + 1 by hash; 0 is free; the length is a power of two. */
    private int[] slots = new int[128];

    /** How many were numbered. */
    int size() {
        return size;
    }

    /** The number of a byte string, which is a new one if need be. */
    int number(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        int start = size == 0 ? 0 : ends[size - 1];
        int end = Math.addExact(start, to - from);
        if (end > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(end, pool.length + (pool.length >> 1)));
        }
        System.arraycopy(bytes, from, pool, start, to - from);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size + (size >> 1));
        }
        ends[size] = end;
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** The number of a byte string, -1 where it has none. */
    int find(byte[] bytes, int from, int to) {
        return slots[slot(bytes, from, to)] - 1;
    }

    /** The byte string with a number, as an array of its own. */
    byte[] get(int number) {
        return Arrays.copyOfRange(pool, number == 0 ? 0 : ends[number - 1], ends[number]);
    }

    /** The slot that has it, or the free one that it would get. */
    private int slot(byte[] bytes, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(bytes, from, to) & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (Arrays.equals(pool, number == 0 ? 0 : ends[number - 1], ends[number], bytes, from, to)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        int start = 0;
        for (int number = 0; number < size; number++) {
            int slot = hash(pool, start, ends[number]) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = number + 1;
            start = ends[number];
        }
        slots = larger;
    }

    /** Multiply and mix each word, as in MurmurHash3's finalizer. */
    private static int hash(byte[] bytes, int from, int to) {
        long h = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            h = (h ^ (long) LONG.get(bytes, at)) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        for (; at < to; at++) {
            h = (h ^ bytes[at]) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        h *= 0xc4ceb9fe1a85ec53L;
        return (int) (h ^ h >>> 29);
    }
}
