/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One sort of strings among the {@link Symbols} (keys, thread names, span and metric names) with a bound of its own, so
 * that a program that invents keys without end cannot take the room of everything else. Safe for all threads; a known
 * string is found without allocation.
 */
final class Vocabulary {
    private final Symbols symbols;
    private final int wordsMax;
    private final int charsMax;
    private final ConcurrentHashMap<String, Integer> words = new ConcurrentHashMap<>();

    Vocabulary(Symbols symbols, int wordsMax, int charsMax) {
        this.symbols = symbols;
        this.wordsMax = wordsMax;
        this.charsMax = charsMax;
    }

    /**
     * The symbol of the word; {@link Symbols#NONE} when it is null, empty or too long, or there are too many
     * or there is no memory for another.
     */
    int symbol(@Nullable String word) {
        if (word == null) {
            return Symbols.NONE;
        }
        Integer known = words.get(word);
        return known != null ? known : learn(word);
    }

    private int learn(String word) {
        if (word.isEmpty() || word.length() > charsMax || words.size() >= wordsMax) {
            return Symbols.NONE;
        }
        try {
            int symbol = symbols.intern(word);
            if (symbol != Symbols.NONE) {
                words.put(word, symbol);
            }
            return symbol;
        } catch (OutOfMemoryError noRoom) { // the host must not see it from us
            return Symbols.NONE;
        }
    }
}
