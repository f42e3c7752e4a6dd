/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import java.util.Arrays;

/**
 * Byte strings by number. The first {@link #DISTINCT_MAX} distinct ones are kept once each; strings that come after are
 * appended without being looked for again, so that values without repetition cost no hash table. One thread adds; a reader
 * may use what was added before an entry that it saw published by its {@link Column}.
 */
final class BytePool {
    /** Most strings that are looked up: the table then has 2^17 slots, half a megabyte. */
    static final int DISTINCT_MAX = 1 << 16;

    /** Bytes of a page: a string lies in one, and one that is longer has a page of its own. */
    static final int PAGE_BYTES = 1 << 16;

    /** What the upper bits of a start can tell: at least 2 GiB of text. */
    private static final int PAGES_MAX = 1 << 16;

    private static final int FIRST_BYTES = 64;
    private static final int INITIAL_SLOTS = 8;
    private static final int SHIFT = 16;

    private byte[] last = new byte[FIRST_BYTES];
    private final Pages pages = new Pages(last);
    /** Where each string starts: its page, and in the low {@link #SHIFT} bits the place there. */
    private final IntList starts = new IntList();

    private final IntList lengths = new IntList();

    // Of the writer alone.
    private int[] slots = new int[INITIAL_SLOTS];
    private int[] hashes = new int[INITIAL_SLOTS];
    private int filled;
    private int count;
    private int distinct;

    /** The number of a string; -1 when it is not known. */
    int find(byte[] source, int from, int length) {
        return slots[slot(hash(source, from, length), source, from, length)] - 1;
    }

    /** The number of the string, which is added if it is not known. */
    int idOf(byte[] source, int from, int length) {
        final int hash = hash(source, from, length);
        final int slot = slot(hash, source, from, length);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        final int id = add(source, from, length);
        if (distinct < DISTINCT_MAX) {
            slots[slot] = id + 1;
            if (distinct == hashes.length) {
                hashes = Arrays.copyOf(hashes, distinct * 2);
            }
            hashes[distinct++] = hash; // until the bound is reached, all strings are distinct: the number is the id
            if (distinct * 2 > slots.length) {
                growSlots();
            }
        }
        return id;
    }

    /** Where the string is, or an empty slot. */
    private int slot(int hash, byte[] source, int from, int length) {
        final int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            final int id = slots[slot] - 1;
            if (hashes[id] == hash && equal(id, source, from, length)) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Length of a string. Of the writer. */
    int lengthOf(int id) {
        return lengths.get(id);
    }

    private boolean equal(int id, byte[] source, int from, int length) {
        if (lengths.get(id) != length) {
            return false;
        }
        final int start = starts.get(id);
        final int at = start & PAGE_BYTES - 1;
        return Arrays.equals((byte[]) pages.get(start >>> SHIFT), at, at + length, source, from, from + length);
    }

    private int add(byte[] source, int from, int length) {
        if (length > last.length - filled) {
            if (length <= PAGE_BYTES - filled) {
                last = Arrays.copyOf(last, Math.min(PAGE_BYTES, Math.max(filled + length, last.length * 2)));
                pages.replaceLast(last);
            } else {
                addPage(Math.max(length, PAGE_BYTES));
            }
        }
        System.arraycopy(source, from, last, filled, length);
        starts.set(count, pages.count() - 1 << SHIFT | filled & PAGE_BYTES - 1); // an empty one lies anywhere
        lengths.set(count, length);
        filled += length;
        return count++;
    }

    private void addPage(int bytes) {
        if (pages.count() == PAGES_MAX) {
            throw new IllegalStateException("a column of more than " + PAGES_MAX + " pages of text in memory");
        }
        last = new byte[bytes];
        pages.add(last);
        filled = 0;
    }

    private void growSlots() {
        final int[] grown = new int[slots.length * 2];
        final int mask = grown.length - 1;
        for (int id = 0; id < distinct; id++) {
            int slot = hashes[id] & mask;
            while (grown[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            grown[slot] = id + 1;
        }
        slots = grown;
    }

    static int grown(int length, int needed) {
        return (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, length * 2L));
    }

    /** Eight bytes a step, then the multiply-xorshift finish of MurmurHash3 (Austin Appleby, public domain). */
    static int hash(byte[] source, int from, int length) {
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

    /** What a reader may look at. For all threads. */
    View capture() {
        return new View(pages.capture(), starts.capture(), lengths.capture());
    }

    /** Strings that do not change any more, as far as they were published. Safe for all threads. */
    static final class View {
        private final Object[] pages;
        private final IntList.View starts;
        private final IntList.View lengths;

        private View(Object[] pages, IntList.View starts, IntList.View lengths) {
            this.pages = pages;
            this.starts = starts;
            this.lengths = lengths;
        }

        /** Values with a dictionary of just the strings that they use, in the order of their first use; the ids are taken over. */
        BinaryValues values(int[] ids, int count) {
            int highest = -1;
            for (int i = 0; i < count; i++) {
                highest = Math.max(highest, ids[i]);
            }
            final int[] placePlusOne = new int[highest + 1];
            final int[] used = new int[Math.min(count, highest + 1)];
            int size = 0;
            long bytes = 0;
            for (int i = 0; i < count; i++) {
                final int id = ids[i];
                if (placePlusOne[id] == 0) {
                    used[size] = id;
                    placePlusOne[id] = ++size;
                    bytes += lengths.get(id);
                }
                ids[i] = placePlusOne[id] - 1;
            }
            final byte[] dictionary = new byte[Math.toIntExact(bytes)];
            final int[] offsets = new int[size + 1];
            for (int place = 0; place < size; place++) {
                final int start = starts.get(used[place]);
                final int length = lengths.get(used[place]);
                System.arraycopy(pages[start >>> SHIFT], start & PAGE_BYTES - 1, dictionary, offsets[place], length);
                offsets[place + 1] = offsets[place] + length;
            }
            return new BinaryValues(dictionary, offsets, size, ids, count, highest < DISTINCT_MAX);
        }
    }
}
