/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Limit;
import io.ttlog.spi.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits at calls, by a clock that only the test moves; for macros and for events written field by field. */
abstract class LimitContract {
    protected static final long SECOND = 1_000_000_000L;

    protected final CollectingSink sink = new CollectingSink("memory");
    protected final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 3 * SECOND); // soon to run over
    protected final Recorder recorder = Recorder.start(
            RecorderTest.config(Overflow.BLOCK),
            new Symbols(),
            Pipeline.EMPTY,
            List.of(sink),
            new EpochClock(ticks::get, () -> 0),
            new Metrics());

    @AfterEach
    void close() {
        recorder.close();
    }

    /** Logs a text with one hole. */
    protected abstract void call(Level level, Limit limit, String template, long n, @Nullable Throwable error);

    private void call(Limit limit, String template, long n) {
        call(Level.WARN, limit, template, n, null);
    }

    /** The numbers and weights that arrived, in order. */
    protected List<String> arrived() {
        assertThat(recorder.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.submitted()).isEqualTo(stats.dropped() + sink.count());
        return sink.map(event -> {
            assertThat(event.nextField()).isTrue();
            return event.fieldLong() + " for " + event.weight();
        });
    }

    protected static final String TEXT = "Queue is full {n}";

    @Test
    void everyLetsOneCallOfAPeriodPassWhichTellsOfTheOthers() {
        Limit limit = Limit.every(30 * SECOND);
        for (int n = 0; n < 100; n++) {
            call(limit, TEXT, n);
            ticks.addAndGet(SECOND);
        }
        assertThat(arrived()).containsExactly("0 for 1.0", "30 for 30.0", "60 for 30.0", "90 for 30.0");
        assertThat(recorder.stats().dropped(DropReason.RATE_LIMITED)).isEqualTo(96);
        assertThat(sink.map(EventReader::hasWeight)).containsExactly(false, true, true, true);
    }

    @Test
    void onceLetsOnlyTheFirstPass() {
        Limit once = Limit.every(Limit.PERIOD_NANOS_MAX);
        for (int n = 0; n < 50; n++) {
            call(once, TEXT, n);
            ticks.addAndGet(1L << 50); // 13 days
        }
        assertThat(arrived()).containsExactly("0 for 1.0");
        assertThat(recorder.stats().dropped(DropReason.RATE_LIMITED)).isEqualTo(49);
    }

    @Test
    void aLimitBelongsToOneTextAndOnePeriod() {
        Limit limit = Limit.every(SECOND);
        call(limit, TEXT, 1);
        call(limit, "another {n}", 2);
        call(Limit.every(2 * SECOND), TEXT, 3);
        call(Limit.every(SECOND), new String(TEXT), 4);
        call(Level.ERROR, limit, TEXT, 5, null);
        assertThat(arrived()).containsExactly("1 for 1.0", "2 for 1.0", "3 for 1.0");
        ticks.addAndGet(SECOND);
        call(limit, TEXT, 6);
        assertThat(arrived()).endsWith("6 for 3.0");
    }

    @Test
    void oneOfManyThreadsPassesAndNoneIsForgotten() throws InterruptedException {
        Limit limit = Limit.every(SECOND);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 20; round++) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < 500; n++) {
                        call(limit, TEXT, n);
                    }
                });
                thread.setUncaughtExceptionHandler((t2, e) -> failures.add(e));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            ticks.addAndGet(SECOND);
        }
        call(limit, TEXT, -1);
        assertThat(failures).isEmpty();
        assertThat(arrived()).hasSize(21);
        double population =
                sink.map(EventReader::weight).stream().mapToDouble(w -> w).sum();
        assertThat(population).isEqualTo(20 * 2_000 + 1);
    }

    @Test
    void sampleKeepsItsPartAndSaysForHowManyEachStands() {
        int calls = 100_000;
        for (int n = 0; n < calls; n++) {
            call(Limit.sample(0.25), TEXT, n);
        }
        arrived();
        assertThat(sink.count()).isCloseTo(calls / 4, within(1_500)); // 11 standard deviations
        assertThat(sink.map(EventReader::weight)).containsOnly(4.0);
        assertThat(recorder.stats().dropped(DropReason.SAMPLED)).isEqualTo(calls - sink.count());
    }

    @Test
    void takesOddLimitsForAllOrNothing() {
        for (Limit all :
                List.of(Limit.every(0), Limit.every(-5), Limit.sample(1), Limit.sample(7), Limit.sample(Double.NaN))) {
            call(all, TEXT, 1);
            call(all, TEXT, 1);
        }
        for (Limit none : List.of(Limit.sample(0), Limit.sample(-1), Limit.sample(Double.NEGATIVE_INFINITY))) {
            call(none, TEXT, 2);
        }
        assertThat(arrived()).hasSize(10).containsOnly("1 for 1.0");
        assertThat(recorder.stats().dropped(DropReason.SAMPLED)).isEqualTo(3);
        assertThat(Limit.sample(Double.MIN_VALUE).probability()).isEqualTo(Limit.PROBABILITY_MIN);
        assertThat(Limit.every(Long.MAX_VALUE).periodNanos()).isEqualTo(Limit.PERIOD_NANOS_MAX);
    }

    @Test
    void limitsNothingBeyondItsBoundsAndCountsThat() {
        for (int period = 1; period <= Site.LIMITS_MAX + 1; period++) {
            call(Limit.every(period * SECOND), TEXT, period);
            call(Limit.every(period * SECOND), TEXT, -period);
        }
        assertThat(arrived()).hasSize(Site.LIMITS_MAX + 2).endsWith("9 for 1.0", "-9 for 1.0");
        assertThat(recorder.stats().valuesLost(DropReason.CARDINALITY)).isEqualTo(2);
        String tooLong = "x".repeat(Sites.TEMPLATE_CHARS_MAX) + "{n}";
        call(Limit.every(SECOND), tooLong, 1);
        call(Limit.every(SECOND), tooLong, 2);
        assertThat(arrived()).hasSize(Site.LIMITS_MAX + 4);
        assertThat(recorder.stats().valuesLost(DropReason.CARDINALITY)).isEqualTo(4);
    }

    @Test
    void anErrorAndAWeightGoTogether() {
        Limit limit = Limit.every(SECOND);
        call(limit, TEXT, 1);
        call(limit, TEXT, 2);
        ticks.addAndGet(SECOND);
        call(Level.ERROR, limit, TEXT, 3, new IllegalStateException("gone"));
        assertThat(arrived()).endsWith("3 for 2.0");
        assertThat(sink.map(event -> event.hasError() ? event.error() : "").get(1))
                .contains("gone");
    }
}
