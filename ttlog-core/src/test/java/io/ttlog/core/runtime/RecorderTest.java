/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CollectingSink sink = new CollectingSink("memory");

    static Config config(Overflow overflow) {
        return new Config(
                "shop",
                Path.of("unused"),
                Level.TRACE,
                overflow,
                Duration.ofSeconds(10),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
    }

    private static EventEncoder log(Recorder recorder, Level level, long n) {
        Symbols symbols = recorder.symbols();
        return recorder.encoder()
                .beginLog(level, symbols.intern("event {n}"), 0, 0, recorder.service(), 1_000 + n)
                .field(symbols.intern("n"), n);
    }

    private static long n(EventReader event) {
        assertThat(event.nextField()).isTrue();
        return event.fieldLong();
    }

    private Recorder start(Overflow overflow) {
        return Recorder.start(config(overflow), new Symbols(), Pipeline.EMPTY, List.of(sink));
    }

    @Test
    void writesEveryEventOfSeveralThreadsInTheirOrderUnderBlock() throws Exception {
        int threads = 4;
        int events = 20_000;
        Recorder recorder = start(Overflow.BLOCK);
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            long base = (long) t * events;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < events; i++) {
                    recorder.submit(log(recorder, Level.INFO, base + i));
                }
            });
            thread.start();
            producers.add(thread);
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();

        long[] next = new long[threads];
        for (long n : sink.map(RecorderTest::n)) {
            int thread = (int) (n / events);
            assertThat(n % events).isEqualTo(next[thread]++);
        }
        assertThat(next).containsOnly(events);
        Stats stats = recorder.stats();
        assertThat(stats.submitted()).isEqualTo((long) threads * events);
        assertThat(stats.stored("memory")).isEqualTo((long) threads * events);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
        recorder.close();
    }

    @Test
    void closesTheSinkAfterASyncedFlushAndCountsWhatComesLater() {
        Recorder recorder = start(Overflow.DROP_NEWEST);
        assertThat(recorder.submit(log(recorder, Level.INFO, 1))).isTrue();
        recorder.close();

        assertThat(sink.isClosed()).isTrue();
        assertThat(sink.count()).isEqualTo(1);
        assertThat(sink.flushes()).endsWith(Ack.SYNCED);
        assertThat(recorder.submit(log(recorder, Level.INFO, 2))).isFalse();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        Stats stats = recorder.stats();
        assertThat(stats.dropped(DropReason.SHUTDOWN)).isEqualTo(1);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
    }

    @Test
    void dropsAnEventThatIsTooLargeForTheRing() {
        try (Recorder recorder = start(Overflow.BLOCK)) {
            EventEncoder encoder = log(recorder, Level.ERROR, 1)
                    .field(recorder.symbols().intern("big"), new byte[recorder.recordBytesMax()]);
            assertThat(recorder.submit(encoder)).isFalse();
            assertThat(recorder.stats().dropped(DropReason.TOO_LARGE)).isEqualTo(1);
            assertThat(recorder.stats().conserved()).isTrue();
        }
    }
}
