/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/**
 * Work inside a span that gives a result.
 *
 * @param <T> of the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SpanWork<T extends @Nullable Object, X extends Exception> {
    /** Does the work. */
    T call() throws X;
}
