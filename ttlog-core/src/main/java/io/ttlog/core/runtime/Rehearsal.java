/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Histogram;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Overflow;
import io.ttlog.Scope;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.TTLogBuilder;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.LaneRehearsal;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.Config;
import io.ttlog.spi.Limit;
import io.ttlog.spi.LogCall;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.OverflowPolicies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes once through the recording calls, in a recorder that goes nowhere, before the application does. The first use of a class
 * runs its initialiser, and one that ends in a StackOverflowError can never be used again in the process: a first log call at
 * the end of somebody's stack could be the end of all logging. What tests have shown of a first use is that it pins the virtual
 * thread which makes it. No call of the application is to be the first.
 */
final class Rehearsal {
    /** Each, so that a full ring is met under each. */
    private static final OverflowPolicies OVERFLOW = new OverflowPolicies(
            policy(Overflow.DROP_NEWEST),
            Map.of(),
            Map.of(
                    Level.TRACE, policy(Overflow.SAMPLE),
                    Level.DEBUG, policy(Overflow.DROP_OLDEST),
                    Level.WARN, policy(Overflow.BLOCK)));

    private static boolean played; // guarded by the class

    private Rehearsal() {}

    private static OverflowPolicies.Policy policy(Overflow overflow) {
        return new OverflowPolicies.Policy(overflow, Duration.ZERO);
    }

    /** Only once in the life of the class. */
    static synchronized void play() {
        if (played) {
            return;
        }
        Config config = new Config(
                "rehearsal",
                Path.of(""),
                Level.TRACE,
                OVERFLOW,
                TTLogBuilder.RING_BYTES_MIN,
                Duration.ofDays(1),
                false,
                Set.of(),
                Map.of());
        Recorder recorder = Recorder.unstarted(config);
        try {
            play(recorder.producer(), recorder.clock().nanos());
            play(recorder.newFrugalProducer(), recorder.clock().nanos());
            playUnfinished(recorder);
            recorder.stats();
        } finally {
            recorder.forgetProducers();
        }
        Metrics metrics = recorder.metrics();
        metrics.counter("rehearsal").labels("key", "value").increment();
        metrics.gauge("rehearsal").labels("key", "value").set(1);
        metrics.upDownCounter("rehearsal", "1", "rehearsed")
                .labels("a", "b", "c", "d", "e", "f")
                .decrement();
        metrics.attach(recorder);
        Histogram histogram = metrics.histogram("rehearsal").labels("key", "value", "key2", "value2");
        try (Span span = recorder.span("rehearsal")) {
            for (double value : new double[] {1, 0, -1, Double.NaN, 1e-300, 1e300, 3}) { // moves the buckets
                histogram.record(value);
            }
            span.ok();
        }
        metrics.timer("rehearsal").record(1);
        recorder.rehearseReadings();
        histogram.record(2);
        recorder.rehearseReadings();
        playPump(recorder.encoder().beginReading(MetricKind.GAUGE, Symbols.NONE, Symbols.NONE, 0, 1));
        played = true;
    }

    /** What the pump does about spans that do not end. */
    private static void playUnfinished(Recorder recorder) {
        UnfinishedSpans unfinished =
                new UnfinishedSpans(recorder.clock(), 0, recorder.keySymbol("a"), (record, bytes) -> {});
        Producer producer = recorder.newFrugalProducer();
        if (producer.span("open") instanceof ActiveSpan open) {
            WatchedSpans watched = new WatchedSpans();
            watched.add(open);
            unfinished.watch(producer, watched);
            unfinished.tellAll();
            watched.remove(open);
        }
    }

    /** What the threads of the runtime call: they are to need no memory later, when the application may have taken all. */
    private static void playPump(EventEncoder encoder) {
        Ring ring = new Ring(Ring.CAPACITY_BYTES_MIN);
        int bytes = encoder.end();
        while (ring.offer(encoder.buffer(), bytes, ring.capacity())) {
            // until it is full
        }
        Tally tally = new Tally();
        tally.addOwned(Tally.PASSED, Tally.kind(ring.buffer(), ring.readIndex()), 1);
        tally.addShared(Tally.SUBMITTED, Tally.kind(Signal.METRIC), 1);
        ring.free(ring.readable());
        byte[] reading = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(bytes));
        encoder.beginGap(Tally.kind(Level.INFO), DropReason.RING_FULL, Symbols.NONE, Symbols.NONE, 0, 1, 1);
        byte[] gap = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        LaneRehearsal.play(reading, gap);
    }

    private static void play(Producer producer, long now) {
        Object failing = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("rehearsed");
            }
        };
        String longText = "caf\u00e9 \ud83d\ude00 {text} ".repeat(Recorder.TEXT_CHARS_MAX / 8);
        Exception error = new IllegalStateException("rehearsed", new Exception("cause"));
        error.addSuppressed(new Exception("suppressed"));

        LogCall call = producer.call(Level.INFO, "{a} {b} {c} {d} {e} {f}", now);
        call.value(1L).value(1.5).value(true).value('x').value("text").value(failing);
        call.supplied(() -> longText).value(Level.INFO).value(Duration.ZERO).value(new byte[1]);
        call.value(error).end();
        producer.call(Level.INFO, longText, now).value((Object) null).end();

        producer.call(Level.INFO, "{} {}", "bridged", now)
                .value("a")
                .error(error)
                .message(longText)
                .end();
        producer.call(Level.INFO, "bridged", "bridged", now).end();

        LogEvent event = producer.event(Level.INFO, now);
        event.with("a", 1L).with("b", 1.5).with("c", true).with("d", '\u00e9').with("e", Instant.EPOCH);
        event.withError(error).log("{a}");

        Span outer = producer.span("outer");
        outer.with("a", 1L).with("b", 1.5).with("c", true).with("d", 'x').with("e", "text");
        Span forgotten = producer.span("forgotten");
        forgotten.fail(error);
        producer.call(Level.INFO, "{traceId}", now)
                .value(outer.traceId())
                .value(outer.spanId())
                .end();
        outer.ok().close();
        producer.span("eventful")
                .event("an event")
                .link(SpanContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "a=\""))
                .close();
        producer.span("quick").slowerThan(Long.MAX_VALUE).close();
        for (int i = 0; i < OpenSpans.SPANS_RESTING + 2; i++) {
            producer.span("again").close();
        }
        Scope scope = producer.enter(producer.context());
        Span detached = producer.span("detached", Context.ROOT).detach();
        detached.with("a", 1L).with("b", 1.5).with("c", true).with("d", 'x').with("e", "text");
        detached.event("an event").atEvent().with("a", 1L).log("an event");
        detached.kind(SpanKind.INTERNAL).ok().fail(error);
        producer.enter(detached.context()).close();
        detached.close();
        producer.span("forgotten", producer.context());
        scope.close();
        for (Limit limit : List.of(Limit.every(1), Limit.sample(1), Limit.sample(0))) {
            producer.call(Level.INFO, "{limited}", limit).value(1L).end();
            producer.event(Level.INFO, limit).with("limited", 1L).log("{limited}");
        }
        byte[] filling = new byte[TTLogBuilder.RING_BYTES_MIN / (2 * Ring.RECORDS_MIN)];
        for (int i = 0; i < 3 * Ring.RECORDS_MIN; i++) {
            producer.call(Level.WARN, "{filling}", now).value(filling).end();
        }
        for (Level level : List.of(Level.TRACE, Level.DEBUG, Level.INFO)) {
            producer.call(level, "{beyond}", now).value(filling).end();
        }
    }
}
