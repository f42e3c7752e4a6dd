/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * A sum that also falls, such as what is open or waiting: {@link TTLog#upDownCounter}. Who knows the value as a whole sets a {@link
 * Gauge}; who knows only the changes adds them here. Safe for all threads; adding neither blocks nor allocates. Labels as {@link Counter}.
 */
public interface UpDownCounter {
    /** One more. */
    default void increment() {
        add(1);
    }

    /** One less. */
    default void decrement() {
        add(-1);
    }

    /** So many more, or less when negative. */
    void add(long change);

    /** That of the same name with this label; allocates the first time. */
    UpDownCounter labels(String name, String value);

    /** That of the same name with these labels, in any order the same; allocates the first time. */
    UpDownCounter labels(String name1, String value1, String name2, String value2);

    /** That of the same name with these labels, in any order the same; allocates the first time. */
    UpDownCounter labels(String name1, String value1, String name2, String value2, String name3, String value3);

    /** That of the same name with these labels, names and values in turn; allocates. In any order the same. */
    UpDownCounter labels(String... namesAndValues);

    /** The sum so far. */
    long value();
}
