/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

/**
 * What came the last time after a context, for all columns of a chunk: a table without keys, in which contexts that meet in one place
 * spoil each other's guesses, but nothing else. An entry is a value and how often it was right.
 */
public final class Guesses {
    static final int CONFIDENCE_BITS = 3;
    static final int CONFIDENCE_MAX = (1 << CONFIDENCE_BITS) - 1;

    /** Largest value that can be guessed. */
    public static final int VALUE_MAX = (1 << 31 - CONFIDENCE_BITS) - 2;

    private static final int TABLE_BITS_MAX = 19;
    private static final int TABLE_BITS_MIN = 8;

    private final int[] entries;
    private final int shift;

    /** A table for about that many guessed values: at most 2 MiB. */
    public Guesses(int valueCount) {
        int bits = TABLE_BITS_MIN;
        while (bits < TABLE_BITS_MAX && 1 << bits < valueCount * 4L) {
            bits++;
        }
        entries = new int[1 << bits];
        shift = Long.SIZE - bits;
    }

    /** Where a context of a column lies. */
    int place(int column, int kind, long context) {
        long h = (context + 1) * 0x9E37_79B9_7F4A_7C15L ^ ((long) column << 2 | kind) * 0xC2B2_AE3D_27D4_EB4FL;
        h ^= h >>> 29;
        return (int) (h * 0x9E37_79B9_7F4A_7C15L >>> shift);
    }

    /** The guess; -1 where there is none. */
    int value(int place) {
        return (entries[place] >>> CONFIDENCE_BITS) - 1;
    }

    int confidence(int place) {
        return entries[place] & CONFIDENCE_MAX;
    }

    void learn(int place, int value) {
        int entry = entries[place];
        int confidence = entry & CONFIDENCE_MAX;
        if (entry >>> CONFIDENCE_BITS == value + 1) {
            entries[place] = confidence < CONFIDENCE_MAX ? entry + 1 : entry;
        } else if (confidence > 1) {
            entries[place] = entry - confidence + (confidence >>> 1);
        } else {
            entries[place] = value + 1 << CONFIDENCE_BITS;
        }
    }
}
