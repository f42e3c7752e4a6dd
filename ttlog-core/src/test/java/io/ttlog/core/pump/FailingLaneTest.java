/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Status.SinkState;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A lane whose sink fails, driven round by round, with a clock that stands still unless it is moved. */
class FailingLaneTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int INFO = Tally.kind(Level.INFO);
    private static final byte[] RECORD = record();

    private final Broken sink = new Broken();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private long now = 7 * SECOND;
    private final Lane lane = new Lane(
            0,
            sink,
            Ring.CAPACITY_BYTES_MIN,
            () -> now,
            new Metrics().histogram("write_ms"),
            new PrintStream(said, true, StandardCharsets.UTF_8));

    private static byte[] record() {
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.INFO, 1, 0, 0, 0, 0).field(2, 7L);
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, record.length);
        return record;
    }

    private void offer(int records) {
        for (int i = 0; i < records; i++) {
            assertThat(lane.offerAll(RECORD, 0, RECORD.length)).isEqualTo(RECORD.length);
        }
    }

    private void rounds() {
        for (int i = 0; i < 100 && lane.round(); i++) {
            assertThat(i).as("a lane comes to rest").isLessThan(99);
        }
    }

    /** Lets the sink fail until it is parked; the batch is lost. */
    private void park() {
        sink.failure = new IOException("pretended: no space left");
        offer(1);
        for (int failure = 0; failure <= Standing.RETRIES_MAX; failure++) {
            rounds();
            now += SECOND / 2;
        }
        assertThat(lane.state()).isEqualTo(SinkState.PARKED);
    }

    private boolean flush() {
        Barrier barrier = new Barrier(Ack.WRITTEN, new long[] {lane.lossesTold()}, 0);
        lane.barrier(barrier);
        rounds();
        assertThat(lane.marks()).as("the flush was answered").isZero();
        return barrier.await(0);
    }

    private long failed() {
        return lane.dropped(DropReason.SINK_FAILED, INFO);
    }

    private List<String> said() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void losesNothingWhenARetrySucceeds() {
        sink.failure = new IOException("pretended hiccup");
        offer(3);
        rounds();
        assertThat(lane.state()).isEqualTo(SinkState.RETRYING);
        assertThat(sink.offered).hasSize(1);
        offer(2); // the ring holds what comes meanwhile
        now += Standing.RETRY_NANOS_MIN - 1;
        rounds();
        assertThat(sink.offered).as("not before its time").hasSize(1);
        now++;
        sink.failure = null;
        rounds();

        assertThat(lane.state()).isEqualTo(SinkState.RUNNING);
        assertThat(lane.stored(INFO)).isEqualTo(5);
        assertThat(lane.lost()).isZero();
        assertThat(sink.took).isEqualTo(5);
        assertThat(lane.retries()).isEqualTo(1);
        assertThat(lane.complaints().count()).isEqualTo(1);
        assertThat(Objects.requireNonNull(lane.complaints().last()).text()).contains("pretended hiccup");
        assertThat(said()).as("nothing was lost").isEmpty();
        assertThat(flush()).isTrue();
    }

    @Test
    void parksASinkThatGoesOnFailingAndDropsWithoutCallingIt() {
        park();
        assertThat(sink.offered).hasSize(1 + Standing.RETRIES_MAX);
        assertThat(failed()).isEqualTo(1);
        now -= SECOND / 2; // park() moved it beyond the last failure
        offer(10);
        rounds();
        assertThat(sink.offered).hasSize(1 + Standing.RETRIES_MAX);
        assertThat(failed()).isEqualTo(11);
        assertThat(lane.lagBytes()).isZero();
        assertThat(said())
                .singleElement()
                .asString()
                .contains("sink broken failed")
                .contains("no space left")
                .contains("parked")
                .contains("again after 1 s")
                .contains("events dropped for it so far: 1");
    }

    @Test
    void probesAParkedSinkWithTheNextBatchWhenItsTimeHasCome() {
        park();
        int calls = sink.offered.size();
        now += SECOND;
        offer(2);
        rounds();
        assertThat(sink.offered).as("one probe").hasSize(calls + 1);
        assertThat(lane.state()).isEqualTo(SinkState.PARKED);
        now += SECOND;
        offer(2);
        rounds();
        assertThat(sink.offered).as("the next comes after 2 s").hasSize(calls + 1);
        now += SECOND;
        sink.failure = null;
        offer(3);
        rounds();

        assertThat(lane.state()).isEqualTo(SinkState.RUNNING);
        assertThat(lane.stored(INFO)).isEqualTo(3);
        assertThat(failed()).isEqualTo(5);
        assertThat(said()).hasSize(2);
        assertThat(said().get(1)).isEqualTo("ttlog: sink broken works again; events dropped for it so far: 5");
        offer(1);
        rounds();
        assertThat(lane.stored(INFO)).isEqualTo(4);
        assertThat(said()).as("said once").hasSize(2);
    }

    @Test
    void reportsAtMostOnceAMinuteHoweverOftenASinkFails() {
        park();
        for (int seconds = 0; seconds < 600; seconds++) {
            now += SECOND;
            offer(1);
            rounds();
        }
        assertThat(said()).hasSizeBetween(6, 11).allMatch(line -> line.contains("parked"));
        assertThat(said().get(3)).contains("times since the last report");
        assertThat(failed()).isEqualTo(601);
    }

    @Test
    void reportsAFlappingSinkAtMostTwiceAMinute() {
        for (int turn = 0; turn < 20; turn++) {
            park();
            sink.failure = null;
            now += SECOND;
            offer(1);
            rounds();
            assertThat(lane.state()).isEqualTo(SinkState.RUNNING);
        }
        assertThat(now).as("a minute and some").isLessThan(120 * SECOND);
        assertThat(said()).hasSizeLessThanOrEqualTo(4);
        assertThat(said().get(1)).contains("works again");
    }

    @Test
    void failsAFlushAtAParkedSinkAtOnceAndWithoutCallingIt() {
        park();
        assertThat(flush()).isFalse();
        assertThat(flush()).as("all losses are told, but nothing is safe").isFalse();
        assertThat(sink.flushes).isZero();
        now += SECOND;
        sink.failure = null;
        offer(1);
        assertThat(flush()).isTrue();
        assertThat(sink.flushes).isEqualTo(1);
    }

    @Test
    void tellsTheFlushBehindABatchThatWasLost() {
        park();
        sink.failure = null;
        now += SECOND;
        offer(1);
        assertThat(flush()).as("it works again, but events were lost").isFalse();
        assertThat(flush()).isTrue();
    }

    @Test
    void countsAndParksADefectButNeverOffersItsBatchAgain() {
        sink.failure = new IllegalStateException("pretended defect");
        for (int batch = 0; batch <= Standing.RETRIES_MAX; batch++) {
            offer(2);
            rounds();
            assertThat(failed()).isEqualTo(2L * (batch + 1));
            assertThat(sink.offered).hasSize(batch + 1);
            now += SECOND / 2;
        }
        assertThat(lane.state()).isEqualTo(SinkState.PARKED);
        assertThat(lane.retries()).isZero();
    }

    @Test
    void offersOnlyTheRestAgainWhenASinkFailedInTheMiddleOfABatch() {
        sink.takes = 2;
        sink.failure = new IOException("pretended: no space left");
        offer(5);
        rounds();
        assertThat(lane.stored(INFO)).isEqualTo(2);
        assertThat(sink.offered).as("not again before its time").containsExactly(5);
        assertThat(lane.state()).isEqualTo(SinkState.RETRYING);
        assertThat(lane.lagBytes()).isEqualTo(3L * RECORD.length);
        sink.failure = null;
        now += Standing.RETRY_NANOS_MIN;
        rounds();
        assertThat(sink.offered).containsExactly(5, 3);
        assertThat(lane.stored(INFO)).isEqualTo(5);
        assertThat(lane.lost()).isZero();
        assertThat(lane.lagBytes()).isZero();
        assertThat(flush()).isTrue();
    }

    @Test
    void dropsWhatASinkRefusesForItselfAndGoesOnWithTheRestAtOnce() {
        sink.takes = 2;
        offer(5);
        rounds();
        assertThat(sink.offered).containsExactly(5, 2);
        assertThat(lane.stored(INFO)).isEqualTo(4);
        assertThat(failed()).isEqualTo(1);
        assertThat(lane.state()).isEqualTo(SinkState.RUNNING);
        assertThat(said()).singleElement().asString().contains("not this one").contains("so far: 1");
    }

    @Test
    void aParkedSinkGetsALastChanceAtTheEnd() {
        park();
        now -= SECOND / 2;
        sink.failure = null;
        offer(4);
        lane.stop();
        rounds();
        assertThat(lane.stored(INFO)).isEqualTo(4);
    }

    @Test
    void doesItsIdleWorkWhileABatchWaitsToBeOfferedAgain() {
        sink.failure = new IOException("pretended hiccup");
        offer(1);
        rounds();
        now += Standing.RETRY_NANOS_MIN;
        rounds();
        int idles = sink.idles;
        now += Standing.RETRY_NANOS_MIN * Standing.RETRY_FACTOR - 1;
        rounds();
        assertThat(sink.offered).hasSize(2);
        assertThat(sink.idles).as("what heals a sink is its idle work").isEqualTo(idles + 1);
    }

    @Test
    void doesItsIdleWorkWhileItIsParkedHoweverMuchComes() {
        park();
        now -= SECOND / 2;
        int idles = sink.idles;
        for (int batch = 0; batch < 8; batch++) {
            now += 50 * MILLI;
            offer(1);
            assertThat(lane.round()).as("there is always something to drop").isTrue();
        }
        assertThat(sink.idles).isEqualTo(idles + 8);
        assertThat(sink.offered).hasSize(1 + Standing.RETRIES_MAX);
    }

    @Test
    void showsForHowLongTheOldestEventHasWaited() {
        rounds();
        sink.failure = new IOException("pretended hiccup");
        now += 40 * MILLI;
        offer(1);
        rounds();
        now += 5 * MILLI;
        assertThat(lane.lagNanos()).as("from the last look at an empty ring on").isEqualTo(45 * MILLI);
        assertThat(lane.lagBytes()).isEqualTo(RECORD.length);
        sink.failure = null;
        now += Standing.RETRY_NANOS_MIN;
        rounds();
        assertThat(lane.lagNanos()).isZero();
    }

    /** Fails as told. */
    private static final class Broken implements Sink {
        private final List<Integer> offered = new ArrayList<>();
        private @Nullable Throwable failure;
        private int takes = -1; // so many of the next batch, and refuses one
        private int took;
        private int flushes;
        private int idles;

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            int count = (to - from) / RECORD.length;
            offered.add(count);
            if (takes >= 0) {
                int takenTo = from + takes * RECORD.length;
                took += takes;
                takes = -1;
                if (failure instanceof IOException) {
                    throw new PartlyTakenException("pretended: the rest not", takenTo, to, failure);
                }
                throw new PartlyTakenException("pretended: not this one", takenTo, takenTo + RECORD.length, null);
            }
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof RuntimeException defect) {
                throw defect;
            }
            took += count;
        }

        @Override
        public void flush(Ack level) {
            flushes++;
        }

        @Override
        public void idle() {
            idles++;
        }

        @Override
        public void close() {}
    }
}
