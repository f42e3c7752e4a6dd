/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import java.io.IOException;

/**
 * Micrometer, as Spring Boot sets it up: an observation, which is what {@code @Observed} makes of a call, is a timer and a span, the span
 * through the bridge to OpenTelemetry's SDK ({@link OtelPeer}). The summary has the buckets of a percentile histogram; with the
 * variant {@code sums} it has none.
 */
final class MicrometerPeer extends FrontPeer {
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final Counter counter;
    private final DistributionSummary summary;

    MicrometerPeer(Setup setup, String variant) throws IOException {
        this(new OtelPeer(setup), variant);
    }

    private MicrometerPeer(OtelPeer spans, String variant) {
        super(spans);
        MeterRegistry meters = new SimpleMeterRegistry();
        OtelTracer tracer = new OtelTracer(spans.tracer(), new OtelCurrentTraceContext(), event -> {});
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(meters))
                .observationHandler(new DefaultTracingObservationHandler(tracer));
        counter = Counter.builder("requests_total").tag("path", "/orders").register(meters);
        summary = DistributionSummary.builder("request_duration_ms")
                .tag("path", "/orders")
                .publishPercentileHistogram(!variant.equals("sums"))
                .register(meters);
    }

    @Override
    @SuppressWarnings("try") // the scopes are there to be closed
    public void spansInSpan(int spansInAll, long userId, String action, String path) {
        Observation parent = Observation.start("shop.serve", observations);
        try (Observation.Scope serving = parent.openScope()) {
            for (int i = 1; i < spansInAll; i++) {
                Observation child = Observation.start("shop.act", observations);
                try (Observation.Scope acting = child.openScope()) {
                    child.highCardinalityKeyValue("user_id", Long.toString(userId + i))
                            .lowCardinalityKeyValue("action", action)
                            .lowCardinalityKeyValue("path", path);
                } finally {
                    child.stop();
                }
            }
        } finally {
            parent.stop();
        }
    }

    @Override
    public void count() {
        counter.increment();
    }

    @Override
    public void record(double value) {
        summary.record(value);
    }

    @Override
    public void log(long userId, String action, String path) {
        throw new UnsupportedOperationException("Micrometer has no logs");
    }
}
