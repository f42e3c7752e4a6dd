/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.Level;
import io.ttlog.core.event.EventFormat;

/** The records of a state of a test, and which were seen. Each says its number in each of its words, and no two have the same. */
final class StateRecords {
    private static final int WORDS_OFFSET = 8;
    private static final int SHORTEST_BYTES = 41;
    private static final int LENGTHS = 2_000;
    private static final int LINE_BYTES = 64;
    private static final int SPARSE_BYTES = 512;
    private static final int SEEN_MAX = 16;

    private final int largestBytes;
    /** The number of the state's first record. */
    private long first;

    // The consumer's, and behind it the arbiter's.
    private final int[] seen = new int[SEEN_MAX];
    private int seenCount;
    private int damaged;

    /** @param largestBytes which a record may have beside its own length */
    StateRecords(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    /** The next state begins. */
    void begin() {
        first += SEEN_MAX;
        seenCount = 0;
        damaged = 0;
    }

    /** Bytes of the state's record; they differ, and few are multiples of 8. */
    int bytes(int index) {
        return SHORTEST_BYTES + (int) ((first + index) * 337 % LENGTHS);
    }

    /** Writes the state's record. */
    void write(byte[] target, int at, int bytes, int index) {
        write(target, at, bytes, first + index);
    }

    private static void write(byte[] target, int at, int bytes, long number) {
        EventFormat.putInt(target, at, bytes);
        EventFormat.putInt(target, at + 4, Level.INFO.ordinal() << 8); // signal LOG, its level, no flags
        for (int word = WORDS_OFFSET; word + 8 < bytes; word += step(bytes)) {
            EventFormat.putLong(target, at + word, number);
        }
        target[at + bytes - 1] = (byte) number;
    }

    /** Of a long record one word in each cache line: to write and read all would only slow the race down. */
    private static int step(int bytes) {
        return bytes > SPARSE_BYTES ? LINE_BYTES : 8;
    }

    /** Looks at the records of a piece, filler left out; returns how many there were. */
    int look(byte[] buffer, int from, int bytes, int recordsMax) {
        int records = 0;
        for (int at = from; at < from + bytes && records < recordsMax; ) {
            int length = EventFormat.recordBytes(buffer, at);
            if (length < WORDS_OFFSET || length > from + bytes - at) {
                damaged++;
                return records;
            }
            if (!EventFormat.isPadding(buffer, at)) {
                see(buffer, at, length);
                records++;
            }
            at += EventFormat.aligned(length);
        }
        return records;
    }

    private void see(byte[] buffer, int at, int length) {
        long number = EventFormat.getLong(buffer, at + WORDS_OFFSET);
        long index = number - first;
        boolean whole = index >= 0 && index < SEEN_MAX && seenCount < SEEN_MAX;
        whole = whole && (length == bytes((int) index) || length == largestBytes);
        whole = whole && buffer[at + length - 1] == (byte) number;
        for (int word = WORDS_OFFSET; whole && word + 8 < length; word += step(length)) {
            whole = EventFormat.getLong(buffer, at + word) == number;
        }
        if (whole) {
            seen[seenCount++] = (int) index;
        } else {
            damaged++;
        }
    }

    /** Notes something else that is wrong. */
    void damage() {
        damaged++;
    }

    int seenCount() {
        return seenCount;
    }

    boolean isDamaged() {
        return damaged > 0;
    }

    /** How many records were not whole, or not in order among those from {@code from} on and before {@code to}. */
    int damaged(int from, int to) {
        int before = -1;
        int disordered = 0;
        for (int i = 0; i < seenCount; i++) {
            if (seen[i] >= from && seen[i] < to) {
                disordered += seen[i] > before ? 0 : 1;
                before = seen[i];
            }
        }
        return damaged + disordered;
    }
}
