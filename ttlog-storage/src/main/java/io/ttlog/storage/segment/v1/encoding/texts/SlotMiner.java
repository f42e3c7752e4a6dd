/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.segment.v1.encoding.binary.RangedBinary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decides for the slots of one template how each is written. Of the side that writes. */
final class SlotMiner {
    /** Messages from which one slot is known to foretell another. */
    private static final int PARENT_SAMPLE_MAX = 1024;

    private static final int PARENT_SAMPLE_MIN = 8;
    private static final int PARENTS_NEAR = 8;
    private static final int PARENTS_FIRST = 3;
    private static final int TABLE_FACTOR = 4;

    /** The estimate for the slot's own words leaves out what other slots foretell. */
    private static final double LISTED_FACTOR = 0.35;

    private final int[][] words;
    private final int[][] indexes;
    private final int[] limits;
    private final int messageCount;

    SlotMiner(int slotCount, int messageCount) {
        this.messageCount = messageCount;
        words = new int[slotCount][messageCount];
        indexes = new int[slotCount][];
        limits = new int[slotCount];
    }

    void set(int slot, int message, int word) {
        words[slot][message] = word;
    }

    int word(int slot, int message) {
        return words[slot][message];
    }

    int wordIndex(int slot, int message) {
        return indexes[slot][message];
    }

    int slotCount() {
        return words.length;
    }

    /**
     * Decides.
     *
     * @param listedBits what each slot takes as {@link TextSlot#LISTED}
     */
    TextSlot[] slots(WordTable table, double[] listedBits) {
        TextSlot[] slots = new TextSlot[words.length];
        long[][] numbers = new long[words.length][];
        int lastNumber = -1;
        for (int slot = 0; slot < slots.length; slot++) {
            index(slot);
            int kind = kind(slot, table);
            int mode = TextSlot.AS_IS;
            double wordBits = wordBits(slot, table);
            if (kind != TextSlot.WORD) {
                long[] own = new long[messageCount];
                for (int i = 0; i < messageCount; i++) {
                    own[i] = kind == TextSlot.NUMBER || kind == TextSlot.DIGITS
                            ? table.number(words[slot][i])
                            : table.clock(words[slot][i]);
                }
                long[] left = lastNumber < 0 ? null : numbers[lastNumber];
                double asIs = bits(own, 0, null);
                double toBefore = bits(own, 1, null);
                double toLeft = left == null ? Double.MAX_VALUE : bits(own, 2, left);
                double least = Math.min(asIs, Math.min(toBefore, toLeft));
                if (least > wordBits) {
                    kind = TextSlot.WORD;
                } else {
                    wordBits = least;
                    mode = least == asIs ? TextSlot.AS_IS : least == toBefore ? TextSlot.TO_BEFORE : TextSlot.TO_LEFT;
                    numbers[slot] = own;
                    lastNumber = slot;
                }
            }
            if (listedBits[slot] < wordBits * LISTED_FACTOR) {
                slots[slot] = new TextSlot(TextSlot.LISTED, 0, 0, slot - 1, 0);
            } else if (kind == TextSlot.WORD) {
                boolean distances = RangedBinary.distancesPay(indexes[slot], messageCount, limits[slot]);
                slots[slot] = new TextSlot(kind, distances ? 1 : 0, 0, parent(slot), limits[slot]);
            } else {
                int length = table.lengthOf(words[slot][0]);
                int digits = kind == TextSlot.NUMBER
                        ? 0
                        : kind == TextSlot.DIGITS ? length : ClockText.fractionDigits(length);
                slots[slot] = new TextSlot(kind, mode, digits, slot - 1, 0);
            }
        }
        return slots;
    }

