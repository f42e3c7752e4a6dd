/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Work inside a span that gives no result.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SpanAction<X extends Exception> {
    /** Does the work. */
    void run() throws X;
}
