/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link QueryResult}. Columns are named as in the SELECT list, without regard to case. A name that does not
 * exist, or a value of another type than asked, throws {@link TTLogException}. Fields of events are columns only when the
 * SELECT list names them; {@code SELECT *} has them together in {@code attrs}.
 */
public interface Row {
    /** The value at the index (from 0) as a boxed Java object of the column's type, or null. */
    @Nullable
    Object get(int columnIndex);

    /** The value of the named column as a boxed Java object of the column's type, or null. */
    @Nullable
    Object get(String column);

    /** A LONG value, or the nanoseconds of a TIMESTAMP (since 1970) or DURATION; throws when null. */
    long getLong(String column);

    /** A numeric value as double; throws when null. */
    double getDouble(String column);

    /** A BOOLEAN value; throws when null. */
    boolean getBoolean(String column);

    /** Any value as text (identifiers and bytes as hexadecimal, timestamps as ISO-8601), or null. */
    @Nullable
    String getString(String column);

    /** A TIMESTAMP value, or null. */
    @Nullable
    Instant getInstant(String column);

    /** A DURATION value, or null. */
    @Nullable
    Duration getDuration(String column);
}
