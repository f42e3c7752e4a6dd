/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Status.SinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final Instant AT = Instant.parse("2026-11-21T17:00:00Z");

    private static Status sample() {
        Stats.Flow info = new Stats.Flow(
                Signal.LOG,
                Level.INFO,
                12_345,
                Map.of(DropReason.RING_FULL, 17L),
                List.of(
                        new Stats.Delivery("store", 12_328, Map.of(), 0),
                        new Stats.Delivery("file", 12_000, Map.of(DropReason.SINK_FAILED, 328L), 0)));
        Stats.Flow spans = new Stats.Flow(Signal.SPAN, null, 0, Map.of(), List.of());
        return new Status(
                true,
                "shop",
                AT.minusSeconds(3_720),
                Duration.ofMinutes(62),
                new Status.Rings(3, 768 << 10, 0.123, 0.356),
                new Stats(List.of(info, spans), Map.of(DropReason.CARDINALITY, 2L), Map.of(Redaction.Way.MASK, 3L), 1),
                Status.Held.NOTHING,
                List.of(
                        new Status.SinkStatus(
                                "store", SinkState.RUNNING, 0, Duration.ZERO, 12_328, 0, 0, 0, null, null),
                        new Status.SinkStatus(
                                "file",
                                SinkState.PARKED,
                                20 << 10,
                                Duration.ofMillis(12_500),
                                12_000,
                                328,
                                5,
                                3,
                                "java.io.IOException: No space left on device",
                                AT)));
    }

    @Test
    void isAScreenForPeople() {
        assertThat(sample().toString().lines())
                .containsExactly(
                        "ttlog runs since 2026-11-21T15:58:00Z (1 h 2 min) as 'shop'",
                        "rings   3 of 768 KiB together, 12% full, the fullest 36%",
                        "events  12,345 submitted, 17 dropped before any sink",
                        "        INFO            12,345 submitted, dropped 17 RING_FULL",
                        "sink    store    RUNNING  12,328 stored, 0 B behind (0 ms), 0 errors, 0 retries",
                        "sink    file     PARKED   12,000 stored, dropped 328 SINK_FAILED, 20 KiB behind (0 min 12 s),"
                                + " 5 errors, 3 retries",
                        "        last error 2026-11-21T17:00:00Z: java.io.IOException: No space left on device",
                        "lost    1 misuses, values left out 2 CARDINALITY",
                        "redacted 3 MASK");
    }

    @Test
    void saysThatNothingWasStarted() {
        assertThat(TTLog.status()).isSameAs(Status.NONE);
        assertThat(Status.NONE.running()).isFalse();
        assertThat(Status.NONE).hasToString("ttlog has not been started");
    }

    @Test
    void findsASinkByItsName() {
        assertThat(sample().sink("file")).isEqualTo(sample().sinks().get(1));
        assertThat(sample().sink("nowhere")).isNull();
    }

    @Test
    void showsWhatIsHeldWhenThereIsSomething() {
        Status held = new Status(
                true,
                "s",
                AT,
                Duration.ZERO,
                sample().rings(),
                Stats.NONE,
                new Status.Held(1_234, 64 << 10, 5),
                List.of());
        assertThat(held.toString()).contains("held    spans of 1,234 traces, 64 KiB, 5 traces decided early");
        assertThat(sample().toString()).doesNotContain("held");
    }

    @Test
    void changesNoMore() {
        List<Status.SinkStatus> sinks = new ArrayList<>(sample().sinks());
        Status status =
                new Status(true, "s", AT, Duration.ZERO, sample().rings(), Stats.NONE, Status.Held.NOTHING, sinks);
        sinks.clear();
        assertThat(status.sinks()).hasSize(2);
    }
}
