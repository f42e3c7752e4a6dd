/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.nio.file.Path;

/**
 * How a peer is to be started.
 *
 * @param directory an empty directory for its files
 * @param sink what is done with events
 */
public record Setup(Path directory, Sink sink) {
    /** What is done with events. */
    public enum Sink {
        /** Counted and forgotten, without a byte formatted, where the peer has such a place; queues hold two bursts. */
        DISCARD,
        /** Into files, nothing lost: a full queue holds up the caller. */
        FILE,
        /** As the peer comes, with its default bounds; what its queue cannot hold is dropped. */
        DEFAULT
    }

    /** Whether a full queue holds up the caller. */
    boolean lossless() {
        return sink != Sink.DEFAULT;
    }

    /** Whether events are discarded. */
    boolean discards() {
        return sink == Sink.DISCARD;
    }
}
