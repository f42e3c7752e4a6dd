/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction.Way;
import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a symbol. Immutable, but for nobody to change its arrays.
 *
 * @param key what becomes of fields that it is the key of; null when they stay
 * @param substitute the symbol of the same text without what detectors found in it; {@link Symbols#NONE} when they found nothing
 * @param holes symbols of holes that it shows behind a name that is redacted ({@code password={}}), when it is a template
 * @param holeWays what becomes of their fields
 */
record Verdict(@Nullable Way key, int substitute, int[] holes, Way[] holeWays) {
    private static final int[] NO_HOLES = {};
    private static final Way[] NO_WAYS = {};

    /** Nothing is to be done about the symbol. */
    static final Verdict CLEAN = new Verdict(null, Symbols.NONE, NO_HOLES, NO_WAYS);

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
