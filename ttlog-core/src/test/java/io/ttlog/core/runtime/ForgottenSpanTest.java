/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ForgottenSpanTest {
    @Test
    void isNoParentAfterADayAndIsRecorded() {
        AtomicLong ticks = new AtomicLong();
        EpochClock clock = new EpochClock(ticks::get, ticks::get);
        CollectingSink sink = new CollectingSink("memory");
        Symbols symbols = new Symbols();
        try (Recorder recorder = Recorder.start(
                RecorderTest.config(Overflow.BLOCK), symbols, Pipeline.EMPTY, List.of(sink), clock, new Metrics())) {
            Span forgotten = recorder.span("forgotten");
            ticks.set(Duration.ofDays(1).toNanos());
            try (Span child = recorder.span("child")) {
                assertThat(child.traceId()).isEqualTo(forgotten.traceId());
            }
            ticks.incrementAndGet();
            try (Span fresh = recorder.span("fresh")) {
                assertThat(fresh.traceId()).isNotEqualTo(forgotten.traceId());
            }
            assertThat(recorder.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
            assertThat(sink.map(event -> symbols.text(event.name()) + " " + event.durationNanos()))
                    .containsExactly("child 0", "forgotten 86400000000001", "fresh 0");
            assertThat(recorder.stats().misuses()).isEqualTo(1);
        }
    }
}
