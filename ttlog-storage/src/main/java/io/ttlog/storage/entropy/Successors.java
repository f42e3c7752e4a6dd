/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

/**
 * Foretells a value by the one or the two that stand before it, wherever in the chunk they stood the last time: what repeats a run of
 * values from elsewhere costs next to nothing.
 */
public final class Successors {
    /** Of the guesses: that of no {@link Indexes}. */
    private static final int COLUMN = -1;

    private final Guesses guesses;
    private final int[] models = BitCoder.models(2 << Guesses.CONFIDENCE_BITS);
    private int byTwo;
    private int byOne;

    /** Shares a table with the columns of a chunk. */
    public Successors(Guesses guesses) {
        this.guesses = guesses;
    }

    /**
     * Codes whether a guess is right.
     *
     * @param before the value before
     * @param beforeThat the one before that
     * @param value the value, where the coder writes
     * @return the value; -1 when no guess is right: then {@link #learn} is to be told
     */
    public int guess(BitCoder coder, long before, long beforeThat, int value) {
        byTwo = guesses.place(COLUMN, 0, before * 31 + beforeThat);
        byOne = guesses.place(COLUMN, 1, before);
        int first = guesses.value(byTwo);
        if (first >= 0 && coder.bit(models, guesses.confidence(byTwo), first == value ? 1 : 0) != 0) {
            learn(first);
            return first;
        }
        int second = guesses.value(byOne);
        if (second >= 0
                && second != first
                && coder.bit(models, 1 << Guesses.CONFIDENCE_BITS | guesses.confidence(byOne), second == value ? 1 : 0)
                        != 0) {
            learn(second);
            return second;
        }
        return -1;
    }

    /** What it was, when no guess was right. */
    public void learn(int value) {
        guesses.learn(byTwo, value);
        guesses.learn(byOne, value);
    }
}
