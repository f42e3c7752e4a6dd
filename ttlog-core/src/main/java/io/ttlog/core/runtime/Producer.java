/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Tally;

/** What one application thread keeps between its calls. Used by that thread only. */
final class Producer {
    private final Recorder recorder;
    private final Inlet inlet;
    private final boolean muted;
    private final EventEncoder raw = new EventEncoder();

    /**
     * The state of the calling thread.
     *
     * @param muted the thread is one of the runtime's own, and what it records is dropped
     */
    Producer(Recorder recorder, Inlet inlet, boolean muted) {
        this.recorder = recorder;
        this.inlet = inlet;
        this.muted = muted;
    }

    /** The encoder for callers that make whole records themselves. */
    EventEncoder rawEncoder() {
        return raw;
    }

    /** Ends the record, copies it into the ring, and counts it. */
    boolean submit(EventEncoder encoder) {
        final int bytes = encoder.end();
        final byte[] record = encoder.buffer();
        final int kind = Tally.kind(record, 0);
        inlet.count(Tally.SUBMITTED, kind, 1);
        if (bytes == EventEncoder.TOO_LARGE || bytes > recorder.recordBytesMax()) {
            return drop(DropReason.TOO_LARGE, kind);
        }
        if (recorder.isClosed()) {
            return drop(DropReason.SHUTDOWN, kind);
        }
        if (muted) {
            return drop(DropReason.REENTRANT, kind);
        }
        if (inlet.offer(record, bytes, recorder.usableBytes(kind)) || recorder.awaitRoom(inlet, record, bytes)) {
            inlet.count(Tally.PASSED, kind, 1);
            return true;
        }
        return drop(recorder.isClosed() ? DropReason.SHUTDOWN : DropReason.RING_FULL, kind);
    }

    /** Counts an event that never became a record. */
    void dropUnwritten(DropReason reason, int kind) {
        inlet.count(Tally.SUBMITTED, kind, 1);
        drop(reason, kind);
    }

    private boolean drop(DropReason reason, int kind) {
        inlet.count(Tally.dropped(reason), kind, 1);
        return false;
    }
}
