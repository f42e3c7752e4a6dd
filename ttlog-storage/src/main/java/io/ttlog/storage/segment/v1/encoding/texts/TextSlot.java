/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.entropy.Guesses;
import io.ttlog.storage.entropy.Indexes;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a template whose word varies: what the header says about it, and what coding it has learnt. Belongs to one chunk and one
 * direction.
 */
final class TextSlot {
    /** Any word: an index into the slot's own words. */
    static final int WORD = 0;
    /** A whole number as Java writes it. */
    static final int NUMBER = 1;
    /** As many digits as {@link #digits} says, with zeros in front. */
    static final int DIGITS = 2;
    /** A time of day, with {@link #digits} digits of fraction after a point. */
    static final int CLOCK = 3;
    /** A time of day with a comma before the fraction. */
    static final int CLOCK_COMMA = 4;

    /** Any word, foretold by those before it in any template: for lists, which repeat parts of other lists. */
    static final int LISTED = 5;

    private static final int KINDS = 6;
    private static final int[] NO_MODELS = {};

    /** A number is written as it is. */
    static final int AS_IS = 0;
    /** As the difference to the message before of the same template. */
    static final int TO_BEFORE = 1;
    /** As the difference to the number slot before in the same message. */
    static final int TO_LEFT = 2;

    private static final int MODES = 3;
    private static final int DISTANCES = 1;

    /** Most digits of a number in a slot: a long holds them all. */
    static final int DIGITS_MAX = 18;

    final int kind;
    /** Of numbers one of the above; of words 1 when indexes are written as distances. */
    final int mode;

    final int digits;
    /** The slot of the same message that foretells this one best; -1 for none. */
    final int parent;
    /** Different words; of numbers 0. */
    final int limit;

    private final IntArray words = new IntArray();
    private @Nullable Map<Integer, Integer> written;
    private @Nullable Indexes indexes;
    private int[] models = NO_MODELS;
    private long numberBefore;
    private int wordBefore = -1;

    TextSlot(int kind, int mode, int digits, int parent, int limit) {
        this.kind = kind;
        this.mode = mode;
        this.digits = digits;
        this.parent = parent;
        this.limit = limit;
    }

    void write(int position, ByteWriter target) {
        target.putByte(kind | mode << 3).putVarint(position - parent - 1L);
        if (kind == WORD) {
            target.putVarint(limit);
        } else if (!isWord() && kind != NUMBER) {
            target.putByte(digits);
        }
    }

    /**
     * Reads a slot.
     *
     * @param valueCount how many messages the template has
     */
    static TextSlot read(int position, int valueCount, ByteReader source) {
        int first = source.readByte();
        int kind = first & 7;
        int mode = first >>> 3;
        if (kind >= KINDS || mode >= MODES || kind == WORD && mode > DISTANCES || kind == LISTED && mode > 0) {
            throw source.corrupt("slot of kind " + kind + " and mode " + mode);
        }
        int parent = position - 1 - source.readCount(position, "parent of a slot");
        int limit = kind == WORD ? source.readCount(valueCount, "words of a slot") : 0;
        int digits = kind == WORD || kind == LISTED || kind == NUMBER ? 0 : source.readByte();
        if (digits > (kind == DIGITS ? DIGITS_MAX : ClockText.FRACTION_DIGITS_MAX)) {
            throw source.corrupt("slot of " + digits + " digits");
        }
        return new TextSlot(kind, mode, digits, parent, limit);
    }

    /** Whether words come out of the pool. */
    boolean isWord() {
        return kind == WORD || kind == LISTED;
    }

    /** Makes it ready to code; slots with few values share models, because they could not teach their own. */
    void begin(int column, Guesses guesses, int valueCount, int[][] shared) {
        if (kind == WORD) {
            indexes = new Indexes(guesses, column, limit, mode == DISTANCES);
        } else if (kind != LISTED) {
            models = valueCount < OWN_MODELS_VALUES_MIN ? shared[mode] : BitCoder.models(BitCoder.NUMBER_MODELS);
        }
    }

    private static final int OWN_MODELS_VALUES_MIN = 64;

    /** Models for slots with few values: one set a mode. */
    static int[][] sharedModels() {
        int[][] shared = new int[MODES][];
        for (int i = 0; i < MODES; i++) {
            shared[i] = BitCoder.models(BitCoder.NUMBER_MODELS);
        }
        return shared;
    }

    /**
     * Codes a word.
     *
     * @param contexts what the slots to the left hold
     * @param index its place among the words of this slot, where the coder writes
     * @param word its number in the pool of the encoder, where the coder writes
     * @return its number in the pool
     */
    int word(BitCoder coder, WordPool pool, long[] contexts, int position, int index, int word) {
        long before = wordBefore < 0 ? Indexes.NONE : wordBefore;
        long left = parent >= 0 ? contexts[parent] : Indexes.NONE;
        long neighbour = position > 0 && position - 1 != parent ? contexts[position - 1] : Indexes.NONE;
        long both = left == Indexes.NONE
                ? Indexes.NONE
                : (left * 31 + (neighbour == Indexes.NONE ? before : neighbour)) & Long.MAX_VALUE;
        Indexes own = indexes;
        if (own == null) {
            throw new IllegalStateException("a word before begin()");
        }
        int known = own.seen();
        int coded = own.code(coder, both, left, before, index);
        if (coded == known && coded == words.size()) {
            words.add(pool.code(coder, word));
        }
        wordBefore = coded;
        return words.get(coded);
    }

    /** The index of a word among those that came, for texts that are coded in another order than that in which they were found. */
    int indexOf(int word) {
        Map<Integer, Integer> numbers = written;
        if (numbers == null) {
            written = numbers = new HashMap<>();
        }
        Integer known = numbers.putIfAbsent(word, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    /**
     * Codes a number.
     *
     * @param left the number slot before in the same message, or 0
     */
    long number(BitCoder coder, long left, long value) {
        long base = mode == TO_BEFORE ? numberBefore : mode == TO_LEFT ? left : 0;
        numberBefore = base + coder.signed(models, 0, value - base);
        return numberBefore;
    }
}
