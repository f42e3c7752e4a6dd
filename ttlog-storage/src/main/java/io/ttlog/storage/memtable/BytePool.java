/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.core.event.EventFormat;
import java.util.Arrays;

/**
 * Byte strings by number. The first {@link #DISTINCT_MAX} distinct ones are kept once each; strings that come after are
 * appended without being looked for again, so that values without repetition cost no hash table. One thread adds; a reader
 * may use what was added before an entry that it saw published by its {@link Column}.
 */
final class BytePool {
    /** Most strings that are looked up: the table then has 2^17 slots, half a megabyte. */
    static final int DISTINCT_MAX = 1 << 16;

    private static final int INITIAL_SLOTS = 8;

    // Grown by copy; a reader takes the reference after it saw the entry's count, and finds all earlier strings in it.
    private volatile byte[] bytes = new byte[64];
    private volatile int[] offsets = new int[INITIAL_SLOTS + 1];

    // Of the writer alone.
    private int[] slots = new int[INITIAL_SLOTS];
    private int count;
    private int distinct;

    byte[] bytes() {
        return bytes;
    }

    /** String {@code i} lies from {@code offsets[i]} to {@code offsets[i + 1]}. */
    int[] offsets() {
        return offsets;
    }

    /** The number of the string, which is added if it is not known. */
    int idOf(byte[] source, int from, int length) {
        final int hash = hash(source, from, length);
        final int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (equal(id, source, from, length)) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        int id = add(source, from, length);
        if (distinct < DISTINCT_MAX) {
            slots[slot] = id + 1;
            distinct++;
            if (distinct * 2 > slots.length) {
                growSlots();
            }
        }
        return id;
    }

    private boolean equal(int id, byte[] source, int from, int length) {
        int start = offsets[id];
        int end = offsets[id + 1];
        return end - start == length && Arrays.equals(bytes, start, end, source, from, from + length);
    }

    private int add(byte[] source, int from, int length) {
        int start = offsets[count];
        int end = Math.addExact(start, length);
        byte[] b = bytes;
        if (end > b.length) {
            b = Arrays.copyOf(b, grown(b.length, end));
            System.arraycopy(source, from, b, start, length);
            bytes = b;
        } else {
            System.arraycopy(source, from, b, start, length);
        }
        int[] o = offsets;
        if (count + 2 > o.length) {
            o = Arrays.copyOf(o, grown(o.length, count + 2));
            o[count + 1] = end;
            offsets = o;
        } else {
            o[count + 1] = end;
        }
        return count++;
    }

    private void growSlots() {
        int[] grown = new int[slots.length * 2];
        int mask = grown.length - 1;
        for (int held : slots) {
            if (held != 0) {
                int start = offsets[held - 1];
                int slot = hash(bytes, start, offsets[held] - start) & mask;
                while (grown[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                grown[slot] = held;
            }
        }
        slots = grown;
    }

    static int grown(int length, int needed) {
        return (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, length * 2L));
    }

    /** Eight bytes a step, then the multiply-xorshift finish of MurmurHash3 (Austin Appleby, public domain). */
    private static int hash(byte[] source, int from, int length) {
        long h = length;
        int at = from;
        int end = from + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            h = (h ^ EventFormat.getLong(source, at)) * 0x9E37_79B9_7F4A_7C15L;
            h ^= h >>> 32;
        }
        for (; at < end; at++) {
            h = (h ^ source[at]) * 0x9E37_79B9_7F4A_7C15L;
        }
        h ^= h >>> 33;
        h *= 0xFF51_AFD7_ED55_8CCDL;
        return (int) (h ^ h >>> 33);
    }
}
