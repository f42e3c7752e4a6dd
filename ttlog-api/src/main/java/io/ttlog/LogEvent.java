/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/**
 * A log event being written field by field; ends with {@link #log}. One reusable object a thread: it allocates nothing,
 * belongs to the thread that asked for it, and must not be kept. No call blocks or throws; one after {@link #log} does nothing
 * and is counted ({@link Stats#misuses}). A key of more than 256 chars, null, or beyond 65,536 different ones costs its value,
 * which is counted ({@link Stats#valuesLost}); a text of more than 16,384 chars is cut with a mark.
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
