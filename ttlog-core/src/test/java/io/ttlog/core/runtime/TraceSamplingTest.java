/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.JvmMetrics;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Redaction;
import io.ttlog.Sampling;
import io.ttlog.Scope;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.core.Await;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.OverflowPolicies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sampling of traces through a running recorder. Ids are the recorder's own, so bounds of chance are wide: six deviations. */
class TraceSamplingTest {
    private static final int TRACES = 20_000;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Sampling NONE_BUT_ERRORS = Sampling.ratio(0).keepErrors();

    /** A span as the sink saw it. */
    private record Row(String name, String trace, double weight, boolean failed) {}

    /** A service of its own, with its own sink. */
    private static final class Service {
        final CollectingSink sink = new CollectingSink("sink");
        final Symbols symbols = new Symbols();
        final Recorder recorder;

        Service(Sampling sampling) {
            this(sampling, Overflow.BLOCK, new EpochClock());
        }

        Service(Sampling sampling, Overflow overflow, EpochClock clock) {
            Config config = new Config(
                    "shop",
                    Path.of("unused"),
                    Level.TRACE,
                    OverflowPolicies.all(overflow, LONG),
                    64 << 10,
                    Duration.ofHours(1),
                    false,
                    sampling,
                    Config.UNFINISHED_AFTER_UNLESS_GIVEN,
                    Set.of(),
                    Map.of(),
                    Redaction.none(),
                    JvmMetrics.OFF);
            recorder = Recorder.start(config, symbols, Pipeline.EMPTY, List.of(sink), clock, new Metrics());
        }

        List<Row> rows() {
            return sink
                    .map(event -> event.signal() == Signal.SPAN
                            ? new Row(
                                    symbols.text(event.name()),
                                    String.format("%016x%016x", event.traceIdHigh(), event.traceIdLow()),
                                    event.weight(),
                                    event.spanStatus() == SpanStatus.ERROR)
                            : new Row("log", "", 1, false))
                    .stream()
                    .filter(row -> !row.name.equals("log"))
                    .toList();
        }

        void close() {
            recorder.close();
            Stats stats = recorder.stats();
            assertThat(stats.conserved()).isTrue();
            assertThat(stats.inFlight("sink")).isZero();
            assertThat(stats.misuses()).isZero();
        }

        long dropped(DropReason reason) {
            return recorder.stats().dropped(reason);
        }

        List<String> names() {
            return rows().stream().map(Row::name).toList();
        }
    }

    private @Nullable Service service;

