/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.pump.Stage;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For bridges that make whole records themselves: how they find the recorder, and how they wait for room. */
@Timeout(60)
class WholeRecordsTest {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CollectingSink sink = new CollectingSink("memory");
    private final CountDownLatch gate = new CountDownLatch(1);

    private Recorder start(Overflow overflow) {
        Stage gated = event -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        };
        Config config = new Config(
                "shop",
                Path.of("unused"),
                Level.TRACE,
                overflow,
                Duration.ZERO,
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
        return Recorder.start(config, new Symbols(), Pipeline.EMPTY.with(gated), List.of(sink));
    }

    private static EventEncoder record(Recorder recorder) {
        return recorder.encoder()
                .beginLog(Level.INFO, Symbols.NONE, Symbols.NONE, Symbols.NONE, recorder.service(), 1)
                .message("x".repeat(1_000));
    }

    /** Fills the ring until it refuses; how many records it took. */
    private static int fill(Recorder recorder) {
        int taken = 0;
        while (recorder.submit(record(recorder), 0)) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void aFullRingIsWaitedForWhateverThePolicyAndNothingElseIsDropped(Overflow overflow) {
        Recorder recorder = start(overflow);
        try {
            int taken = fill(recorder);
            assertThat(taken).isBetween(20, 1_000);
            long start = System.nanoTime();
            assertThat(recorder.submit(record(recorder), WAIT_NANOS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(WAIT_NANOS);
            assertThat(recorder.stats().dropped(DropReason.RING_FULL)).isEqualTo(2);
            Thread opener = new Thread(gate::countDown);
            opener.start();
            assertThat(recorder.submit(record(recorder), TimeUnit.SECONDS.toNanos(30)))
                    .isTrue();
            assertThat(recorder.flush(Ack.WRITTEN, Duration.ofSeconds(30))).isTrue();
            assertThat(recorder.stats().stored("memory")).isEqualTo(taken + 1);
            assertThat(recorder.stats().dropped()).isEqualTo(2);
            assertThat(recorder.stats().conserved()).isTrue();
        } finally {
            gate.countDown();
            recorder.close();
        }
    }

    @Test
    void afterAPatientSubmitThePolicyHoldsAgain() {
        Recorder recorder = start(Overflow.DROP_OLDEST);
        try {
            fill(recorder);
            fill(recorder);
            long dropped = recorder.stats().dropped();
            recorder.submit(record(recorder)); // drops at most older ones, and does not wait
            assertThat(recorder.stats().dropped()).isGreaterThan(dropped);
            assertThat(recorder.stats().conserved()).isTrue();
        } finally {
            gate.countDown();
            recorder.close();
        }
    }

    @Test
    void aClosedRecorderRefusesAtOnce() {
        Recorder recorder = start(Overflow.BLOCK);
        gate.countDown();
        recorder.close();
        assertThat(recorder.submit(record(recorder), TimeUnit.HOURS.toNanos(1))).isFalse();
        assertThat(recorder.stats().dropped(DropReason.SHUTDOWN)).isEqualTo(1);
    }

    @Test
    void theRunningRecorderIsTheOneThatTTLogStarted() {
        assertThat(RecorderProvider.running()).isNull();
        try (TTLogSession session =
                TTLog.init().service("mine").console(false).store(false).start()) {
            Recorder running = Objects.requireNonNull(RecorderProvider.running());
            assertThat(running.symbols().text(running.service())).isEqualTo("mine");
            assertThat(session.stats().submitted()).isZero();
            assertThat(running.submit(record(running), 0)).isTrue();
            assertThat(session.stats().submitted()).isEqualTo(1);
        }
        assertThat(RecorderProvider.running()).isNull();
    }
}
