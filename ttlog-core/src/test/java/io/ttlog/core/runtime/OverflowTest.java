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
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.pump.Stage;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.OverflowPolicies;
import io.ttlog.spi.OverflowPolicies.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events when a ring is full, by policy, signal and level. */
@ExtendWith(SeededRandom.class)
class OverflowTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int RING = 64 << 10;
    private static final int RESERVE = RING / Overflows.RESERVE_PARTS;

    private final CollectingSink sink = new CollectingSink("memory");
    private final GatedStage gate = new GatedStage();
    private final AtomicLong ticks = new AtomicLong();
    private Recorder recorder = start(all(Overflow.DROP_NEWEST));

    @AfterEach
    void close() {
        gate.open.countDown();
        recorder.close();
    }

    /** Holds the pump up at the first event, in the middle of the ring of whoever sent that. */
    private static final class GatedStage implements Stage {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Override
        public boolean keeps(EventReader event) {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }
    }

    private static OverflowPolicies all(Overflow overflow) {
        return OverflowPolicies.all(overflow, Duration.ofMillis(10));
    }

    private static OverflowPolicies levels(Overflow general, Map<Level, Overflow> levels) {
        Map<Level, Policy> policies = new java.util.EnumMap<>(Level.class);
        levels.forEach((level, overflow) -> policies.put(level, new Policy(overflow, Duration.ofMillis(10))));
        return new OverflowPolicies(new Policy(general, Duration.ofMillis(10)), Map.of(), policies);
    }

    private static Config config(OverflowPolicies policies) {
        return new Config(
                "shop", Path.of("unused"), Level.TRACE, policies, RING, Duration.ofHours(1), false, Set.of(), Map.of());
    }

    /** Every look at the clock takes a millisecond. */
    private Recorder start(OverflowPolicies policies) {
        EpochClock clock = new EpochClock(() -> ticks.addAndGet(1_000_000), () -> 0);
        return Recorder.start(
                config(policies), new Symbols(), Pipeline.EMPTY.with(gate), List.of(sink), clock, new Metrics());
    }

    /** Starts anew, with the pump held up in the ring of another thread: nobody reads the ring of this one. */
    private void startWithoutReader(OverflowPolicies policies) throws InterruptedException {
        recorder.close();
        recorder = start(policies);
        Thread other = new Thread(() -> recorder.submit(log(Level.FATAL, -1)));
        other.start();
        other.join();
        gate.entered.await();
    }

    private EventEncoder log(Level level, long n) {
        return log(recorder, level, n);
    }

    private static EventEncoder log(Recorder recorder, Level level, long n) {
        Symbols symbols = recorder.symbols();
        return recorder.encoder()
                .beginLog(level, symbols.intern("event {n}"), 0, 0, recorder.service(), 1_000 + n)
                .field(symbols.intern("n"), n);
    }

    private EventEncoder span(long n) {
        Symbols symbols = recorder.symbols();
        return recorder.encoder()
                .beginSpan(SpanKind.INTERNAL, SpanStatus.OK, symbols.intern("work"), 0, 0, 1_000 + n, 1, 1, 1, 1, 0)
                .field(symbols.intern("n"), n);
    }

    private static long n(EventReader event) {
        assertThat(event.nextField()).isTrue();
        return event.fieldLong();
    }

    private int fill(Level level) {
        int accepted = 0;
        while (recorder.submit(log(level, accepted))) {
            accepted++;
        }
        return accepted;
    }

    /** Lets everything through and returns the numbers that arrived. */
    private List<Long> arrived() {
        gate.open.countDown();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        List<Long> numbers = new ArrayList<>(sink.map(OverflowTest::n));
        numbers.removeIf(n -> n < 0);
        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
        assertThat(stats.submitted()).isEqualTo(stats.dropped() + stats.stored("memory"));
        assertThat(stats.stored("memory")).isEqualTo(sink.count());
        return numbers;
    }

    private long dropped(Level level, DropReason reason) {
        return recorder.stats().flows().stream()
                .filter(flow -> flow.level() == level)
                .mapToLong(flow -> flow.dropped().getOrDefault(reason, 0L))
                .sum();
    }

    @Test
    void dropNewestKeepsTheOldest() throws InterruptedException {
        startWithoutReader(all(Overflow.DROP_NEWEST));
        int accepted = fill(Level.INFO);
        assertThat(recorder.submit(log(Level.INFO, 7_777))).isFalse();
        assertThat(arrived()).hasSize(accepted).startsWith(0L, 1L).endsWith(accepted - 1L);
        assertThat(dropped(Level.INFO, DropReason.RING_FULL)).isEqualTo(2);
    }

    @Test
    void dropOldestKeepsTheNewest() throws InterruptedException {
        startWithoutReader(all(Overflow.DROP_OLDEST));
        int events = 20_000;
        for (int i = 0; i < events; i++) {
            assertThat(recorder.submit(log(Level.INFO, i))).isTrue();
        }
        List<Long> numbers = arrived();
        assertThat(numbers).hasSizeGreaterThan(500).isSorted().endsWith(events - 1L);
        assertThat(numbers.get(0)).as("nothing is missing in between").isEqualTo(events - numbers.size());
        assertThat(dropped(Level.INFO, DropReason.RING_FULL)).isEqualTo(events - numbers.size());
        assertThat(recorder.stats().submitted()).isEqualTo(events + 1);
    }

    @Test
    void dropOldestSparesWhatIsMoreSevereAndWhatHasAnotherPolicy() throws InterruptedException {
        startWithoutReader(levels(Overflow.DROP_OLDEST, Map.of(Level.DEBUG, Overflow.DROP_NEWEST)));
        assertThat(recorder.submit(log(Level.TRACE, 1))).isTrue();
        assertThat(recorder.submit(log(Level.WARN, 2))).isTrue();
        assertThat(recorder.submit(span(3))).isTrue();
        long n = 4;
        int dropsBefore;
        do {
            dropsBefore = (int) recorder.stats().dropped();
            recorder.submit(log(Level.INFO, n++));
        } while (recorder.stats().dropped() == dropsBefore);
        assertThat(dropped(Level.TRACE, DropReason.RING_FULL))
                .as("the oldest went")
                .isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            recorder.submit(log(Level.INFO, n++));
        }
        assertThat(recorder.submit(log(Level.INFO, n)))
                .as("a WARN stands in the way")
                .isFalse();
        assertThat(arrived()).startsWith(2L, 3L, 4L);
        assertThat(dropped(Level.WARN, DropReason.RING_FULL)).isZero();
        assertThat(recorder.stats().conserved()).isTrue();
    }

    @Test
    void dropOldestDoesNotTakeBackWhatMustNotBeDropped() throws InterruptedException {
        startWithoutReader(levels(Overflow.BLOCK, Map.of(Level.ERROR, Overflow.DROP_OLDEST)));
        int accepted = fill(Level.INFO);
        int errors = fill(Level.ERROR);
        assertThat(errors).as("they have the reserve").isPositive();
        assertThat(arrived()).hasSize(accepted + errors);
    }

    @Test
    void blockGivesUpAtItsDeadline() throws InterruptedException {
        startWithoutReader(levels(Overflow.DROP_NEWEST, Map.of(Level.INFO, Overflow.BLOCK)));
        fill(Level.INFO);
        long before = ticks.get();
        assertThat(recorder.submit(log(Level.INFO, 1))).isFalse();
        long waited = ticks.get() - before;
        assertThat(waited).isBetween(10_000_000L, 25_000_000L); // the pump looks at the clock, too
        before = ticks.get();
        assertThat(recorder.submit(log(Level.DEBUG, 1))).isFalse();
        assertThat(ticks.get() - before).as("DEBUG does not wait").isLessThan(10_000_000L);
        arrived();
    }

    @Test
    void anInterruptNeitherEndsTheWaitForRoomNorIsLost() throws InterruptedException {
        startWithoutReader(levels(Overflow.DROP_NEWEST, Map.of(Level.INFO, Overflow.BLOCK)));
        fill(Level.INFO);
        EventEncoder event = log(Level.INFO, 1);
        Thread.currentThread().interrupt();
        long before = ticks.get();
        boolean accepted = recorder.submit(event);
        long waited = ticks.get() - before;
        assertThat(Thread.interrupted()).isTrue();
        assertThat(accepted).isFalse();
        assertThat(waited).isBetween(10_000_000L, 25_000_000L);
        arrived();
    }

    @Test
    void sampleKeepsFewerTheLessRoomIsLeftAndSaysForHowManyTheyStand() throws InterruptedException {
        startWithoutReader(all(Overflow.SAMPLE));
        List<Double> expected = new ArrayList<>();
        double leftOut = 0;
        int events = 50_000;
        long sampled = 0;
        double given = 0;
        double refusedWeight = 0;
        for (int i = 0; i < events; i++) {
            long sampledBefore = sampled;
            double weight = i < 1_000 || i % 5 > 0 ? 1 : 2.5; // some stand for others already
            EventEncoder event = log(Level.INFO, i);
            boolean kept = recorder.submit(weight > 1 ? event.weight(weight) : event);
            sampled = dropped(Level.INFO, DropReason.SAMPLED);
            given += weight;
            if (kept) {
                expected.add(weight + leftOut);
                leftOut = 0;
            } else if (sampled > sampledBefore) {
                leftOut += weight;
            } else {
                refusedWeight += weight;
            }
        }
        List<Long> numbers = arrived();
        List<Double> weights = new ArrayList<>(sink.map(EventReader::weight));
        weights.remove(0); // of the other thread
        assertThat(weights).isEqualTo(expected);
        double population = weights.stream().mapToDouble(Double::doubleValue).sum() + leftOut;
        long refused = dropped(Level.INFO, DropReason.RING_FULL);
        assertThat(population).isEqualTo(given - refusedWeight);
        assertThat(sampled).isEqualTo(events - refused - numbers.size());
        int half = (RING - RESERVE) / Overflows.SAMPLE_PARTS / 64; // records of 56 to 64 bytes
        assertThat(weights.subList(0, half)).containsOnly(1.0);
        assertThat(weights.stream().mapToDouble(Double::doubleValue).max().orElse(0))
                .isGreaterThan(64);
        assertThat(numbers).isSorted();
    }

    @Test
    void sampleHasAStepForEachHalvingOfTheRoom() {
        assertThat(Overflows.oneIn(0, 1_000)).isEqualTo(1);
        assertThat(Overflows.oneIn(499, 1_000)).isEqualTo(1);
        assertThat(Overflows.oneIn(500, 1_000)).isEqualTo(2);
        assertThat(Overflows.oneIn(750, 1_000)).isEqualTo(4);
        assertThat(Overflows.oneIn(875, 1_000)).isEqualTo(8);
        assertThat(Overflows.oneIn(1_000, 1_000)).isEqualTo(512);
        assertThat(Overflows.oneIn(50_000, 50_000)).isEqualTo(Overflows.SAMPLE_ONE_IN_MAX);
        assertThat(Overflows.oneIn(60_000, 50_000)).as("others may use more").isEqualTo(Overflows.SAMPLE_ONE_IN_MAX);
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void everyPolicyLeavesTheReserveToWarningsAndSpans(Overflow overflow) throws InterruptedException {
        startWithoutReader(levels(
                Overflow.DROP_NEWEST, Map.of(Level.INFO, overflow, Level.DEBUG, overflow, Level.TRACE, overflow)));
        for (int i = 0; i < 3_000; i++) {
            recorder.submit(log(Level.values()[i % 3], i));
        }
        int reserved = 0;
        while (recorder.submit(reserved % 2 == 0 ? log(Level.WARN, reserved) : span(reserved))) {
            reserved++;
        }
        assertThat(reserved).isGreaterThanOrEqualTo(RESERVE / 112); // a span is that long, a log half of it
        assertThat(arrived()).hasSizeGreaterThan(reserved);
    }

    @Test
    void eachLevelAndSignalFollowsItsOwnPolicy() throws InterruptedException {
        startWithoutReader(new OverflowPolicies(
                new Policy(Overflow.DROP_NEWEST, Duration.ZERO),
                Map.of(
                        Signal.LOG, new Policy(Overflow.SAMPLE, Duration.ZERO),
                        Signal.SPAN, new Policy(Overflow.DROP_OLDEST, Duration.ZERO)),
                Map.of(Level.WARN, new Policy(Overflow.BLOCK, Duration.ofMillis(10)))));
        int spans = 5_000;
        for (int i = 0; i < spans; i++) {
            assertThat(recorder.submit(span(i))).isTrue();
        }
        long evicted = recorder.stats().dropped(DropReason.RING_FULL);
        assertThat(evicted).isPositive();
        for (int i = 0; i < 100; i++) {
            recorder.submit(log(Level.INFO, i));
        }
        assertThat(recorder.stats().dropped(DropReason.SAMPLED)).isGreaterThan(80);
        long before = ticks.get();
        recorder.submit(log(Level.WARN, 1));
        assertThat(ticks.get() - before).isGreaterThanOrEqualTo(10_000_000L);
        assertThat(recorder.submit(span(spans)))
                .as("a span pushes out the oldest span")
                .isTrue();
        assertThat(arrived()).contains((long) spans);
    }

    @Test
    void aReadingIsNeverSampled() {
        Overflows overflows = new Overflows(all(Overflow.SAMPLE), RING, new EpochClock(), () -> false);
        assertThat(overflows.firstBytes(Tally.kind(Signal.METRIC))).isEqualTo(RING);
        assertThat(overflows.firstBytes(Tally.kind(Signal.SPAN))).isEqualTo(RING / 2);
        assertThat(overflows.firstBytes(Tally.kind(Level.INFO))).isEqualTo((RING - RESERVE) / 2);
    }

    @Test
    void aFlushTellsOfEventsThatWereTakenBackMeanwhile() throws InterruptedException {
        startWithoutReader(all(Overflow.DROP_OLDEST));
        for (int i = 0; i < 3_000; i++) {
            recorder.submit(log(Level.INFO, i));
        }
        assertThat(recorder.stats().dropped(DropReason.RING_FULL)).isPositive();
        boolean[] passed = {true};
        Thread flusher = new Thread(() -> passed[0] = recorder.flush(Ack.WRITTEN, LONG));
        flusher.start();
        while (flusher.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(recorder.submit(log(Level.INFO, 3_000))).isTrue();
        gate.open.countDown();
        flusher.join();
        assertThat(passed[0])
                .as("an event that was there when it began is gone")
                .isFalse();
        assertThat(arrived()).endsWith(3_000L);
    }

    @Test
    void aFullLaneWaitsForThoseThatBlockAndDropsTheOthersForItsSinkAlone() throws InterruptedException {
        GatedSink slow = new GatedSink("slow");
        Config config = config(new OverflowPolicies(
                new Policy(Overflow.DROP_NEWEST, Duration.ZERO),
                Map.of(),
                Map.of(Level.WARN, new Policy(Overflow.BLOCK, LONG))));
        CollectingSink quick = new CollectingSink("quick");
        Recorder mixed = Recorder.start(config, new Symbols(), Pipeline.EMPTY, List.of(slow, quick));
        long floods = 0;
        while (mixed.stats().droppedBy("slow") == 0) { // until its lane is full
            mixed.submit(log(mixed, Level.INFO, floods++));
        }
        int events = 9_000;
        int[] warnings = new int[1];
        Thread producer = new Thread(() -> {
            for (int i = 0; i < events; i++) {
                boolean warning = i % 3 == 0;
                if (mixed.submit(log(mixed, warning ? Level.WARN : Level.INFO, i)) && warning) {
                    warnings[0]++;
                }
            }
        });
        producer.start();
        long position = -1;
        while (producer.isAlive()
                && (producer.getState() != Thread.State.TIMED_WAITING
                        || position != mixed.stats().submitted())) {
            position = mixed.stats().submitted(); // until a WARN waits for room
        }
        slow.open();
        producer.join();
        mixed.flush(Ack.WRITTEN, LONG);
        Stats stats = mixed.stats();
        assertThat(warnings[0]).isEqualTo(events / 3);
        assertThat(slow.map(EventReader::level).stream()
                        .filter(l -> l == Level.WARN)
                        .count())
                .isEqualTo(warnings[0]);
        assertThat(quick.map(EventReader::level).stream()
                        .filter(l -> l == Level.WARN)
                        .count())
                .isEqualTo(warnings[0]);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("slow")).isZero();
        assertThat(stats.stored("slow")).isEqualTo(slow.count());
        assertThat(stats.stored("slow") + stats.droppedBy("slow") + stats.dropped())
                .isEqualTo(events + floods);
        mixed.close();
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void conservesUnderPressureOfManyThreads(Overflow overflow, Random random) throws InterruptedException {
        int threads = 3;
        int events = 15_000;
        long seed = random.nextLong();
        int[] slowness = {0};
        Stage slow = event -> {
            for (int spin = slowness[0]++ % 3_000 == 0 ? 500_000 : 20; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            return true;
        };
        OverflowPolicies policies = OverflowPolicies.all(overflow, LONG);
        Recorder pressed = Recorder.start(config(policies), new Symbols(), Pipeline.EMPTY.with(slow), List.of(sink));
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            long base = (long) t * events;
            Random own = new Random(seed + t);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < events; i++) {
                    Level level = Level.values()[own.nextInt(6)];
                    pressed.submit(log(pressed, level, base + i).field(7, "x".repeat(own.nextInt(100))));
                }
            });
            producers.add(thread);
            thread.start();
        }
        for (Thread producer : producers) {
            producer.join();
        }
        while (!pressed.flush(Ack.WRITTEN, LONG)) {
            assertThat(pressed.stats().stored("memory")).isPositive(); // it told of evictions; the next one has none
        }
        Stats stats = pressed.stats();
        assertThat(stats.submitted()).isEqualTo((long) threads * events);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
        assertThat(stats.stored("memory")).isEqualTo(sink.count());
        assertThat(stats.submitted()).isEqualTo(stats.dropped() + stats.stored("memory"));
        long[] last = {-1, -1, -1};
        for (long n : sink.map(OverflowTest::n)) {
            int thread = (int) (n / events);
            assertThat(n % events).as("order of thread %d", thread).isGreaterThan(last[thread]);
            last[thread] = n % events;
        }
        double population =
                sink.map(EventReader::weight).stream().mapToDouble(w -> w).sum();
        assertThat(population).isLessThanOrEqualTo((double) stats.submitted());
        if (overflow == Overflow.BLOCK) {
            assertThat(stats.dropped()).isZero();
        } else {
            assertThat(stats.dropped()).as("there was pressure").isPositive();
        }
        if (overflow == Overflow.SAMPLE) {
            assertThat(population).isGreaterThan((double) stats.stored("memory"));
        } else {
            assertThat(population).isEqualTo((double) stats.stored("memory"));
        }
        pressed.close();
    }
}