    private Service start(Sampling sampling) {
        Service started = new Service(sampling);
        service = started;
        return started;
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    private static void inAnotherThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double deviation(double share) {
        return Math.sqrt(TRACES * share * (1 - share));
    }

    @Test
    void keepsTheShareOfTracesWholeAndCountsTheRest() {
        Service shop = start(Sampling.ratio(0.2));
        for (int i = 0; i < TRACES; i++) {
            try (Span root = shop.recorder.span("root").with("n", i)) {
                shop.recorder.span("child").close();
                root.ok();
            }
        }
        shop.recorder.close();
        List<Row> rows = shop.rows();
        long roots = rows.stream().filter(row -> row.name.equals("root")).count();
        assertThat((double) roots).isCloseTo(TRACES * 0.2, within(6 * deviation(0.2)));
        assertThat(rows).hasSize((int) (2 * roots)).allMatch(row -> row.weight == 5);
        Set<String> traces = new HashSet<>();
        rows.forEach(row -> traces.add(row.trace));
        assertThat(traces).hasSize((int) roots);
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(2L * TRACES - rows.size());
    }

    @Test
    void keepsEveryFailureAndWeightsAddUpToTheTruth() {
        double share = 0.1;
        Service shop = start(Sampling.ratio(share).keepErrors().within(LONG, 8 << 20));
        for (int i = 0; i < TRACES; i++) {
            try (Span root = shop.recorder.span("root")) {
                try (Span child = shop.recorder.span("child")) {
                    if (i % 50 == 0) {
                        child.fail(new IllegalStateException("refused"));
                    }
                }
                root.ok();
            }
        }
        shop.recorder.close();
        List<Row> rows = shop.rows();
        Map<String, List<Row>> traces = new HashMap<>();
        rows.forEach(row ->
                traces.computeIfAbsent(row.trace, id -> new ArrayList<>()).add(row));
        assertThat(traces.values()).allMatch(trace -> trace.size() == 2);
        assertThat(rows.stream().filter(Row::failed)).hasSize(TRACES / 50).allMatch(row -> row.weight == 1);
        for (List<Row> trace : traces.values()) {
            boolean failed = trace.get(0).failed || trace.get(1).failed;
            assertThat(trace).allMatch(row -> row.weight == (failed ? 1 : 10));
        }
        double sum = rows.stream().mapToDouble(Row::weight).sum();
        assertThat(sum).isCloseTo(2.0 * TRACES, within(6 * 2 * deviation(share) / share));
        assertThat(shop.recorder.status().held().decidedEarly()).isZero();
    }

    @Test
    void keepsWhatWasSlow() {
        AtomicLong ticks = new AtomicLong();
        Service shop = new Service(
                Sampling.ratio(0).keepSlowerThan(Duration.ofMillis(500)),
                Overflow.BLOCK,
                new EpochClock(ticks::get, () -> 0));
        service = shop;
        for (int i = 0; i < 1_000; i++) {
            try (Span root = shop.recorder.span("root " + i)) {
                shop.recorder.span("child " + i).close();
                ticks.addAndGet(i % 100 == 0 ? 500_000_000 : 499_999_999);
                root.ok();
            }
        }
        shop.recorder.close();
        assertThat(shop.names()).hasSize(20).startsWith("child 0", "root 0", "child 100", "root 100");
    }

    @Test
    void decidesChildrenInOtherThreadsAndDetachedOnesWithTheirRoot() {
        Service shop = start(NONE_BUT_ERRORS);
        for (boolean fails : new boolean[] {true, false}) {
            String suffix = fails ? " kept" : " left";
            Span root = shop.recorder.span("root" + suffix);
            Context context = root.context();
            inAnotherThread(() -> {
                try (Scope scope = shop.recorder.enter(context)) {
                    shop.recorder.span("scoped" + suffix).close();
                    assertThat(scope).isNotNull();
                }
                shop.recorder.span("given" + suffix, context).close();
            });
            Span detached = shop.recorder.span("detached" + suffix).detach();
            inAnotherThread(detached::close);
            Span late = shop.recorder.span("late" + suffix).detach();
            if (fails) {
                root.fail(new IllegalStateException());
            }
            root.close();
            inAnotherThread(late::close);
        }
        shop.recorder.close();
        assertThat(shop.names())
                .containsExactlyInAnyOrder("root kept", "scoped kept", "given kept", "detached kept", "late kept");
        assertThat(shop.rows()).extracting(Row::trace).containsOnly(shop.rows().get(0).trace);
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(5);
    }

    @Test
    void aRootThatEndsInAnotherThreadDecides() {
        Service shop = start(NONE_BUT_ERRORS);
        Span root = shop.recorder.span("root").detach();
        shop.recorder.span("child", root.context()).close();
        inAnotherThread(() -> {
            root.fail(new IllegalStateException());
            root.close();
        });
        shop.recorder.close();
        assertThat(shop.names()).containsExactlyInAnyOrder("child", "root");
    }

    @Test
    void aFlushDecidesWhatIsHeldByWhatIsKnown() {
        Service shop = start(NONE_BUT_ERRORS);
        Span root = shop.recorder.span("root");
        shop.recorder.span("before").close();
        assertThat(shop.recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        Stats stats = shop.recorder.stats();
        assertThat(stats.inFlight("sink")).isZero();
        assertThat(stats.dropped(DropReason.SAMPLED)).isEqualTo(1);
        assertThat(stats.conserved()).isTrue();
        shop.recorder.span("between").close();
        root.fail(new IllegalStateException());
        root.close();
        assertThat(shop.recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        assertThat(shop.names()).containsExactly("root");
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(2);
    }

    @Test
    void theStopDecidesWhatIsHeld() {
        Service shop = start(Sampling.ratio(0.5).keepErrors());
        List<Span> roots = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Span root = shop.recorder.span("root").detach();
            shop.recorder.span("child", root.context()).close();
            roots.add(root);
            if (root.context().span().isSampled()) {
                kept.add(root.traceId());
            }
        }
        shop.recorder.close();
        assertThat(kept).hasSizeBetween(20, 80);
        assertThat(shop.rows().stream().filter(row -> row.name.equals("child")))
                .allMatch(row -> row.weight == 2)
                .extracting(Row::trace)
                .containsExactlyInAnyOrderElementsOf(kept);
        assertThat(shop.rows().stream().filter(row -> row.name.equals("root"))) // told of as unfinished
                .extracting(Row::trace)
                .containsExactlyInAnyOrderElementsOf(kept);
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(2L * (100 - kept.size()));
        roots.forEach(Span::close);
        assertThat(shop.dropped(DropReason.SHUTDOWN)).isEqualTo(100);
    }

    @Test
    void heldSpansAreInFlightAndShownAndTheOldestGoWhenTimeIsUp() throws InterruptedException {
        Service shop = start(NONE_BUT_ERRORS.within(Sampling.HELD_FOR_MIN, Sampling.HELD_BYTES_MIN));
        List<Span> roots = new ArrayList<>();
        for (int i = 0; i < 300; i++) { // twice as many as there are pieces
            Span root = shop.recorder.span("root").detach();
            shop.recorder.span("child", root.context()).close();
            roots.add(root);
        }
        Await.until("time is up for all", () -> shop.recorder.status().held().decidedEarly() == 300);
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(300);
        assertThat(shop.recorder.stats().inFlight("sink")).isZero();
        roots.forEach(root -> root.fail(new IllegalStateException()).close());
        shop.recorder.close();
        assertThat(shop.names()).hasSize(300).containsOnly("root");
    }

    @Test
    void tellsOthersTheDecisionOfTheHead() {
        Service shop = start(Sampling.ratio(0.25));
        boolean[] seen = new boolean[2];
        for (int i = 0; i < 1_000 && !(seen[0] && seen[1]); i++) {
            try (Span root = shop.recorder.span("root")) {
                SpanContext out = root.context().span();
                boolean kept = (out.traceIdLow() & (1L << 56) - 1) >= 0xc0_0000_0000_0000L;
                seen[kept ? 1 : 0] = true;
                assertThat(out.isSampled()).isEqualTo(kept);
                assertThat(out.traceparent()).endsWith(kept ? "-03" : "-02");
                assertThat(out.tracestate()).isEqualTo(kept ? "ot=th:c" : "");
                assertThat(out.isLocal()).isTrue();
                assertThat(SpanContext.parse(out.traceparent(), out.tracestate())
                                .isLocal())
                        .isFalse();
                try (Span child = shop.recorder.span("child")) {
                    assertThat(child.context().span().isSampled()).isEqualTo(kept);
                    assertThat(child.context().span().tracestate()).isEqualTo(out.tracestate());
                }
            }
        }
        assertThat(seen).containsExactly(true, true);
    }

    /** The second service keeps a hundredth of its own, but follows the first; what it keeps stands for as many. */
    @Test
    void twoServicesAgreeAboutATrace() {
        Service front = start(Sampling.ratio(0.2));
        Service back = new Service(Sampling.ratio(0.01));
        for (int i = 0; i < TRACES; i++) {
            try (Span client = front.recorder.span("client")) {
                SpanContext out = client.context().span();
                SpanContext in = SpanContext.parse(out.traceparent(), out.tracestate());
                try (Span server = back.recorder.span("server", Context.of(in, null))) {
                    back.recorder.span("inner").close();
                    assertThat(server.context().span().isSampled()).isEqualTo(out.isSampled());
                    assertThat(server.context().span().tracestate()).isEqualTo(out.tracestate());
                }
            }
        }
        front.recorder.close();
        back.close();
        Set<String> traces = new HashSet<>();
        front.rows().forEach(row -> traces.add(row.trace));
        Set<String> behind = new HashSet<>();
        back.rows().forEach(row -> behind.add(row.trace));
        assertThat(behind).isEqualTo(traces);
        assertThat(back.rows()).hasSize(2 * traces.size()).allMatch(row -> row.weight == 5);
    }

    @Test
    void keepsTheFailuresOfRemoteTracesThatOthersLeaveOut() {
        Service shop = start(Sampling.ratio(1).perSecond(1_000_000).keepErrors());
        for (int i = 0; i < 10; i++) {
            SpanContext left = SpanContext.parse("00-0000000000000000000000000000abc" + i + "-00000000000000aa-00", "");
            try (Span server = shop.recorder.span("server " + i, Context.of(left, null))) {
                shop.recorder.span("inner").close();
                if (i == 3) {
                    server.fail(new IllegalStateException());
                }
            }
        }
        Await.until("each is decided with its root, before the stop", () -> shop.dropped(DropReason.SAMPLED) == 18);
        shop.recorder.close();
        assertThat(shop.names()).containsExactly("inner", "server 3");
    }

    @Test
    void leavesOthersFlagsAloneWhenItIsOff() {
        Service shop = start(Sampling.all());
        SpanContext left = SpanContext.parse("00-0000000000000000000000000000abcd-00000000000000aa-00", "a=b");
        try (Span server = shop.recorder.span("server", Context.of(left, null))) {
            assertThat(server.context().span().traceparent()).endsWith("-00");
            assertThat(server.context().span().tracestate()).isEqualTo("a=b");
        }
        try (Span root = shop.recorder.span("root")) {
            assertThat(root.context().span().traceparent()).endsWith("-01");
            assertThat(root.context().span().tracestate()).isEmpty();
        }
        shop.recorder.close();
        assertThat(shop.names()).containsExactly("server", "root");
    }

    @Test
    void tellsNothingOfUnfinishedSpansThatAreLeftOut() {
        Service shop = start(Sampling.ratio(0));
        Span open = shop.recorder.span("open").with("n", 1).detach();
        shop.recorder.close();
        assertThat(shop.rows()).isEmpty();
        open.close();
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(1);
    }

    @Test
    void doesNotAskForTheFieldsOfASpanThatIsLeftOut() {
        Service shop = start(Sampling.ratio(0));
        Object never = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("asked");
            }
        };
        try (Span root = shop.recorder.span("root").kind(SpanKind.SERVER)) {
            root.with("a", never).with("b", 1).with("c", 1.5).with("d", 'x').with("e", true);
            Span detached = shop.recorder.span("detached").detach();
            detached.with("a", never).fail(new IllegalStateException());
            detached.close();
        }
        shop.recorder.close();
        assertThat(shop.rows()).isEmpty();
        assertThat(shop.dropped(DropReason.SAMPLED)).isEqualTo(2);
        assertThat(shop.dropped(DropReason.ENCODE_ERROR)).isZero();
    }

