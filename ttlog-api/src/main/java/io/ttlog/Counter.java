/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Counts, only upwards, for the life of the process: {@link TTLog#counter}. Safe for all threads; counting neither blocks
 * nor allocates. Keep the object (and what {@code labels} returns) in a field. One metric has at most 2,000 combinations of
 * labels; those beyond share one series labelled {@code __overflow__}, and are counted ({@link Stats#valuesLost}, and by metric in
 * {@code ttlog.metric.overflows}).
 */
public interface Counter {
    /** One more. */
    default void increment() {
        add(1);
    }

    /** So many more; a negative number is ignored and counted ({@link Stats#misuses}). */
    void add(long count);

    /** The counter of the same name with this label; allocates the first time. */
    Counter labels(String name, String value);

    /** The counter of the same name with these labels, in any order the same; allocates the first time. */
    Counter labels(String name1, String value1, String name2, String value2);

    /** The counter of the same name with these labels, in any order the same; allocates the first time. */
    Counter labels(String name1, String value1, String name2, String value2, String name3, String value3);

    /** The counter of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Counter labels(String... namesAndValues);

    /** The count so far. */
    long value();
}
