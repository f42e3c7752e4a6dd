/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Sums up values: count, sum, smallest and largest since the last reading. {@link TTLog#histogram}. Safe for all threads;
 * recording allocates nothing and waits for other recording threads only, for nanoseconds. Keep the object (and what {@link
 * #labels} returns) in a field.
 */
public interface Histogram {
    /** One more value; NaN is ignored and counted ({@link Stats#misuses}). */
    void record(double value);

    /** One more value. */
    default void record(long value) {
        record((double) value);
    }

    /** The histogram of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Histogram labels(String... namesAndValues);
}
