/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One macro call being recorded: values in the order of the template's holes, then {@link #end}. Belongs to the calling
 * thread, is reused, and must not be kept.
 */
public interface LogCall {
    /** A whole number. */
    LogCall value(long value);

    /** A floating-point number. */
    LogCall value(double value);

    /** A truth value. */
    LogCall value(boolean value);

    /** A character, as text. */
    LogCall value(char value);

    /**
     * Anything else. A {@link Throwable} that comes last and has no hole becomes the error of the event; a {@link
     * io.ttlog.KeyValue} brings its own name.
     */
    LogCall value(@Nullable Object value);

    /** What the supplier gives, as {@link #value(Object)}; what it throws goes no further. */
    LogCall supplied(@Nullable Supplier<?> supplier);

    /** The error of the event, after all values, whatever holes are left; null is none. */
    LogCall error(@Nullable Throwable error);

    /**
     * What the message reads, after all values: for bridges, where it is not the template with the values in its holes. Null leaves
     * it at that. A text of more than 16,384 chars is cut with a mark.
     */
    LogCall message(@Nullable String text);

    /** Hands the event over. */
    void end();
}
