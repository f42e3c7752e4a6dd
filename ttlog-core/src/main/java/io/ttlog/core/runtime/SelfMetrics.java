/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Counter;
import io.ttlog.DropReason;
import io.ttlog.Redaction;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.spi.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What ttlog tells about itself, as metrics under the service {@link Status#SELF}; {@code docs/operations.md} lists them. Takes
 * no measure itself: pump and lanes record their histograms into {@link #metrics}, and the rest is read from the counters that
 * there are anyway, when {@link #read} is called. Belongs to the pump thread; allocates with each reading.
 */
final class SelfMetrics {
    private static final String SINK = "sink";
    private static final String REASON = "reason";
    private static final double NANOS_PER_MILLI = 1e6;

    private final Metrics metrics;
    private final Recorder recorder;
    private final MetricReadings readings;

    /**
     * Reads what the recorder counts.
     *
     * @param metrics those that pump and lanes record into, and nobody else
     * @param readings brings them on their way
     */
    SelfMetrics(Metrics metrics, Recorder recorder, MetricReadings readings) {
        this.metrics = metrics;
        this.recorder = recorder;
        this.readings = readings;
    }

    void read() {
        Status status = recorder.readStatus();
        metrics.gauge("ttlog.rings").set(status.rings().count());
        for (Stats.Flow flow : status.stats().flows()) {
            events(flow);
        }
        for (Status.SinkStatus sink : status.sinks()) {
            sink(sink);
        }
        if (status.held().traces() > 0 || status.held().decidedEarly() > 0) {
            metrics.gauge("ttlog.held.traces").set(status.held().traces());
            metrics.gauge("ttlog.held.bytes").set((double) status.held().bytes());
            count(metrics.counter("ttlog.held.decided_early"), status.held().decidedEarly());
        }
        for (Map.Entry<DropReason, Long> lost : status.stats().valuesLost().entrySet()) {
            count(metrics.counter("ttlog.values_lost").labels(REASON, text(lost.getKey())), lost.getValue());
        }
        for (Map.Entry<Redaction.Way, Long> redacted : status.stats().redacted().entrySet()) {
            count(metrics.counter("ttlog.redacted").labels("way", text(redacted.getKey())), redacted.getValue());
        }
        count(metrics.counter("ttlog.misuses"), status.stats().misuses());
        for (Map.Entry<String, Long> overflow :
                recorder.metrics().overflowsByMetric().entrySet()) {
            count(metrics.counter("ttlog.metric.overflows").labels("metric", overflow.getKey()), overflow.getValue());
        }
        for (Map.Entry<String, Long> gauge : recorder.gaugesLeftOut().entrySet()) {
            count(metrics.counter("ttlog.gauge.left_out").labels("metric", gauge.getKey()), gauge.getValue());
        }
        readings.read(false);
    }

    private void events(Stats.Flow flow) {
        List<String> labels = new ArrayList<>(List.of("signal", text(flow.signal())));
        if (flow.level() != null) {
            labels.addAll(List.of("level", text(flow.level())));
        }
        count(metrics.counter("ttlog.submitted").labels(labels.toArray(String[]::new)), flow.submitted());
        labels.add(REASON);
        for (Map.Entry<DropReason, Long> dropped : flow.dropped().entrySet()) {
            List<String> withReason = new ArrayList<>(labels);
            withReason.add(text(dropped.getKey()));
            count(metrics.counter("ttlog.dropped").labels(withReason.toArray(String[]::new)), dropped.getValue());
        }
        for (Stats.Delivery delivery : flow.deliveries()) {
            for (Map.Entry<DropReason, Long> dropped : delivery.dropped().entrySet()) {
                List<String> withSink = new ArrayList<>(labels);
                withSink.addAll(List.of(text(dropped.getKey()), SINK, delivery.sink()));
                count(
                        metrics.counter("ttlog.sink.dropped").labels(withSink.toArray(String[]::new)),
                        dropped.getValue());
            }
        }
    }

    private void sink(Status.SinkStatus sink) {
        count(metrics.counter("ttlog.sink.stored").labels(SINK, sink.name()), sink.stored());
        count(metrics.counter("ttlog.sink.errors").labels(SINK, sink.name()), sink.errors());
        count(metrics.counter("ttlog.sink.retries").labels(SINK, sink.name()), sink.retries());
        metrics.gauge("ttlog.sink.lag_bytes").labels(SINK, sink.name()).set((double) sink.lagBytes());
        metrics.gauge("ttlog.sink.lag_ms")
                .labels(SINK, sink.name())
                .set(sink.lag().toNanos() / NANOS_PER_MILLI);
        metrics.gauge("ttlog.sink.parked")
                .labels(SINK, sink.name())
                .set(sink.state() == Status.SinkState.PARKED ? 1 : 0);
    }

    /** Makes the counter, which only this thread adds to, show the count. */
    private static void count(Counter counter, long count) {
        counter.add(Math.max(0, count - counter.value()));
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
