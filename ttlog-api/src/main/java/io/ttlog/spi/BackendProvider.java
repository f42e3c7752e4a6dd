/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/** Starts a runtime; found with {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /**
     * Starts a runtime with checked settings. What reads {@link Metrics#process} is the one that the static API records into.
     *
     * @param metrics those that it reads out
     * @throws io.ttlog.TTLogException when a setting cannot be used or the store cannot be opened
     */
    Backend start(Config config, Metrics metrics);
}
