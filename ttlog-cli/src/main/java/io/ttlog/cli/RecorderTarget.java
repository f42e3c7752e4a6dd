/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.TTLogException;
import io.ttlog.cli.mapping.EventTarget;
import io.ttlog.cli.mapping.EventWriter;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A runtime that writes to a store and makes the import wait where it cannot keep up, so that nothing is dropped. */
final class RecorderTarget implements EventTarget, AutoCloseable {
    private static final String STORE = "store";
    /** Takes events of a quarter of it. */
    private static final int RING_BYTES = 16 << 20;

    private static final Duration WAIT_MAX = Duration.ofMinutes(10);

    private final Recorder recorder;
    private long tooLarge;

    /** Opens the store in the directory, making it if it is not there. */
    RecorderTarget(Path directory) {
        recorder = Recorder.start(new Config(
                EventWriter.SERVICE_DEFAULT,
                directory,
                Level.TRACE,
                Overflow.BLOCK,
                WAIT_MAX,
                RING_BYTES,
                Duration.ofHours(1),
                Set.of(STORE),
                Map.of("store.retention", "off"))); // what is imported is mostly old
    }

    @Override
    public Symbols symbols() {
        return recorder.symbols();
    }

    @Override
    public EventEncoder encoder() {
        return recorder.encoder();
    }

    @Override
    public boolean submit(EventEncoder event) throws RejectedException {
        if (recorder.submit(event)) {
            return true;
        }
        long now = recorder.stats().dropped(DropReason.TOO_LARGE);
        if (now > tooLarge) {
            tooLarge = now;
            throw new RejectedException("too large for an event, which has at most " + RING_BYTES / 4 + " bytes");
        }
        return false;
    }

    /**
     * Brings everything to the device.
     *
     * @throws TTLogException when that fails, or anything was dropped on the way
     */
    void sync() {
        boolean synced = recorder.flush(Ack.SYNCED, WAIT_MAX);
        Stats stats = recorder.stats();
        long dropped = stats.dropped() - stats.dropped(DropReason.TOO_LARGE) + stats.droppedBy(STORE);
        if (!synced || dropped > 0) {
            throw new TTLogException(
                    ErrorCode.IO,
                    "the store did not take everything: " + stats.stored(STORE) + " events are in it, " + dropped
                            + " were dropped, " + stats.inFlight(STORE) + " are on their way");
        }
    }

    @Override
    public void close() {
        recorder.close();
    }
}
