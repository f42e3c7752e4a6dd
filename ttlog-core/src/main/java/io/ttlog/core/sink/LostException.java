/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.core.ring.Tally;
import java.io.IOException;

/** Thrown by {@link Sink#close} when events that were taken, and so counted as stored, could not be kept after all. */
public final class LostException extends IOException {
    private static final long serialVersionUID = 1;

    private final long[] counts;

    /**
     * Events that are lost.
     *
     * @param counts how many, by {@link Tally#kind}
     */
    public LostException(String message, long[] counts, IOException cause) {
        super(message, cause);
        this.counts = counts.clone();
    }

    /** How many events of the kind ({@link Tally#kind}) are lost. */
    public long count(int kind) {
        return counts[kind];
    }
}
