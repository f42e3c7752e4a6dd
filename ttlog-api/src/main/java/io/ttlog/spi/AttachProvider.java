/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.TTLogException;

/** What {@link io.ttlog.TTLog#attach} finds by {@link java.util.ServiceLoader}: {@code ttlog-agent}. */
public interface AttachProvider {
    /**
     * Weaves what is annotated in this JVM, now and from now on; a second call does nothing.
     *
     * @throws TTLogException when the JVM refuses
     */
    void attach();
}
