/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Histogram} of how long things take, in seconds, which its unit says: {@link TTLog#timer}. Given nanoseconds, records
 * {@code nanos / 1e9}. Threads, allocation, accuracy and labels as the histogram.
 *
 * <pre>
 * long begun = System.nanoTime();
 * ...
 * timer.recordSince(begun);
 * </pre>
 */
public interface Timer {
    /** One more duration in nanoseconds; a negative one is ignored and counted ({@link Stats#misuses}). */
    void record(long nanos);

    /** One more duration; null is ignored and counted. */
    default void record(long duration, @Nullable TimeUnit unit) {
        record(unit == null ? -1 : unit.toNanos(duration));
    }

    /** One more duration, at most 292 years of it; null is ignored and counted. */
    default void record(@Nullable Duration duration) {
        if (duration == null || duration.isNegative()) {
            record(-1);
        } else {
            record(
                    duration.toSeconds() >= TimeUnit.NANOSECONDS.toSeconds(Long.MAX_VALUE)
                            ? Long.MAX_VALUE
                            : duration.toNanos());
        }
    }

    /** The time since a {@link System#nanoTime}. */
    default void recordSince(long begunNanoTime) {
        record(System.nanoTime() - begunNanoTime);
    }

    /** Does the work and records how long it took, also when it throws, which is thrown on. */
    default <X extends Exception> void time(SpanAction<X> work) throws X {
        final long begun = System.nanoTime();
        try {
            work.run();
        } finally {
            recordSince(begun);
        }
    }

    /** Does the work and records how long it took, also when it throws, which is thrown on. */
    default <T extends @Nullable Object, X extends Exception> T time(SpanWork<T, X> work) throws X {
        final long begun = System.nanoTime();
        try {
            return work.call();
        } finally {
            recordSince(begun);
        }
    }

    /** The timer of the same name with this label; allocates the first time. */
    Timer labels(String name, String value);

    /** The timer of the same name with these labels, in any order the same; allocates the first time. */
    Timer labels(String name1, String value1, String name2, String value2);

    /** The timer of the same name with these labels, in any order the same; allocates the first time. */
    Timer labels(String name1, String value1, String name2, String value2, String name3, String value3);

    /** The timer of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Timer labels(String... namesAndValues);
}
