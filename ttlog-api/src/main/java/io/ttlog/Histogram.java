/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Sums up values: count, sum, smallest, largest, and base-2 exponential buckets for percentiles, since the last reading. {@link
 * TTLog#histogram}. A percentile is off by at most 2.2% of itself while the values of a reading lie within a factor of 900, 1.1%
 * within 30, 4.4% within 900,000 (RFC-0016). Safe for all threads; recording allocates nothing in the steady state
 * and waits for nobody, but that virtual threads, and those beyond 64, wait for each other for nanoseconds. Keep the object (and
 * what {@code labels} returns) in a field. Labels as {@link Counter}.
 */
public interface Histogram {
    /** One more value; NaN and infinities are ignored and counted ({@link Stats#misuses}). */
    void record(double value);

    /** One more value. */
    default void record(long value) {
        record((double) value);
    }

    /** The histogram of the same name with this label; allocates the first time. */
    Histogram labels(String name, String value);

    /** The histogram of the same name with these labels, in any order the same; allocates the first time. */
    Histogram labels(String name1, String value1, String name2, String value2);

    /** The histogram of the same name with these labels, in any order the same; allocates the first time. */
    Histogram labels(String name1, String value1, String name2, String value2, String name3, String value3);

    /** The histogram of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Histogram labels(String... namesAndValues);
}
