/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.pump.Stage;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every sink is told of losses adds up to what the counters say. */
class GapsOfRecorderTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CollectingSink sink = new CollectingSink("memory");

    private static Recorder start(Overflow overflow, Pipeline pipeline, Sink... sinks) {
        return Recorder.start(RecorderTest.config(overflow), new Symbols(), pipeline, List.of(sinks));
    }

    private static boolean submit(Recorder recorder, Level level) {
        return recorder.submit(recorder.encoder().beginLog(level, 1, 0, 0, recorder.service(), 1));
    }

    /** What the counters say, and what the sink was told: events by sink, signal, level and reason. */
    private static void assertToldOfAllDrops(CollectingSink told, Recorder recorder) {
        Map<String, Long> dropped = new TreeMap<>();
        for (Stats.Flow flow : recorder.stats().flows()) {
            if (flow.signal() != Signal.GAP) {
                flow.dropped().forEach((reason, count) -> add(dropped, "", flow.signal(), flow.level(), reason, count));
                for (Stats.Delivery to : flow.deliveries()) {
                    to.dropped()
                            .forEach((reason, count) ->
                                    add(dropped, to.sink(), flow.signal(), flow.level(), reason, count));
                }
            }
        }
        assertThat(told(told, recorder)).isEqualTo(dropped).isNotEmpty();
    }

    private static Map<String, Long> told(CollectingSink sink, Recorder recorder) {
        Map<String, Long> told = new TreeMap<>();
        sink.mapGaps(gap -> {
            assertThat(gap.service()).isEqualTo(recorder.service());
            assertThat(gap.gapUntilNanos()).isGreaterThanOrEqualTo(gap.timestampNanos());
            String name = recorder.symbols().text(gap.name());
            add(told, name, gap.lostSignal(), gap.lostLevel(), gap.dropReason(), gap.gapCount());
            return 0;
        });
        return told;
    }

    private static void add(
            Map<String, Long> counts,
            String sink,
            Signal signal,
            @Nullable Level level,
            DropReason reason,
            long count) {
        if (reason.leavesGap()) {
            counts.merge(sink + " " + signal + " " + level + " " + reason, count, Long::sum);
        }
    }

    @Test
    void tellsNothingWhenNothingIsLost() {
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY, sink);
        submit(recorder, Level.INFO);
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        recorder.close();
        assertThat(sink.mapGaps(EventReader::gapCount)).isEmpty();
        assertThat(recorder.stats().submitted(Signal.GAP)).isZero();
    }

    @Test
    void tellsByKindAndReasonWhatReachedNoSink() {
        Recorder recorder = start(Overflow.DROP_NEWEST, Pipeline.EMPTY, sink);
        for (int i = 0; i < 3; i++) {
            recorder.submit(recorder.encoder()
                    .beginLog(Level.WARN, 1, 0, 0, recorder.service(), 1)
                    .field(1, new byte[recorder.recordBytesMax()]));
        }
        recorder.submit(recorder.encoder()
                .beginSpan(SpanKind.CLIENT, SpanStatus.OK, 1, 0, recorder.service(), 1, 1, 1, 1, 1, 0)
                .field(1, new byte[recorder.recordBytesMax()]));
        recorder.producer().dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Level.ERROR));
        int lost = 0;
        for (int i = 0; i < 100_000 || lost == 0; i++) {
            lost += submit(recorder, Level.DEBUG) ? 0 : 1;
        }
        boolean laneKeptUp = recorder.flush(Ack.WRITTEN, LONG); // false once when the lane, too, has dropped
        assertThat(laneKeptUp || recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        assertToldOfAllDrops(sink, recorder);
        assertThat(told(sink, recorder))
                .containsEntry(" LOG WARN TOO_LARGE", 3L)
                .containsEntry(" SPAN null TOO_LARGE", 1L)
                .containsEntry(" LOG ERROR ENCODE_ERROR", 1L)
                .containsEntry(" LOG DEBUG RING_FULL", (long) lost);

        recorder.producer().dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Level.ERROR));
        recorder.close();
        assertToldOfAllDrops(sink, recorder);
        assertThat(told(sink, recorder)).containsEntry(" LOG ERROR ENCODE_ERROR", 2L);
        assertThat(recorder.stats().conserved()).isTrue();
    }

    @Test
    void tellsNothingOfWhatWasConfiguredAway() {
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY.with(Stage.atLeast(Level.ERROR)), sink);
        submit(recorder, Level.INFO);
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        recorder.close();
        assertThat(recorder.stats().dropped(DropReason.FILTERED)).isEqualTo(1);
        assertThat(sink.mapGaps(EventReader::gapCount)).isEmpty();
    }

    @Test
    void tellsEverySinkWhatOneHadNoRoomFor() {
        GatedSink slow = new GatedSink("slow");
        Recorder recorder = start(Overflow.DROP_NEWEST, Pipeline.EMPTY, slow, sink);
        fill(recorder, "slow");
        assertThat(recorder.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        while (told(sink, recorder).isEmpty()) {
            Thread.onSpinWait(); // the other sink is told while this one is stuck
        }
        assertThat(slow.mapGaps(EventReader::gapCount)).isEmpty();
        fill(recorder, "slow");
        slow.open();
        recorder.close();
        assertToldOfAllDrops(sink, recorder);
        assertToldOfAllDrops(slow, recorder);
        assertThat(told(slow, recorder)).containsKey("slow LOG WARN RING_FULL");
        assertSettled(recorder);
    }

    /** Submits until the sink alone has lost more than it had before. */
    private static void fill(Recorder recorder, String sink) {
        long before = recorder.stats().droppedBy(sink);
        while (recorder.stats().droppedBy(sink) == before) {
            for (int i = 0; i < 100; i++) {
                submit(recorder, Level.WARN);
            }
        }
    }

    private static void assertSettled(Recorder recorder) {
        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        for (Stats.Flow flow : stats.flows()) {
            assertThat(flow.deliveries())
                    .allSatisfy(to -> assertThat(to.inFlight())
                            .as("%s to %s", flow.signal(), to.sink())
                            .isZero());
        }
    }

    /** Fails to take anything until it is mended. */
    private static final class BrokenSink extends CollectingSink {
        private volatile boolean mended;

        BrokenSink(String name) {
            super(name);
        }

        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            if (!mended) {
                throw new IOException("pretended full disk");
            }
            super.write(buffer, from, to);
        }
    }

    @Test
    void tellsASinkWhatItFailedToTakeOnceItTakesAgain() {
        BrokenSink broken = new BrokenSink("broken");
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY, broken, sink);
        for (int i = 0; i < 5; i++) {
            submit(recorder, Level.INFO);
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        }
        while (told(sink, recorder).getOrDefault("broken LOG INFO SINK_FAILED", 0L) < 5) {
            recorder.flush(Ack.WRITTEN, LONG); // the gap records fail, too, and are held
        }
        assertThat(recorder.stats().droppedBy("broken")).isEqualTo(5);
        broken.mended = true;
        // It is parked by now, and a flush fails at once while a sink is parked: that the first one after the mending
        // passes is
        // not promised, only that a probe comes, and that from then on they pass.
        while (!recorder.flush(Ack.WRITTEN, LONG)) {
            Thread.onSpinWait();
        }
        assertToldOfAllDrops(broken, recorder);
        assertToldOfAllDrops(sink, recorder);
        recorder.close();
        assertThat(broken.mapGaps(EventReader::gapCount)).containsExactly(5L);
        assertToldOfAllDrops(broken, recorder);
        assertSettled(recorder);
    }

    @Test
    void aSinkThatFailsToTheEndIsNotToldForEver() {
        BrokenSink broken = new BrokenSink("broken");
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY, broken, sink);
        submit(recorder, Level.INFO);
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        recorder.close();
        assertToldOfAllDrops(sink, recorder);
        Stats.Flow gaps = recorder.stats().flows().get(Tally.kind(Signal.GAP));
        assertThat(gaps.submitted()).isEqualTo(1);
        assertThat(gaps.deliveries().get(0).dropped()).isEqualTo(Map.of(DropReason.SHUTDOWN, 1L));
        assertSettled(recorder);
    }

    @Test
    void aSinkThatLogsCausesNoGapByThat() {
        Recorder[] own = new Recorder[1];
        CollectingSink chatty = new CollectingSink("chatty") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                own[0].event(Level.INFO).log("wrote");
                super.write(buffer, from, to);
            }
        };
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY, chatty);
        own[0] = recorder;
        submit(recorder, Level.INFO);
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        recorder.close();
        assertThat(recorder.stats().dropped(DropReason.REENTRANT)).isPositive();
        assertThat(chatty.mapGaps(EventReader::gapCount)).isEmpty();
    }

    @Test
    void whatComesAfterTheEndIsCountedAndNotTold() {
        Recorder recorder = start(Overflow.BLOCK, Pipeline.EMPTY, sink);
        recorder.close();
        submit(recorder, Level.INFO);
        assertThat(recorder.stats().dropped(DropReason.SHUTDOWN)).isEqualTo(1);
        assertThat(sink.mapGaps(EventReader::gapCount)).isEmpty();
        assertThat(recorder.stats().conserved()).isTrue();
    }
}
