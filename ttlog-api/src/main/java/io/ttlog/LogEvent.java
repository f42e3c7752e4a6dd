/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/**
 * A log event being written field by field; ends with {@link #log}. One reusable object a thread: it allocates nothing,
 * belongs to the thread that asked for it, and must not be kept.
 */
public interface LogEvent {
    /** Adds a whole number. */
    LogEvent with(String key, long value);

    /** Adds a floating-point number. */
    LogEvent with(String key, double value);

    /** Adds a truth value. */
    LogEvent with(String key, boolean value);

    /** Adds a character, as text. */
    LogEvent with(String key, char value);

    /**
     * Adds any value. Boxed primitives, String, Instant, Duration, enum, byte[] and null keep their type; other objects are
     * added as their {@code toString}.
     */
    LogEvent with(String key, @Nullable Object value);

    /** Adds the error that the event reports. */
    LogEvent withError(Throwable error);

    /** Ends the event and hands it over; the text may have holes named like fields. */
    void log(String template);
}
