/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow sink costs the events that matter less: the last fifth of its lane is for WARN and above, and for spans. */
@Timeout(60)
class LaneReserveTest {
    private static final int HIGH = 200;

    @Test
    void keepsWarningsAndSpansWhileASlowSinkLosesOthers() {
        GatedSink slow = new GatedSink("slow");
        Recorder recorder =
                Recorder.start(RecorderTest.config(Overflow.DROP_NEWEST), new Symbols(), Pipeline.EMPTY, List.of(slow));
        while (recorder.stats().droppedBy("slow") == 0) {
            for (int i = 0; i < 500; i++) {
                recorder.call(Level.INFO, "routine {n}").value((long) i).end();
            }
            StatusTest.await(
                    "the pump has taken them", () -> recorder.status().rings().occupancyMax() == 0);
        }
        for (int i = 0; i < HIGH; i++) {
            recorder.call(Level.INFO, "routine {n}").value((long) i).end();
            recorder.call(Level.WARN, "matters {n}").value((long) i).end();
            try (Span span = recorder.span("work")) {
                span.record("n", (long) i);
            }
        }
        StatusTest.await(
                "the pump has taken them", () -> recorder.status().rings().occupancyMax() == 0);
        slow.open();
        recorder.close();

        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        for (Stats.Flow flow : stats.flows()) {
            boolean high = flow.level() == null || flow.level().compareTo(Level.WARN) >= 0;
            Stats.Delivery delivery = flow.deliveries().get(0);
            if (high && flow.submitted() > 0 && flow.signal() != io.ttlog.Signal.GAP) {
                assertThat(delivery.droppedTotal())
                        .as("%s %s", flow.signal(), flow.level())
                        .isZero();
            }
        }
        assertThat(slow.map(event -> event.signal() + " " + event.timestampNanos()))
                .hasSizeGreaterThan(2 * HIGH);
        assertThat(stats.flows().get(Level.INFO.ordinal()).deliveries().get(0).dropped())
                .containsKey(DropReason.RING_FULL);
    }
}
