/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * The time for which a {@link Context} is the current one of a thread. To be closed by that thread, once, best by try-with-resources;
 * anything else does nothing and is a misuse ({@link Stats#misuses}). Spans that were begun meanwhile and are still open are closed
 * with it, each a misuse too: nothing of the context is left in the thread.
 */
public interface Scope extends AutoCloseable {
    /** Makes current again what was so before. Throws nothing. */
    @Override
    void close();
}
