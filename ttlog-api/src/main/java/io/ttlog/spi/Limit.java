/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import org.jspecify.annotations.Nullable;

/**
 * How many calls of one text are recorded. Immutable.
 *
 * @param kind whether it goes by time or by chance
 * @param periodNanos of {@link Kind#EVERY}: one call is recorded in it, and those left out are told by the next
 * @param probability of {@link Kind#SAMPLE}: of each call to be recorded
 */
public record Limit(Kind kind, long periodNanos, double probability) {
    /** What a limit goes by. */
    public enum Kind {
        /** One call in a period. */
        EVERY,
        /** Each call by chance. */
        SAMPLE
    }

    /** The longest period, some 146 years, which is as good as never again. */
    public static final long PERIOD_NANOS_MAX = Long.MAX_VALUE / 2;
    /** The smallest probability above zero, so that weights stay numbers that can be added. */
    public static final double PROBABILITY_MIN = 1e-9;

    /** Once in so many nanoseconds, as {@link #period}. */
    public static Limit every(long nanos) {
        return new Limit(Kind.EVERY, period(nanos), 1);
    }

    /** With this probability, as {@link #chance}. */
    public static Limit sample(double probability) {
        return new Limit(Kind.SAMPLE, 0, chance(probability));
    }

    /** The period within its bounds; one that is not positive becomes 0, which limits nothing. */
    public static long period(long nanos) {
        return Math.max(0, Math.min(nanos, PERIOD_NANOS_MAX));
    }

    /** The probability within its bounds: 1 from 1 on, and for what is no number; 0 for 0 and less. */
    public static double chance(double probability) {
        if (Double.isNaN(probability)) {
            return 1;
        }
        return probability <= 0 ? 0 : Math.max(PROBABILITY_MIN, Math.min(1, probability));
    }

    // By hand: the comparison that the JDK makes for a record stays in a cache of its own, with ttlog's class loader.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limit that
                && kind == that.kind
                && periodNanos == that.periodNanos
                && Double.compare(probability, that.probability) == 0;
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 * 31 + Long.hashCode(periodNanos) * 31 + Double.hashCode(probability);
    }
}