    /** The words of the slot by order of appearance. Open addressing at half load. */
    private void index(int slot) {
        int[] own = words[slot];
        int[] index = new int[messageCount];
        int[] keys = new int[Math.max(2, Integer.highestOneBit(messageCount) * 4)];
        int[] places = new int[keys.length];
        int mask = keys.length - 1;
        int size = 0;
        for (int i = 0; i < messageCount; i++) {
            int at = own[i] * 0x9E37_79B1 >>> 7 & mask;
            while (keys[at] != 0 && keys[at] != own[i] + 1) {
                at = at + 1 & mask;
            }
            if (keys[at] == 0) {
                keys[at] = own[i] + 1;
                places[at] = size++;
            }
            index[i] = places[at];
        }
        indexes[slot] = index;
        limits[slot] = size;
    }

    private int kind(int slot, WordTable table) {
        boolean number = true;
        boolean digits = true;
        boolean clock = true;
        boolean clockComma = true;
        int length = table.lengthOf(words[slot][0]);
        for (int i = 0; i < messageCount && (number || digits || clock || clockComma); i++) {
            int word = words[slot][i];
            boolean sameLength = table.lengthOf(word) == length;
            number = number && table.isNumber(word);
            digits = digits && sameLength && length <= TextSlot.DIGITS_MAX && table.isDigits(word);
            clock = clock && sameLength && table.isClock(word, '.');
            clockComma = clockComma && sameLength && table.isClock(word, ',');
        }
        if (number) {
            return TextSlot.NUMBER;
        }
        return digits ? TextSlot.DIGITS : clock ? TextSlot.CLOCK : clockComma ? TextSlot.CLOCK_COMMA : TextSlot.WORD;
    }

    private double bits(long[] own, int mode, long @Nullable [] left) {
        double bits = 0;
        long before = 0;
        for (int i = 0; i < messageCount; i++) {
            long base = mode == 1 ? before : mode == 2 && left != null ? left[i] : 0;
            bits += 2 + 1.05 * log2(Math.abs((double) own[i] - base) * 2 + 1);
            before = own[i];
        }
        return bits;
    }

    private double wordBits(int slot, WordTable table) {
        double bits = 0;
        double indexBits = 0.6 * log2(limits[slot] + 1.0);
        int next = 0;
        for (int i = 0; i < messageCount; i++) {
            if (indexes[slot][i] == next) {
                next++;
                bits += 10 + 3.6 * table.lengthOf(words[slot][i]);
            } else if (i > 0 && indexes[slot][i] != indexes[slot][i - 1]) {
                bits += indexBits;
            }
        }
        return bits;
    }

    /** About the logarithm, off by less than 0.01: of a number that is at least 1. */
    static double log2(double number) {
        long bits = Double.doubleToRawLongBits(number);
        double fraction = (bits & 0x000F_FFFF_FFFF_FFFFL) * 0x1p-52;
        return (bits >>> 52) - 1023 + fraction * (1.3465 - 0.3465 * fraction);
    }

    /** The slot to the left after whose values the same word comes most often. */
    private int parent(int slot) {
        int sample = Math.min(messageCount, PARENT_SAMPLE_MAX);
        if (slot == 0 || sample < PARENT_SAMPLE_MIN) {
            return slot - 1;
        }
        int best = slot - 1;
        int bestHits = -1;
        int tableBits = Integer.SIZE - Integer.numberOfLeadingZeros(sample * TABLE_FACTOR - 1);
        int[] table = new int[1 << tableBits];
        for (int candidate = slot - 1; candidate >= 0; candidate--) {
            if (candidate < slot - PARENTS_NEAR && candidate >= PARENTS_FIRST) {
                continue;
            }
            Arrays.fill(table, 0);
            int hits = 0;
            for (int i = 0; i < sample; i++) {
                int place = words[candidate][i] * 0x9E37_79B1 >>> Integer.SIZE - tableBits;
                hits += table[place] == words[slot][i] + 1 ? 1 : 0;
                table[place] = words[slot][i] + 1;
            }
            if (hits > bestHits) {
                bestHits = hits;
                best = candidate;
            }
        }
        return best;
    }
}
