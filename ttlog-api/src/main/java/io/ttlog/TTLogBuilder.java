/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** Settings before the start. */
public final class TTLogBuilder {
    TTLogBuilder() {}

    /** Starts. */
    public void start() {}
}
