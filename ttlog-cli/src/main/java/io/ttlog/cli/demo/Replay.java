/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.TTLogException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Carries a {@link Recording} through a recorder (encoder, ring, pump, store sink) as fast as the store takes it, all times
 * shifted by the same amount so that the last row is now. One thread.
 */
final class Replay {
    private static final int ROWS_PER_STEP = 1024;
    private static final int RING_BYTES = 1 << 20;
    private static final Duration BLOCK_AT_MOST = Duration.ofSeconds(30);
    private static final Duration SYNC_AT_MOST = Duration.ofSeconds(60);

    private final Recorder recorder;
    private final Symbols symbols;
    private final long shiftNanos;
    private final int podKey;
    private final int nodeKey;
    private final int lineKey;

    private Replay(Recorder recorder, long shiftNanos) {
        this.recorder = recorder;
        this.symbols = recorder.symbols();
        this.shiftNanos = shiftNanos;
        this.podKey = symbols.intern("pod");
        this.nodeKey = symbols.intern("node");
        this.lineKey = symbols.intern("line");
    }

    /**
     * Replays into the store of a directory; returns when all of it is synced.
     *
     * @param nowNanos the time that the last row gets
     * @param steps hears how far it is
     * @return the counters of the recorder
     */
    static Stats run(Recording recording, Path directory, long nowNanos, Steps steps) {
        Config config = new Config(
                "replay",
                directory,
                Level.TRACE,
                Overflow.BLOCK,
                BLOCK_AT_MOST,
                RING_BYTES,
                Duration.ofSeconds(10),
                Set.of("store"),
                Map.of());
        try (Recorder recorder = Recorder.start(config)) {
            Replay replay = new Replay(recorder, nowNanos - recording.lastNanos());
            long submitted = 0;
            for (Recorded row : recording.rows()) {
                replay.submit(row);
                if (++submitted % ROWS_PER_STEP == 0) {
                    steps.at("%,d events", submitted);
                }
            }
            if (!recorder.flush(Ack.SYNCED, SYNC_AT_MOST)) {
                throw new TTLogException(
                        ErrorCode.IO, "the store in " + directory + " did not sync the replay within " + SYNC_AT_MOST);
            }
            return recorder.stats();
        }
    }

    private void submit(Recorded row) {
        EventEncoder event = recorder.encoder();
        if (row instanceof Recorded.Log log) {
            event.beginLogInSpan(
                    log.level(),
                    Symbols.NONE,
                    symbols.intern(log.logger()),
                    Symbols.NONE,
                    service(log.pod()),
                    log.recordedNanos() + shiftNanos,
                    log.traceIdHigh(),
                    log.traceIdLow(),
                    log.spanId());
            event.field(podKey, log.pod()).field(nodeKey, log.node()).field(lineKey, log.line());
            event.message(log.message());
        } else if (row instanceof Recorded.Span span) {
            event.beginSpan(
                    span.parentId() == 0 ? SpanKind.SERVER : SpanKind.INTERNAL,
                    SpanStatus.UNSET,
                    symbols.intern(span.operation()),
                    Symbols.NONE,
                    service(span.pod()),
                    span.startNanos() + shiftNanos,
                    span.durationNanos(),
                    span.traceIdHigh(),
                    span.traceIdLow(),
                    span.spanId(),
                    span.parentId());
            event.field(podKey, span.pod());
        } else if (row instanceof Recorded.Reading reading) {
            event.beginReading(
                    MetricKind.GAUGE,
                    symbols.intern(reading.metric()),
                    service(reading.pod()),
                    reading.recordedNanos() + shiftNanos,
                    reading.value());
            event.field(podKey, reading.pod());
        }
        recorder.submit(event); // a drop shows in the counters, which the report prints
    }

    private int service(String pod) {
        return symbols.intern(Recording.service(pod));
    }
}
