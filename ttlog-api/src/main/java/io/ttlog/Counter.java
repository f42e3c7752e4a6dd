/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Counts, only upwards, for the life of the process: {@link TTLog#counter}. Safe for all threads; counting neither blocks
 * nor allocates. Keep the object (and what {@link #labels} returns) in a field. One metric has at most 2,000 combinations of
 * labels; those beyond share one series labelled {@code __overflow__}, and are counted ({@link Stats#valuesLost}).
 */
public interface Counter {
    /** One more. */
    default void increment() {
        add(1);
    }

    /** So many more; a negative number is ignored and counted ({@link Stats#misuses}). */
    void add(long count);

    /** The counter of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Counter labels(String... namesAndValues);

    /** The count so far. */
    long value();
}
