/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

/**
 * Codes the values of one column as indexes in the order of first appearance, so that the next index that was never used says "a
 * new value". Each value is first compared with what followed up to three contexts before; then comes whether it is new; then
 * the index itself, by a tree that learns how frequent each is, or as the distance from the one before.
 */
public final class Indexes {
    private static final int GUESSES = 3;
    private static final int NEW_AT = GUESSES << Guesses.CONFIDENCE_BITS;
    private static final int NEW_HISTORY_BITS = 2;
    private static final int TREE_AT = NEW_AT + (1 << NEW_HISTORY_BITS);

    /** No context: no guess. */
    public static final long NONE = -1;

    private final Guesses guesses;
    private final int column;
    private final int limit;
    private final boolean distances;
    private final int width;
    private final int[] models;
    private final int[] places = new int[GUESSES];
    private int seen;
    private int last;
    private int newHistory;

    /**
     * A column.
     *
     * @param column its number among those that share the guesses
     * @param limit how many different values it has, at most {@link Guesses#VALUE_MAX}
     * @param distances whether an index tends to be near the one before
     */
    public Indexes(Guesses guesses, int column, int limit, boolean distances) {
        this.guesses = guesses;
        this.column = column;
        this.limit = limit;
        this.distances = distances;
        width = limit <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1);
        models = BitCoder.models(TREE_AT + (distances ? BitCoder.NUMBER_MODELS : 1 << width));
        for (int guess = 0; guess < GUESSES; guess++) {
            for (int confidence = 1; confidence <= Guesses.CONFIDENCE_MAX; confidence++) {
                models[(guess << Guesses.CONFIDENCE_BITS) + confidence] =
                        BitCoder.model(65536 - (26000 >> Math.min(confidence, 5)));
            }
        }
    }

    /** How many different values came so far; an index that equals it is a new value. */
    public int seen() {
        return seen;
    }

    /** The index before. */
    public int last() {
        return last;
    }

    /**
     * Codes one value.
     *
     * @param a what may foretell it best, or {@link #NONE}; likewise b and c
     * @param index the value, where the coder writes
     * @return the value; what {@link #seen} was before, when it is new
     */
    public int code(BitCoder coder, long a, long b, long c, int index) {
        if (limit <= 1) {
            if (limit == 0) {
                throw coder.corrupt("a value in a column of none");
            }
            seen = 1;
            return 0;
        }
        int guessed = guessed(coder, a, b, c, index);
        int coded = guessed >= 0 ? guessed : unforeseen(coder, index);
        if (a != NONE) {
            guesses.learn(places[0], coded);
        }
        if (b != NONE) {
            guesses.learn(places[1], coded);
        }
        if (c != NONE) {
            guesses.learn(places[2], coded);
        }
        last = coded;
        return coded;
    }

    private int guessed(BitCoder coder, long a, long b, long c, int index) {
        int refused = -1;
        int refusedToo = -1;
        for (int guess = 0; guess < GUESSES; guess++) {
            long context = guess == 0 ? a : guess == 1 ? b : c;
            if (context == NONE) {
                continue;
            }
            int place = guesses.place(column, guess, context);
            places[guess] = place;
        }
        for (int guess = 0; guess < GUESSES; guess++) {
            long context = guess == 0 ? a : guess == 1 ? b : c;
            if (context == NONE) {
                continue;
            }
            int place = places[guess];
            int value = guesses.value(place);
            if (value < 0 || value >= seen || value == refused || value == refusedToo) {
                continue; // no guess, that of another column, or one that was wrong a moment ago
            }
            int model = (guess << Guesses.CONFIDENCE_BITS) + guesses.confidence(place);
            if (coder.bit(models, model, value == index ? 1 : 0) != 0) {
                return value;
            }
            refusedToo = refused;
            refused = value;
        }
        return -1;
    }

    private int unforeseen(BitCoder coder, int index) {
        boolean isNew = seen == 0;
        if (seen > 0 && seen < limit) {
            isNew = coder.bit(models, NEW_AT + newHistory, index == seen ? 1 : 0) != 0;
            newHistory = (newHistory << 1 | (isNew ? 1 : 0)) & (1 << NEW_HISTORY_BITS) - 1;
        }
        if (isNew) {
            return seen++;
        }
        long coded = distances
                ? last + coder.signed(models, TREE_AT, index - (long) last)
                : coder.symbol(models, TREE_AT, width, index);
        if (coded < 0 || coded >= seen) {
            throw coder.corrupt("index " + coded + " where " + seen + " values came");
        }
        return (int) coded;
    }
}
