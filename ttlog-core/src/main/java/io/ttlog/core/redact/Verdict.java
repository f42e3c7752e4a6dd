/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction.Way;
import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/** What was decided about a symbol. Immutable. */
final class Verdict {
    /** Nothing is to be done about the symbol. */
    static final Verdict CLEAN = new Verdict(null, Symbols.NONE, new int[0], new Way[0]);

    private final @Nullable Way key;
    private final int substitute;
    private final int[] holes;
    private final Way[] holeWays;

    /**
     * A verdict; the arrays are its own from now on.
     *
     * @param key what becomes of fields that it is the key of; null when they stay
     * @param substitute the symbol of the same text without what detectors found in it; {@link Symbols#NONE} when they found nothing
     * @param holes symbols of holes that it shows behind a name that is redacted ({@code password={}}), when it is a template
     * @param holeWays what becomes of their fields
     */
    Verdict(@Nullable Way key, int substitute, int[] holes, Way[] holeWays) {
        this.key = key;
        this.substitute = substitute;
        this.holes = holes;
        this.holeWays = holeWays;
    }

    /** What becomes of fields that it is the key of; null when they stay. */
    @Nullable
    Way key() {
        return key;
    }

    /** The symbol to be put in its place; {@link Symbols#NONE} when it stays. */
    int substitute() {
        return substitute;
    }

    /** What becomes of the field of the key in a log of this template; null when the template says nothing about it. */
    @Nullable
    Way ofHole(int keySymbol) {
        for (int i = 0; i < holes.length; i++) {
            if (holes[i] == keySymbol) {
                return holeWays[i];
            }
        }
        return null;
    }
}
