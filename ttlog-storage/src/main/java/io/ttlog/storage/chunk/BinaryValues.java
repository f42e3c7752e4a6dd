/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.core.event.Wtf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * TEXT (as WTF-8) and BYTES values: ids into a dictionary of byte strings. The dictionary may have entries that no value uses,
 * and the same string twice. Safe for all threads; remembers decoded texts.
 */
public final class BinaryValues implements Values {
    /** A String and its array, without the characters, and the reference. */
    private static final long TEXT_OBJECT_BYTES = 48;

    private final byte[] bytes;
    private final int[] offsets;
    private final int dictionaryCount;
    private final int[] ids;
    private final int count;
    /** Two threads may decode the same text, which does no harm. */
    private volatile @Nullable String @Nullable [] texts;

    /**
     * Wraps the arrays.
     *
     * @param bytes all entries of the dictionary
     * @param offsets entry {@code i} lies from {@code offsets[i]} to {@code offsets[i + 1]}
     * @param dictionaryCount number of entries
     * @param ids entry of each value, of which the first {@code count} count
     * @param count number of values
     */
    public BinaryValues(byte[] bytes, int[] offsets, int dictionaryCount, int[] ids, int count) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.dictionaryCount = dictionaryCount;
        this.ids = ids;
        this.count = count;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public BinaryValues range(int from, int to) {
        return new BinaryValues(bytes, offsets, dictionaryCount, Arrays.copyOfRange(ids, from, to), to - from);
    }

    @Override
    public long heapBytes() {
        return (long) Integer.BYTES * (ids.length + offsets.length)
                + 2L * bytes.length
                + TEXT_OBJECT_BYTES * dictionaryCount;
    }

    /** All entries of the dictionary. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where each entry starts, and where the last ends. */
    public int[] offsets() {
        return offsets;
    }

    /** Number of entries. */
    public int dictionaryCount() {
        return dictionaryCount;
    }

    /** Entry of each value. */
    public int[] ids() {
        return ids;
    }

    /** The entry as text, decoded at the first call. */
    public String text(int id) {
        @Nullable String[] known = texts;
        if (known == null) {
            texts = known = new String[dictionaryCount];
        }
        String text = known[id];
        if (text == null) {
            known[id] = text = Wtf8.decode(bytes, offsets[id], offsets[id + 1] - offsets[id]);
        }
        return text;
    }
}
