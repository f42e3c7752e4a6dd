/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.Status.SinkState;
import io.ttlog.Status.SinkStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a status shows of sinks that work, fail and block, with the threads of the runtime running. */
class StatusTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** Who waits so long for what is to come at once has waited longer than {@link #LONG}. */
    private static final Duration LONGER = LONG.multipliedBy(2);

    private final CollectingSink healthy = new CollectingSink("healthy");

    /** Takes nothing while it is broken. */
    private static final class BreakableSink extends CollectingSink {
        private volatile boolean broken = true;

        BreakableSink() {
            super("breakable");
        }

        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            if (broken) {
                throw new IOException("pretended: no space left");
            }
            super.write(buffer, from, to);
        }
    }

    private static Recorder start(Sink... sinks) {
        return Recorder.start(
                RecorderTest.config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, new ArrayList<>(List.of(sinks)));
    }

    /** Asks again and again until it is so, for at most {@link #LONG}. */
    static void await(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static SinkStatus sink(Recorder recorder, String name) {
        return Objects.requireNonNull(recorder.status().sink(name));
    }

    @Test
    void showsAHealthyRuntimeAndItsEnd() {
        Instant before = Instant.now();
        Recorder recorder = start(healthy);
        recorder.event(Level.INFO).log("event");
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        Status status = recorder.status();
        assertThat(status.running()).isTrue();
        assertThat(status.service()).isEqualTo("shop");
        assertThat(status.since()).isBetween(before, Instant.now());
        assertThat(status.uptime()).isPositive();
        assertThat(status.rings().count()).isEqualTo(1);
        assertThat(status.rings().bytes()).isEqualTo(64 << 10);
        assertThat(status.rings().occupancyMax()).isZero();
        assertThat(status.stats().submitted()).isEqualTo(1);
        SinkStatus sink = sink(recorder, "healthy");
        assertThat(sink.state()).isEqualTo(SinkState.RUNNING);
        assertThat(sink.stored()).isEqualTo(1);
        assertThat(sink.dropped() + sink.errors() + sink.retries() + sink.lagBytes())
                .isZero();
        assertThat(sink.lastError()).isNull();

        recorder.close();
        Status end = recorder.status();
        assertThat(end.running()).isFalse();
        assertThat(end.sinks()).allMatch(ended -> ended.state() == SinkState.ENDED);
        assertThat(end.uptime()).isEqualTo(recorder.status().uptime());
    }

    @Test
    void aFailingSinkIsParkedBesideOneThatGetsEverything() {
        BreakableSink breakable = new BreakableSink();
        try (Recorder recorder = start(breakable, healthy)) {
            long[] submitted = {0};
            await("it is parked", () -> {
                recorder.event(Level.INFO).with("n", submitted[0]++).log("event {n}");
                return sink(recorder, "breakable").state() == SinkState.PARKED;
            });
            long start = System.nanoTime();
            assertThat(recorder.flush(Ack.WRITTEN, LONGER)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
            SinkStatus parked = sink(recorder, "breakable");
            assertThat(parked.errors()).isGreaterThanOrEqualTo(4);
            assertThat(parked.retries()).isEqualTo(3);
            assertThat(parked.lastError()).contains("no space left");
            assertThat(parked.lastErrorAt()).isNotNull();
            assertThat(parked.dropped()).isEqualTo(submitted[0]);
            assertThat(sink(recorder, "healthy").state()).isEqualTo(SinkState.RUNNING);
            assertThat(healthy.count()).isEqualTo((int) submitted[0]);

            breakable.broken = false;
            await("the probe succeeds, after about a second", () -> {
                recorder.event(Level.INFO).with("n", submitted[0]++).log("event {n}");
                return sink(recorder, "breakable").state() == SinkState.RUNNING;
            });
            recorder.flush(Ack.WRITTEN, LONG); // tells what was lost
            recorder.event(Level.INFO).with("n", submitted[0]++).log("event {n}");
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            Stats stats = recorder.stats();
            assertThat(stats.submitted()).isEqualTo(submitted[0]);
            assertThat(stats.stored("breakable")).isEqualTo(breakable.count()).isPositive();
            assertThat(stats.droppedBy("breakable")).isEqualTo(submitted[0] - breakable.count());
            assertThat(stats.conserved()).isTrue();
            assertThat(healthy.count()).isEqualTo((int) submitted[0]);
        }
    }

    @Test
    void theEndWaitsForNoParkedSink() {
        BreakableSink breakable = new BreakableSink();
        Recorder recorder = start(breakable, healthy);
        recorder.event(Level.INFO).log("event");
        long start = System.nanoTime();
        recorder.close(LONGER);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        assertThat(recorder.stats().droppedBy("breakable")).isEqualTo(1);
        assertThat(recorder.stats().conserved()).isTrue();
        assertThat(breakable.isClosed()).isTrue();
        assertThat(healthy.count()).isEqualTo(1);
    }

    @Test
    void aSinkThatBlocksFallsBehindVisiblyAndHoldsUpNoOther() {
        GatedSink stuck = new GatedSink("stuck");
        try (Recorder recorder = start(stuck, healthy)) {
            recorder.event(Level.INFO).log("event");
            await(
                    "it has been behind for a while",
                    () -> sink(recorder, "stuck").lag().compareTo(Duration.ofMillis(20)) > 0);
            Duration lag = sink(recorder, "stuck").lag();
            await("the lag grows", () -> sink(recorder, "stuck").lag().compareTo(lag.plusMillis(5)) > 0);
            assertThat(sink(recorder, "stuck").lagBytes()).isPositive();
            assertThat(sink(recorder, "stuck").state()).isEqualTo(SinkState.RUNNING);
            await("the other has taken it", () -> healthy.count() == 1);
            assertThat(recorder.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
            stuck.open();
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            await("nothing waits", () -> sink(recorder, "stuck").lag().isZero());
            assertThat(sink(recorder, "stuck").lagBytes()).isZero();
        }
    }

    @Test
    void aSinkDoesNotLogIntoItself() {
        Recorder[] own = new Recorder[1];
        CollectingSink talking = new CollectingSink("talking") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                talk();
                super.write(buffer, from, to);
            }

            @Override
            public synchronized void flush(Ack level) throws IOException {
                talk();
                super.flush(level);
            }

            private void talk() {
                own[0].event(Level.ERROR).log("what a sink would say of itself");
                Span span = own[0].span("what a sink does");
                span.close();
            }
        };
        try (Recorder recorder = start(talking, healthy)) {
            own[0] = recorder;
            recorder.event(Level.INFO).log("event");
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(talking.count()).isEqualTo(1);
            assertThat(healthy.count()).isEqualTo(1);
            Stats stats = recorder.stats();
            assertThat(stats.dropped(DropReason.REENTRANT)).isEqualTo(4);
            assertThat(stats.conserved()).isTrue();
        }
    }

    @Test
    void aThreadThatASinkStartsIsAThreadOfTheApplication() {
        Recorder[] own = new Recorder[1];
        CollectingSink starting = new CollectingSink("starting") {
            private boolean started;

            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                super.write(buffer, from, to);
                if (!started) {
                    started = true;
                    Thread thread = new Thread(() -> own[0].event(Level.INFO).log("from a thread of a sink"));
                    thread.start();
                    join(thread);
                }
            }
        };
        try (Recorder recorder = start(starting)) {
            own[0] = recorder;
            recorder.event(Level.INFO).log("event");
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(starting.count())
                    .as("which Sink forbids, since nobody can tell it apart")
                    .isEqualTo(2);
            assertThat(recorder.stats().dropped(DropReason.REENTRANT)).isZero();
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
