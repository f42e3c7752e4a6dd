/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Metrics;
import org.junit.jupiter.api.Test;

/** The pump's side of a lane whose thread has not started, so that each test decides what the thread has done so far. */
class LaneTest {
    private static final long MILLI = 1_000_000;

    private final Lane lane = new Lane(
            0,
            new Discard(),
            Ring.CAPACITY_BYTES_MIN,
            System::nanoTime,
            new Metrics().histogram("write_ms"),
            System.err);

    @Test
    void findsRoomWhenTheSinkHasTakenEverythingBetweenTheOfferAndTheWait() {
        byte[] record = record();
        for (int offered = 0; offered < 10; offered++) {
            assertThat(fill(record)).isPositive();
            // The lane's thread empties the ring here. Nothing will ever move its head again, unless the pump offers
            // more.
            lane.dropRest();
            assertThat(lane.awaitRoom(MILLI)).isTrue();
        }
    }

    @Test
    void givesUpInTimeWhenTheSinkTakesNothing() {
        fill(record());
        assertThat(lane.awaitRoom(MILLI)).isFalse();
    }

    @Test
    void flushesWhoseEventsAreWrittenShareWhatTheFirstMakesTheSinkDo() {
        StringBuilder calls = new StringBuilder();
        Barrier[] barriers = new Barrier[3];
        int[] flushed = new int[1];
        Lane shared = new Lane(
                0,
                new Discard() {
                    @Override
                    public void write(byte[] buffer, int from, int to) {
                        calls.append("write ");
                    }

                    @Override
                    public void flush(Ack level) {
                        calls.append(barriers[flushed[0]++].await(0) ? "too late " : "flush ");
                    }
                },
                Ring.CAPACITY_BYTES_MIN,
                () -> 0,
                new Metrics().histogram("write_ms"),
                System.err);
        byte[] record = record();
        for (int thread = 0; thread < barriers.length; thread++) {
            assertThat(shared.offerAll(record, 0, record.length)).isEqualTo(record.length);
            barriers[thread] = new Barrier(Ack.SYNCED, new long[1], 0);
            shared.barrier(barriers[thread]);
        }
        shared.round();
        assertThat(calls)
                .hasToString("write flush flush flush "); // the store syncs once: nothing was written in between
        for (Barrier barrier : barriers) {
            assertThat(barrier.await(0)).isTrue();
        }
    }

    private int fill(byte[] record) {
        int records = 0;
        while (lane.offerAll(record, 0, record.length) == record.length) {
            records++;
        }
        return records;
    }

    private static byte[] record() {
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.INFO, Symbols.NONE, Symbols.NONE, Symbols.NONE, Symbols.NONE, 1);
        encoder.message("x".repeat(1_000));
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, record.length);
        return record;
    }

    private static class Discard implements Sink {
        @Override
        public String name() {
            return "discard";
        }

        @Override
        public void write(byte[] buffer, int from, int to) {}

        @Override
        public void flush(Ack level) {}

        @Override
        public void close() {}
    }
}
