/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a sink that fails, sticks or cheats does to the rest: nothing, but counts. */
class SinkFailureTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Recorder start(Sink... sinks) {
        return Recorder.start(
                RecorderTest.config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, new ArrayList<>(List.of(sinks)));
    }

    private static boolean submit(Recorder recorder, long n) {
        return recorder.submit(recorder.encoder()
                .beginLog(Level.INFO, recorder.symbols().intern("event"), 0, 0, recorder.service(), n));
    }

    @Test
    void countsWhatASinkTookOfABatchAndOffersItTheRest() {
        CollectingSink picky = new CollectingSink("picky") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                int next;
                for (int at = from; at < to; at = next) {
                    next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
                    if (new EventReader().wrap(buffer, at).timestampNanos() % 3 == 0) {
                        throw new PartlyTakenException("pretended: no multiples of three", at, next, null);
                    }
                    super.write(buffer, at, next);
                }
            }
        };
        try (Recorder recorder = start(picky)) {
            for (int n = 1; n <= 90; n++) {
                assertThat(submit(recorder, n)).isTrue();
            }
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            Stats stats = recorder.stats();
            assertThat(picky.count()).isEqualTo(60);
            assertThat(stats.stored("picky")).isEqualTo(60);
            assertThat(stats.droppedBy("picky")).isEqualTo(30);
            assertThat(stats.conserved()).isTrue();
        }
    }

    @Test
    void goesOnwardsWhateverOffsetsASinkTells() {
        for (int[] told : new int[][] {{-1, -1}, {0, 0}, {Integer.MAX_VALUE, 0}, {0, Integer.MAX_VALUE}}) {
            CollectingSink cheat = new CollectingSink("cheat") {
                @Override
                public void write(byte[] buffer, int from, int to) throws IOException {
                    throw new PartlyTakenException("pretended nonsense", told[0], told[1], null);
                }
            };
            try (Recorder recorder = start(cheat)) {
                submit(recorder, 1);
                recorder.flush(Ack.WRITTEN, LONG);
                assertThat(recorder.stats().inFlight("cheat")).isZero();
                assertThat(recorder.stats().conserved()).isTrue();
            }
        }
    }

    @Test
    void survivesAFailureThatCannotEvenBeTold() {
        CollectingSink failing = new CollectingSink("failing") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                if (new EventReader().wrap(buffer, from).timestampNanos() == 1) {
                    throw new IllegalStateException() {
                        private static final long serialVersionUID = 1;

                        @Override
                        public String getMessage() {
                            throw new UnsupportedOperationException("pretended: no message");
                        }
                    };
                }
                super.write(buffer, from, to);
            }
        };
        try (Recorder recorder = start(failing)) {
            submit(recorder, 1);
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
            submit(recorder, 2);
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(failing.count()).isEqualTo(1);
        }
    }

    @Test
    void closesInBoundedTimeBesideASinkThatIsStuck() throws InterruptedException {
        GatedSink stuck = new GatedSink("stuck");
        CollectingSink healthy = new CollectingSink("healthy");
        Recorder recorder = start(stuck, healthy);
        submit(recorder, 1);
        assertThat(recorder.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        submit(recorder, 2);
        recorder.close(Duration.ofMillis(100));

        assertThat(healthy.count()).isEqualTo(2);
        assertThat(healthy.isClosed()).isTrue();
        assertThat(recorder.stats().inFlight("stuck")).isEqualTo(2);
        assertThat(recorder.stats().conserved()).isTrue();
        stuck.open();
        for (Thread lane : ownThreads("ttlog-sink-stuck")) {
            lane.join();
        }
        Stats stats = recorder.stats();
        assertThat(stuck.isClosed()).isTrue();
        assertThat(stats.stored("stuck") + stats.droppedBy("stuck")).isEqualTo(2);
        assertThat(stats.inFlight("stuck")).isZero();
        assertThat(stats.conserved()).isTrue();
    }

    @Test
    void countsAreToldAtOnceWhileACloseWaitsForASink() throws InterruptedException {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        CollectingSink hanging = new CollectingSink("hanging") {
            @Override
            @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it hangs without the lock
            public void close() {
                closing.countDown();
                try {
                    mayClose.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.close();
            }
        };
        Recorder recorder = start(hanging);
        submit(recorder, 1);
        Thread closer = new Thread(recorder::close); // gives up after 30 s
        closer.start();
        closing.await();
        try {
            assertThat(CompletableFuture.supplyAsync(recorder::stats))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .satisfies(stats -> assertThat(stats.stored("hanging")).isEqualTo(1));
            assertThat(CompletableFuture.supplyAsync(recorder::status))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .satisfies(status -> assertThat(status.running())
                            .as("the stop has not ended")
                            .isTrue());
            assertThat(closer.isAlive()).as("the close waits").isTrue();
        } finally {
            mayClose.countDown();
        }
        closer.join();
        assertThat(recorder.status().running()).isFalse();
        assertThat(submit(recorder, 2)).isFalse();
        assertThat(recorder.stats().conserved()).isTrue();
        assertThat(recorder.stats().inFlight("hanging")).isZero();
    }

    @Test
    void aFlushFromASinkDoesNotWaitForItself() {
        Recorder[] own = new Recorder[1];
        List<Boolean> answers = new ArrayList<>();
        CollectingSink asking = new CollectingSink("asking") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                answers.add(own[0].flush(Ack.WRITTEN, Duration.ofHours(1)));
                super.write(buffer, from, to);
            }
        };
        try (Recorder recorder = start(asking)) {
            own[0] = recorder;
            submit(recorder, 1);
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(answers).containsExactly(false);
        }
    }

    @Test
    void interruptsDoNotReachTheThreadsOfTheRuntime() {
        CollectingSink sink = new CollectingSink("memory");
        try (Recorder recorder = start(sink)) {
            List<Thread> threads = ownThreads("ttlog-");
            assertThat(threads).hasSizeGreaterThanOrEqualTo(2);
            for (Thread thread : threads) {
                thread.interrupt(); // what ThreadGroup.interrupt() calls
                assertThat(thread.isInterrupted()).isFalse();
                assertThat(thread.getContextClassLoader()).isSameAs(OwnThread.class.getClassLoader());
            }
            submit(recorder, 1);
            assertThat(recorder.flush(Ack.SYNCED, LONG)).isTrue();
        }
    }

    @Test
    void aThreadThatLivesOnHoldsNoClosedRecorder() {
        List<WeakReference<Recorder>> closed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            closed.add(new WeakReference<>(useOne()));
        }
        long held = closed.size();
        for (int attempt = 0; attempt < 50 && held > 2; attempt++) {
            System.gc();
            useOne(); // a table of thread-locals clears what is stale when it is used
            held = closed.stream().filter(reference -> reference.get() != null).count();
        }
        assertThat(held)
                .as("the last ones may not have been cleared from the table yet")
                .isLessThanOrEqualTo(2);
    }

    private static Recorder useOne() {
        Recorder recorder = start(new CollectingSink("memory"));
        submit(recorder, 1);
        recorder.close();
        assertThat(submit(recorder, 2)).isFalse();
        assertThat(recorder.stats().dropped(DropReason.SHUTDOWN)).isEqualTo(1);
        return recorder;
    }

    private static List<Thread> ownThreads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread instanceof OwnThread && thread.getName().startsWith(prefix))
                .toList();
    }
}
