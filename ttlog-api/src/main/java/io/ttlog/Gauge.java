/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that goes up and down: {@link TTLog#gauge}. It is set, or read from a supplier. Safe for all threads; setting neither
 * blocks nor allocates. Keep the object (and what {@code labels} returns) in a field. Labels as {@link Counter}.
 */
public interface Gauge {
    /** The value from now on, until the next one, or the next reading where there is a supplier. */
    void set(double value);

    /**
     * Has the value read from the supplier, which is kept for the life of the process with all that it refers to, or until another
     * one takes its place; null lets go of it. It is asked once for each reading, in ttlog's own thread, which carries all
     * events: so it must be quick and must not wait. What it throws is counted ({@link Stats#misuses}), and the reading left out.
     */
    Gauge from(@Nullable DoubleSupplier supplier);

    /** The gauge of the same name with this label; allocates the first time. */
    Gauge labels(String name, String value);

    /** The gauge of the same name with these labels, in any order the same; allocates the first time. */
    Gauge labels(String name1, String value1, String name2, String value2);

    /** The gauge of the same name with these labels, in any order the same; allocates the first time. */
    Gauge labels(String name1, String value1, String name2, String value2, String name3, String value3);

    /** The gauge of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Gauge labels(String... namesAndValues);

    /** The last value set or read; 0 before the first. */
    double value();
}
