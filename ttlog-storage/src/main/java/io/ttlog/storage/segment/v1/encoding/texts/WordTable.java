/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.segment.v1.encoding.binary.DistinctStrings;
import java.util.Arrays;

/** The distinct words of slots, by number, as places in the bytes of a chunk. Of the side that writes. */
final class WordTable {
    private final byte[] bytes;
    private final IntArray starts = new IntArray();
    private final IntArray ends = new IntArray();
    private final IntArray hashes = new IntArray();
    private int[] table = new int[1024];

    WordTable(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The number of a word, which is added if it is not known. Open addressing at half load. */
    int numberOf(int from, int to) {
        int hash = DistinctStrings.hash(bytes, from, to);
        int mask = table.length - 1;
        int place = hash & mask;
        for (; table[place] != 0; place = place + 1 & mask) {
            int other = table[place] - 1;
            if (hashes.get(other) == hash
                    && Arrays.equals(bytes, from, to, bytes, starts.get(other), ends.get(other))) {
                return other;
            }
        }
        starts.add(from);
        ends.add(to);
        hashes.add(hash);
        table[place] = starts.size();
        if (starts.size() * 2 > table.length) {
            grow();
        }
        return starts.size() - 1;
    }

    private void grow() {
        int[] grown = new int[table.length * 2];
        int mask = grown.length - 1;
        for (int word = 0; word < starts.size(); word++) {
            int place = hashes.get(word) & mask;
            while (grown[place] != 0) {
                place = place + 1 & mask;
            }
            grown[place] = word + 1;
        }
        table = grown;
    }

    int count() {
        return starts.size();
    }

    int start(int word) {
        return starts.get(word);
    }

    int end(int word) {
        return ends.get(word);
    }

    int lengthOf(int word) {
        return ends.get(word) - starts.get(word);
    }

    boolean isNumber(int word) {
        return ClockText.isNumber(bytes, starts.get(word), ends.get(word));
    }

    boolean isDigits(int word) {
        return ClockText.isDigits(bytes, starts.get(word), ends.get(word));
    }

    boolean isClock(int word, char separator) {
        return ClockText.isClock(bytes, starts.get(word), ends.get(word), separator);
    }

    long number(int word) {
        return ClockText.number(bytes, starts.get(word), ends.get(word));
    }

    long clock(int word) {
        return ClockText.clock(bytes, starts.get(word), ends.get(word));
    }

    /** The number that a word is in a slot of that kind. */
    long value(int word, int kind) {
        return kind == TextSlot.NUMBER || kind == TextSlot.DIGITS ? number(word) : clock(word);
    }

    WordPool pool() {
        return new WordPool(bytes, starts, ends);
    }
}
