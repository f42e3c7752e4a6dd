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

    /** Hands the event over. */
    void end();
}
