/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import java.util.Arrays;

/** The distinct strings of a chunk in the order of appearance, and which of them each value is. */
public final class DistinctStrings {
    private final BinaryValues values;
    private final int[] indexes;
    private final int[] entries;
    private int count;

    public DistinctStrings(BinaryValues values) {
        this.values = values;
        indexes = new int[values.count()];
        entries = new int[Math.min(values.count(), values.dictionaryCount())];
        int[] indexPlusOne = new int[values.dictionaryCount()];
        int[] slots = new int[values.isDistinct() ? 0 : Math.max(2, Integer.highestOneBit(entries.length + 1) * 4)];
        for (int i = 0; i < values.count(); i++) {
            int entry = values.ids()[i];
            if (indexPlusOne[entry] == 0) {
                indexPlusOne[entry] = (values.isDistinct() ? add(entry) : find(entry, slots)) + 1;
            }
            indexes[i] = indexPlusOne[entry] - 1;
        }
    }

    /** A dictionary may hold the same string twice. Open addressing at half load. */
    private int find(int entry, int[] slots) {
        byte[] bytes = values.bytes();
        int from = values.offsets()[entry];
        int to = values.offsets()[entry + 1];
        int mask = slots.length - 1;
        int slot = hash(bytes, from, to) & mask;
        for (; slots[slot] != 0; slot = slot + 1 & mask) {
            int other = slots[slot] - 1;
            if (Arrays.equals(bytes, from, to, bytes, from(other), to(other))) {
                return other;
            }
        }
        slots[slot] = add(entry) + 1;
        return count - 1;
    }

    private int add(int entry) {
        entries[count] = entry;
        return count++;
    }

    /** Eight bytes a step, with the finish of MurmurHash3 (Austin Appleby, public domain). */
    public static int hash(byte[] bytes, int from, int to) {
        long h = to - (long) from;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            h = (h ^ EventFormat.getLong(bytes, at)) * 0x9E37_79B9_7F4A_7C15L;
            h ^= h >>> 32;
        }
        for (; at < to; at++) {
            h = (h ^ bytes[at]) * 0x9E37_79B9_7F4A_7C15L;
        }
        h ^= h >>> 33;
        h *= 0xFF51_AFD7_ED55_8CCDL;
        return (int) (h ^ h >>> 33);
    }

    /** How many. */
    public int count() {
        return count;
    }

    /** Which one each value is. */
    public int[] indexes() {
        return indexes;
    }

    /** Where one starts in the bytes of the values. */
    public int from(int index) {
        return values.offsets()[entries[index]];
    }

    /** Where one ends. */
    public int to(int index) {
        return values.offsets()[entries[index] + 1];
    }
}
