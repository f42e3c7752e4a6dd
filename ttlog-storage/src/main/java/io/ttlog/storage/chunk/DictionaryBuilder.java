/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.core.event.EventFormat;
import java.util.Arrays;

/**
 * Puts values together whose byte strings come from several dictionaries: equal strings get one entry. Grows with the distinct strings,
 * at most to {@link Chunk#NATURAL_BYTES_MAX} of them. Belongs to one thread.
 */
public final class DictionaryBuilder {
    private static final int INITIAL_SLOTS = 64;

    private byte[] bytes = new byte[1024];
    private int[] offsets = new int[INITIAL_SLOTS];
    private int[] hashes = new int[INITIAL_SLOTS];
    private int[] slots = new int[INITIAL_SLOTS];
    private int count;

    /**
     * The entry of a string, added where there is none.
     *
     * @throws ChunkTooWideException when a column of one row group would have more bytes than may be
     */
    public int idOf(byte[] source, int from, int to) {
        int hash = hash(source, from, to);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (hashes[id] == hash && Arrays.equals(bytes, offsets[id], offsets[id + 1], source, from, to)) {
                return id;
            }
            slot = slot + 1 & mask;
        }
        int id = count;
        add(source, from, to, hash);
        slots[slot] = id + 1;
        if (count * 2 > slots.length) {
            growSlots();
        }
        return id;
    }

    private void add(byte[] source, int from, int to, int hash) {
        int at = offsets[count];
        int length = to - from;
        if (length > Chunk.NATURAL_BYTES_MAX - at) {
            throw new ChunkTooWideException((long) at + length);
        }
        if (at + length > bytes.length) {
            bytes = Arrays.copyOf(
                    bytes, (int) Math.min(Chunk.NATURAL_BYTES_MAX, Math.max(at + length, bytes.length * 2L)));
        }
        System.arraycopy(source, from, bytes, at, length);
        hashes[count++] = hash;
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        offsets[count] = at + length;
    }

    private void growSlots() {
        int[] grown = new int[slots.length * 2];
        int mask = grown.length - 1;
        for (int id = 0; id < count; id++) {
            int slot = hashes[id] & mask;
            while (grown[slot] != 0) {
                slot = slot + 1 & mask;
            }
            grown[slot] = id + 1;
        }
        slots = grown;
    }

    /** As the memtable's pool: eight bytes a step, then the finish of MurmurHash3. */
    private static int hash(byte[] source, int from, int to) {
        long h = (long) to - from;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            h = (h ^ EventFormat.getLong(source, at)) * 0x9E37_79B9_7F4A_7C15L;
            h ^= h >>> 32;
        }
        for (; at < to; at++) {
            h = (h ^ source[at]) * 0x9E37_79B9_7F4A_7C15L;
        }
        h ^= h >>> 33;
        h *= 0xFF51_AFD7_ED55_8CCDL;
        return (int) (h ^ h >>> 33);
    }

    /** Values with those entries, of which the first {@code valueCount} count; the ids are taken over. Nothing may be added any more. */
    public BinaryValues values(int[] ids, int valueCount) {
        return new BinaryValues(bytes, offsets, count, ids, valueCount);
    }
}
