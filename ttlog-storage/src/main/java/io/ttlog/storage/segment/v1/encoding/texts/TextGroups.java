/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.segment.v1.encoding.binary.DistinctStrings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The templates of some texts: those whose words stand in the same surroundings ({@link TextScan}), and whose first plain word
 * is the same, have one template; a word that is the same in all of them belongs to it, any other place is a slot. One pass over the
 * texts, one over the words of each template; nothing is compared pairwise. (The grouping by a first word is that of Drain: He,
 * Zhu, Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", 2017; the rest is simpler.) Of the side that writes.
 */
final class TextGroups {
    /** After so many texts of which most have a template of their own there is nothing to be found. */
    private static final int HOPELESS_TEXTS = 2048;

    private static final int PLAIN_WORD_AMONG = 3;
    private static final int SUCCESSOR_BITS = 18;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    /** No byte is that. */
    private static final int PIECE_END = 0x100;

    private final byte[] bytes;
    private final IntArray textStarts;
    private final IntArray textEnds;
    // Of all words of all texts.
    private int[] starts = new int[1 << 12];
    private int[] ends = new int[1 << 12];
    private int allWords;

    private final int[] firstWord;
    private final int[] groupOf;
    private final int[] indexOf;
    private final List<IntArray> groups = new ArrayList<>();
    private final WordTable words;
    private TextTemplate[] templates = new TextTemplate[0];
    private SlotMiner[] slots = new SlotMiner[0];

    /**
     * Texts between those places.
     *
     * @param words takes the words of slots
     */
    TextGroups(byte[] bytes, IntArray textStarts, IntArray textEnds, WordTable words) {
        this.bytes = bytes;
        this.textStarts = textStarts;
        this.textEnds = textEnds;
        this.words = words;
        firstWord = new int[textStarts.size() + 1];
        groupOf = new int[textStarts.size()];
        indexOf = new int[textStarts.size()];
    }

    /**
     * Finds them.
     *
     * @param scan how to cut texts into words
     * @return false when the texts have too little in common
     */
    boolean find(TextScan scan) {
        if (!group(scan)) {
            return false;
        }
        findSlots();
        return true;
    }

    private boolean group(TextScan scan) {
        int count = textStarts.size();
        int[] table = new int[Math.max(2, Integer.highestOneBit(count + 1) * 4)];
        long[] hashes = new long[16];
        for (int text = 0; text < count; text++) {
            firstWord[text] = allWords;
            scan.scan(bytes, textStarts.get(text), textEnds.get(text));
            if (allWords + scan.count() > TemplateTexts.SLOT_VALUES_MAX) {
                return false;
            }
            if (allWords + scan.count() > starts.length) {
                int room = Math.max(allWords + scan.count(), starts.length * 2);
                starts = Arrays.copyOf(starts, room);
                ends = Arrays.copyOf(ends, room);
            }
            scan.copy(starts, ends, allWords);
            allWords += scan.count();
            firstWord[text + 1] = allWords;
            long hash = shapeHash(text);
            int place = (int) (hash >>> 32) & table.length - 1;
            while (table[place] != 0 && !(hashes[table[place] - 1] == hash && alike(text, table[place] - 1))) {
                place = place + 1 & table.length - 1;
            }
            if (table[place] == 0) {
                if (groups.size() == TemplateTexts.TEMPLATES_MAX
                        || groups.size() >= HOPELESS_TEXTS && groups.size() > text - text / 4) {
                    return false;
                }
                if (groups.size() == hashes.length) {
                    hashes = Arrays.copyOf(hashes, hashes.length * 2);
                }
                hashes[groups.size()] = hash;
                groups.add(new IntArray());
                table[place] = groups.size();
            }
            groupOf[text] = table[place] - 1;
            indexOf[text] = groups.get(groupOf[text]).size();
            groups.get(groupOf[text]).add(text);
        }
        return true;
    }

    /** Of the pieces between the words, which are short: byte by byte. */
    private long shapeHash(int text) {
        long hash = plainWordHash(text);
        int at = textStarts.get(text);
        for (int word = firstWord[text]; word < firstWord[text + 1]; word++) {
            for (int end = starts[word]; at < end; at++) {
                hash = hash * MIX + bytes[at];
            }
            hash = hash * MIX + PIECE_END;
            at = ends[word];
        }
        for (int end = textEnds.get(text); at < end; at++) {
            hash = hash * MIX + bytes[at];
        }
        hash ^= hash >>> 31;
        hash *= MIX;
        return hash ^ hash >>> 29;
    }

    private int plainWord(int text) {
        int limit = Math.min(firstWord[text + 1], firstWord[text] + PLAIN_WORD_AMONG);
        for (int word = firstWord[text]; word < limit; word++) {
            if (TextScan.isPlainWord(bytes, starts[word], ends[word])) {
                return word;
            }
        }
        return -1;
    }

    private int plainWordHash(int text) {
        int word = plainWord(text);
        return word < 0 ? 0 : DistinctStrings.hash(bytes, starts[word], ends[word]);
    }

    /** Whether a text belongs to a group: hashes may meet by chance. */
    private boolean alike(int text, int group) {
        int other = groups.get(group).get(0);
        int own = firstWord[text + 1] - firstWord[text];
        if (own != firstWord[other + 1] - firstWord[other]) {
            return false;
        }
        int at = textStarts.get(text);
        int otherAt = textStarts.get(other);
        for (int i = 0; i < own; i++) {
            int start = starts[firstWord[text] + i];
            int otherStart = starts[firstWord[other] + i];
            if (start - at != otherStart - otherAt) {
                return false;
            }
            for (; at < start; at++, otherAt++) {
                if (bytes[at] != bytes[otherAt]) {
                    return false;
                }
            }
            at = ends[firstWord[text] + i];
            otherAt = ends[firstWord[other] + i];
        }
        return Arrays.equals(bytes, at, textEnds.get(text), bytes, otherAt, textEnds.get(other));
    }

    private void findSlots() {
        templates = new TextTemplate[groups.size()];
        slots = new SlotMiner[groups.size()];
        int[][] placesOf = new int[groups.size()][];
        for (int group = 0; group < templates.length; group++) {
            IntArray texts = groups.get(group);
            int[] places = varying(texts);
            slots[group] = new SlotMiner(places.length, texts.size());
            for (int slot = 0; slot < places.length; slot++) {
                for (int i = 0; i < texts.size(); i++) {
                    int word = firstWord[texts.get(i)] + places[slot];
                    slots[group].set(slot, i, words.numberOf(starts[word], ends[word]));
                }
            }
            placesOf[group] = places;
        }
        double[][] listedBits = listedBits();
        for (int group = 0; group < templates.length; group++) {
            IntArray texts = groups.get(group);
            TextSlot[] decided = slots[group].slots(words, listedBits[group]);
            templates[group] = template(texts.get(0), placesOf[group], decided, texts.size());
        }
    }

    /** What each slot would take, were its words foretold by those before them anywhere. */
    private double[][] listedBits() {
        double[][] bits = new double[slots.length][];
        for (int group = 0; group < slots.length; group++) {
            bits[group] = new double[slots[group].slotCount()];
        }
        boolean[] seen = new boolean[words.count()];
        int[] byTwo = new int[1 << SUCCESSOR_BITS];
        int[] byOne = new int[1 << SUCCESSOR_BITS];
        double known = 2 + SlotMiner.log2(words.count() + 1.0);
        for (int text = 0; text < groupOf.length; text++) {
            SlotMiner own = slots[groupOf[text]];
            double[] sums = bits[groupOf[text]];
            int before = 0;
            int beforeThat = 0;
            for (int slot = 0; slot < sums.length; slot++) {
                int word = own.word(slot, indexOf[text]);
                int one = before * 0x9E37_79B1 >>> Integer.SIZE - SUCCESSOR_BITS;
                int two = (before * 31 + beforeThat) * 0x9E37_79B1 >>> Integer.SIZE - SUCCESSOR_BITS;
                sums[slot] += byTwo[two] == word + 1
                        ? 0.3
                        : byOne[one] == word + 1 ? 1.2 : seen[word] ? known : 10 + 3.6 * words.lengthOf(word);
                seen[word] = true;
                byTwo[two] = word + 1;
                byOne[one] = word + 1;
                beforeThat = before;
                before = word + 1;
            }
        }
        return bits;
    }

    /** The words in which texts of a group differ. */
    private int[] varying(IntArray texts) {
        int first = firstWord[texts.get(0)];
        int wordCount = firstWord[texts.get(0) + 1] - first;
        boolean[] varies = new boolean[wordCount];
        int count = 0;
        for (int i = 1; i < texts.size(); i++) {
            int own = firstWord[texts.get(i)];
            for (int word = 0; word < wordCount; word++) {
                if (!varies[word]
                        && !Arrays.equals(
                                bytes,
                                starts[own + word],
                                ends[own + word],
                                bytes,
                                starts[first + word],
                                ends[first + word])) {
                    varies[word] = true;
                    count++;
                }
            }
        }
        int[] places = new int[count];
        int next = 0;
        for (int word = 0; word < wordCount; word++) {
            if (varies[word]) {
                places[next++] = word;
            }
        }
        return places;
    }

    private TextTemplate template(int text, int[] places, TextSlot[] textSlots, int messageCount) {
        int[] pieceStarts = new int[places.length + 1];
        int[] pieceEnds = new int[places.length + 1];
        pieceStarts[0] = textStarts.get(text);
        for (int slot = 0; slot < places.length; slot++) {
            pieceEnds[slot] = starts[firstWord[text] + places[slot]];
            pieceStarts[slot + 1] = ends[firstWord[text] + places[slot]];
        }
        pieceEnds[places.length] = textEnds.get(text);
        return new TextTemplate(messageCount, textSlots, bytes, pieceStarts, pieceEnds);
    }

    /** All templates, in the order of their first messages. */
    TextTemplate[] templates() {
        return templates;
    }

    /** The template of a text. */
    int templateOf(int text) {
        return groupOf[text];
    }

    /** Which of its template's texts it is. */
    int indexOf(int text) {
        return indexOf[text];
    }

    /** What a template's slots hold. */
    SlotMiner slotsOf(int template) {
        return slots[template];
    }
}
