/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of words that one thread used last, so that a known literal costs a hash (which strings keep) and one comparison of
 * references. A slot holds the last word that fell into it. Belongs to one thread.
 */
final class WordCache {
    /** A power of two: more than the keys that one thread uses in its busy moments. */
    private static final int SLOTS = 128;

    private final Vocabulary vocabulary;
    private final @Nullable String[] words = new String[SLOTS];
    private final int[] symbols = new int[SLOTS];

    WordCache(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** As {@link Vocabulary#symbol}. */
    int symbol(@Nullable String word) {
        if (word == null) {
            return Symbols.NONE;
        }
        final int hash = word.hashCode();
        final int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        return word.equals(words[slot]) ? symbols[slot] : remember(word, slot);
    }

    private int remember(String word, int slot) {
        final int symbol = vocabulary.symbol(word);
        if (symbol != Symbols.NONE) {
            words[slot] = null; // an Error in between must not leave a word with another's symbol
            symbols[slot] = symbol;
            words[slot] = word;
        }
        return symbol;
    }
}
