/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through what a lane does when its sink fails, with a sink that does, before a real one is there: a class that is
 * first used when the application has taken all memory cannot be loaded, and the thread of the lane would end with it.
 */
public final class LaneRehearsal {
    private LaneRehearsal() {}

    /** Throws, one call after the other, what it is given; takes the rest. */
    private static final class FailingSink implements Sink {
        private final Deque<Exception> failures;

        FailingSink(Exception... failures) {
            this.failures = new ArrayDeque<>(Arrays.asList(failures));
        }

        @Override
        public String name() {
            return "rehearsal";
        }

        @Override
        public void write(byte[] records, int from, int to) throws IOException {
            fail();
        }

        @Override
        public void flush(Ack level) throws IOException {
            fail();
        }

        @Override
        public void close() throws IOException {
            fail();
        }

        private void fail() throws IOException {
            @Nullable Exception failure = failures.poll();
            if (failure instanceof IOException io) {
                throw io;
            } else if (failure instanceof RuntimeException defect) {
                throw defect;
            }
        }
    }

    /**
     * Plays.
     *
     * @param record an event, padded
     * @param gap a gap record, padded
     */
    public static void play(byte[] record, byte[] gap) {
        long[] now = {0};
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Sink sink = new FailingSink(
                new IllegalStateException("rehearsed"), // a write
                new IllegalStateException("rehearsed"), // a flush
                new IOException("rehearsed"), // writes, the last of which parks it
                new IOException("rehearsed"),
                new IOException("rehearsed"),
                new IOException("rehearsed"),
                new PartlyTakenException("rehearsed", 0, 0, null));
        Lane lane = new Lane(0, sink, Ring.CAPACITY_BYTES_MIN, () -> now[0], new Metrics().histogram("rehearsal"), out);
        for (int round = 0; round < 8; round++) {
            lane.offerAll(record, 0, record.length);
            lane.offerAll(gap, 0, gap.length);
            Barrier barrier = new Barrier(Ack.WRITTEN, new long[1], 0);
            barrier.checkEvictions(0);
            lane.barrier(barrier);
            now[0] += Standing.PROBE_NANOS_MAX;
            lane.round();
        }
        lane.drop(record, 0, record.length, DropReason.RING_FULL);
        lane.awaitRoom(0);
        lane.owedGaps().clear();
        lane.dropRest();
    }
}
