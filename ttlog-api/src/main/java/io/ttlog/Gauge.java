/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * A value that goes up and down: {@link TTLog#gauge}. Safe for all threads; setting neither blocks nor allocates. Keep the
 * object (and what {@link #labels} returns) in a field.
 */
public interface Gauge {
    /** The value from now on. */
    void set(double value);

    /** The gauge of the same name with these labels, names and values in turn; allocates. In any order the same. */
    Gauge labels(String... namesAndValues);

    /** The last value set; 0 before the first. */
    double value();
}