    @Test
    void letsLogsAndSpansOfBridgesPass() {
        Service shop = start(NONE_BUT_ERRORS);
        try (Span root = shop.recorder.span("root")) {
            shop.recorder.call(Level.INFO, "inside").end();
            EventEncoder encoder = shop.recorder
                    .encoder()
                    .beginSpan(SpanKind.SERVER, SpanStatus.OK, shop.symbols.intern("bridged"), 0, 0, 1, 1, 1, 1, 1, 0);
            assertThat(shop.recorder.submit(encoder)).isTrue();
            root.ok();
        }
        shop.recorder.close();
        assertThat(shop.names()).containsExactly("bridged");
        assertThat(shop.sink.count()).isEqualTo(2);
    }

    @Test
    void accountsForAllUnderAnOverflowInManyThreads() throws InterruptedException {
        for (Overflow overflow : new Overflow[] {Overflow.DROP_NEWEST, Overflow.DROP_OLDEST, Overflow.SAMPLE}) {
            Service shop = new Service(
                    Sampling.ratio(0.1).perSecond(1_000).keepErrors().within(Sampling.HELD_FOR_MIN, 64 << 10),
                    overflow,
                    new EpochClock());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        try (Span root = shop.recorder.span("root")) {
                            Span child = shop.recorder.span("child").with("text", "x".repeat(i % 300));
                            if (i % 100 == 0) {
                                child.fail(new IllegalStateException());
                            }
                            child.close();
                            root.ok();
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            shop.close();
            assertThat(shop.recorder.stats().submitted(Signal.SPAN)).isEqualTo(240_000);
            assertThat(shop.recorder.stats().submitted(Signal.SPAN))
                    .isEqualTo(shop.recorder.stats().dropped() + shop.sink.count());
            assertThat(shop.dropped(DropReason.SAMPLED)).isPositive();
        }
    }
}
