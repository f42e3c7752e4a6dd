/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since 1970 from one {@code System.nanoTime} read (some 25 ns; {@code Instant.now} allocates). The distance
 * between the two clocks is taken at the start and taken again by {@link #anchor}, so that a wall clock that is set or
 * disciplined is followed. Between anchors it never goes backwards; at an anchor it steps only when the clocks are more
 * than {@link #TOLERANCE_NANOS} apart. Safe for all threads.
 */
final class EpochClock {
    /** Steps smaller than this are not worth making: more than the noise of reading two clocks. */
    static final long TOLERANCE_NANOS = 1_000_000;

    private final LongSupplier ticks;
    private final LongSupplier wallNanos;
    private volatile long offset;

    EpochClock() {
        this(System::nanoTime, EpochClock::wallNanos);
    }

    EpochClock(LongSupplier ticks, LongSupplier wallNanos) {
        this.ticks = ticks;
        this.wallNanos = wallNanos;
        offset = wallNanos.getAsLong() - ticks.getAsLong();
    }

    /** A reading of the clock that only durations are made of. */
    long ticks() {
        return ticks.getAsLong();
    }

    /** The time at which {@link #ticks} was read. */
    long nanos(long ticksRead) {
        return ticksRead + offset;
    }

    /** Now. */
    long nanos() {
        return ticks.getAsLong() + offset;
    }

    /** Follows the wall clock if it has moved away. */
    void anchor() {
        long current = wallNanos.getAsLong() - ticks.getAsLong();
        if (Math.abs(current - offset) > TOLERANCE_NANOS) {
            offset = current;
        }
    }

    private static long wallNanos() {
        Instant now = Clock.systemUTC().instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
