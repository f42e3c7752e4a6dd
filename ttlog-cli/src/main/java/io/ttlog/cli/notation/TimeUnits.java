/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The unit of a number that counts time. */
public enum TimeUnits {
    /** Seconds. */
    SECONDS(1_000_000_000L),
    /** Milliseconds. */
    MILLIS(1_000_000L),
    /** Microseconds. */
    MICROS(1_000L),
    /** Nanoseconds. */
    NANOS(1L);

    /** Below this many seconds a number is read as seconds: the year 5138. Each finer unit has the same limit. */
    private static final long MAGNITUDE_SECONDS = 100_000_000_000L;

    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long nanos;

    TimeUnits(long nanos) {
        this.nanos = nanos;
    }

    /** Nanoseconds of one. */
    public long nanos() {
        return nanos;
    }

    /** The unit in which a count since 1970 of this size is a plausible date. */
    public static TimeUnits ofMagnitude(long sinceEpoch) {
        long size = sinceEpoch == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(sinceEpoch);
        if (size < MAGNITUDE_SECONDS) {
            return SECONDS;
        }
        if (size < MAGNITUDE_SECONDS * 1_000) {
            return MILLIS;
        }
        return size < MAGNITUDE_SECONDS * 1_000_000 ? MICROS : NANOS;
    }

    /** The unit that the end of a field's name tells ({@code ts_ms}, {@code TimeUnixNano}), or null. */
    public static @Nullable TimeUnits ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("nano") || lower.endsWith("nanos") || lower.endsWith("_ns")) {
            return NANOS;
        }
        if (lower.endsWith("micros") || lower.endsWith("_us")) {
            return MICROS;
        }
        if (lower.endsWith("millis") || lower.endsWith("_ms")) {
            return MILLIS;
        }
        return lower.endsWith("_seconds") || lower.endsWith("_sec") ? SECONDS : null;
    }

    /** As {@link #ofName}, and {@code durationMs} and the like, which would be misread in names of other things. */
    public static @Nullable TimeUnits ofDurationName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("ms") ? MILLIS : lower.endsWith("us") ? MICROS : ofName(name);
    }

    /** The count in nanoseconds, or null when a long cannot hold it. */
    public @Nullable Long toNanos(long count) {
        long result = count * nanos;
        return Math.multiplyHigh(count, nanos) == result >> 63 ? result : null;
    }

    /** The count in nanoseconds, rounded to the nearest, or null when a long cannot hold it. */
    public @Nullable Long toNanos(BigDecimal count) {
        if (count.precision() - (long) count.scale() > 20) {
            return null; // beyond any long; spares the digits of 1e999999999
        }
        if (count.scale() > 1_000) {
            return 0L;
        }
        BigInteger result = count.multiply(BigDecimal.valueOf(nanos))
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .toBigInteger();
        return result.compareTo(LONG_MIN) < 0 || result.compareTo(LONG_MAX) > 0 ? null : result.longValue();
    }
}
