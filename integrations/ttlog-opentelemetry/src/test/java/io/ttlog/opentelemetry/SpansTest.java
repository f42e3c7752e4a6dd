/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.ttlog.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of spans, by SQL. */
@Timeout(120)
class SpansTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00.123456789Z");

    @TempDir
    Path path;

    @Test
    void keepsTimesIdsAndWhereItComesFrom() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Tracer tracer = telemetry
                    .sdk
                    .tracerBuilder("http.client")
                    .setInstrumentationVersion("1.2")
                    .setSchemaUrl("https://x/1")
                    .build();
            Span parent = tracer.spanBuilder("parent")
                    .setSpanKind(SpanKind.SERVER)
                    .setStartTimestamp(START)
                    .startSpan();
            Span child = tracer.spanBuilder("child")
                    .setParent(Context.root().with(parent))
                    .startSpan();
            child.end();
            parent.end(START.plusNanos(1_500));
            Row row = telemetry.flushed().row("SELECT * FROM spans WHERE name = 'parent'");
            assertThat(row.getInstant("timestamp")).isEqualTo(START);
            assertThat(row.getDuration("duration")).isEqualTo(Duration.ofNanos(1_500));
            assertThat(row.getString("service")).isEqualTo("shop");
            assertThat(row.getString("kind")).isEqualTo("server");
            assertThat(row.getString("status")).isEqualTo("unset");
            assertThat(row.getString("trace_id"))
                    .isEqualTo(parent.getSpanContext().getTraceId());
            assertThat(row.getString("span_id"))
                    .isEqualTo(parent.getSpanContext().getSpanId());
            assertThat(row.getString("parent_id")).isNull();
            Row origin = telemetry.row(
                    "SELECT \"otel.scope.name\", \"otel.scope.version\", \"otel.scope.schema_url\", \"resource.host.name\","
                            + " \"resource.region\", \"resource.cpus\", attrs['resource.service.name'] AS service_again, parent_id, trace_id FROM spans"
                            + " WHERE name = 'child'");
            assertThat(origin.getString("otel.scope.name")).isEqualTo("http.client");
            assertThat(origin.getString("otel.scope.version")).isEqualTo("1.2");
            assertThat(origin.getString("otel.scope.schema_url")).isEqualTo("https://x/1");
            assertThat(origin.getString("resource.host.name")).isEqualTo("h1");
            assertThat(origin.getString("resource.region")).isEqualTo("north");
            assertThat(origin.getLong("resource.cpus")).isEqualTo(4);
            assertThat(origin.get("service_again")).isNull();
            assertThat(origin.getString("parent_id"))
                    .isEqualTo(parent.getSpanContext().getSpanId());
            assertThat(origin.getString("trace_id"))
                    .isEqualTo(parent.getSpanContext().getTraceId());
        }
    }

    @Test
    void keepsEveryTypeOfAttribute() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            telemetry
                    .sdk
                    .getTracer("t")
                    .spanBuilder("typed")
                    .setAttribute("text", "a\"b")
                    .setAttribute("whole", Long.MIN_VALUE)
                    .setAttribute("number", 0.1)
                    .setAttribute("truth", true)
                    .setAttribute(AttributeKey.stringArrayKey("texts"), List.of("x", "y\n"))
                    .setAttribute(AttributeKey.longArrayKey("wholes"), List.of(1L, 2L))
                    .setAttribute(AttributeKey.doubleArrayKey("numbers"), List.of(1.5, Double.NaN))
                    .setAttribute(AttributeKey.booleanArrayKey("truths"), List.of(true, false))
                    .setAttribute(
                            AttributeKey.valueKey("tree"),
                            Value.of(
                                    KeyValue.of("a", Value.of(7)),
                                    KeyValue.of("b", Value.of(KeyValue.of("c", Value.of("deep"))))))
                    .setAttribute(AttributeKey.valueKey("mixed"), Value.of(Value.of(1), Value.of("z")))
                    .setAttribute(AttributeKey.valueKey("bytes"), Value.of(new byte[] {1, (byte) 0xFF}))
                    .setAttribute("thread.name", "worker-7")
                    .setAttribute("thread.id", 7L)
                    .startSpan()
                    .end();
            Row row = telemetry
                    .flushed()
                    .row(
                            "SELECT text, whole, number, truth, texts, wholes, numbers, truths, \"tree.a\", \"tree.b.c\", mixed, bytes,"
                                    + " thread, \"thread.id\", attrs['thread.name'] AS again FROM spans");
            assertThat(row.get("text")).isEqualTo("a\"b");
            assertThat(row.get("whole")).isEqualTo(Long.MIN_VALUE);
            assertThat(row.get("number")).isEqualTo(0.1);
            assertThat(row.get("truth")).isEqualTo(true);
            assertThat(row.get("texts")).isEqualTo("[\"x\",\"y\\n\"]");
            assertThat(row.get("wholes")).isEqualTo("[1,2]");
            assertThat(row.get("numbers")).isEqualTo("[1.5,\"NaN\"]");
            assertThat(row.get("truths")).isEqualTo("[true,false]");
            assertThat(row.get("tree.a")).isEqualTo(7L);
            assertThat(row.get("tree.b.c")).isEqualTo("deep");
            assertThat(row.get("mixed")).isEqualTo("[1,\"z\"]");
            assertThat(row.getString("bytes")).isEqualTo("01ff");
            assertThat(row.get("thread")).isEqualTo("worker-7");
            assertThat(row.get("thread.id")).isEqualTo(7L);
            assertThat(row.get("again")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(SpanKind.class)
    void keepsTheKind(SpanKind kind) {
        try (Telemetry telemetry = Telemetry.open(path)) {
            telemetry
                    .sdk
                    .getTracer("t")
                    .spanBuilder("s")
                    .setSpanKind(kind)
                    .startSpan()
                    .end();
            assertThat(telemetry.flushed().row("SELECT kind FROM spans").getString("kind"))
                    .isEqualTo(kind.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void eventsAreLogRowsOfTheSpanAndExceptionsItsError() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Span span =
                    telemetry.sdk.getTracer("shop.Cart").spanBuilder("checkout").startSpan();
            span.addEvent("cart emptied", Attributes.of(AttributeKey.longKey("items"), 3L), START);
            span.recordException(new IllegalStateException("no stock"));
            span.setStatus(StatusCode.ERROR, "checkout failed");
            span.end();
            Row row = telemetry.flushed().row("SELECT status, error, \"otel.status_description\" FROM spans");
            assertThat(row.getString("status")).isEqualTo("error");
            assertThat(row.getString("error"))
                    .startsWith("java.lang.IllegalStateException: no stock")
                    .contains("SpansTest");
            assertThat(row.getString("otel.status_description")).isEqualTo("checkout failed");
            Row event = telemetry.row("SELECT * FROM logs WHERE message = 'cart emptied'");
            assertThat(event.getInstant("timestamp")).isEqualTo(START);
            assertThat(event.getString("level")).isEqualTo("INFO");
            assertThat(event.getString("logger")).isEqualTo("shop.Cart");
            assertThat(event.getString("trace_id"))
                    .isEqualTo(span.getSpanContext().getTraceId());
            assertThat(event.getString("span_id"))
                    .isEqualTo(span.getSpanContext().getSpanId());
            assertThat(telemetry
                            .row("SELECT items FROM logs WHERE \"event.name\" = 'cart emptied'")
                            .get("items"))
                    .isEqualTo(3L);
            Row exception = telemetry.row(
                    "SELECT error, \"exception.type\", \"exception.message\", attrs['exception.stacktrace'] AS again"
                            + " FROM logs WHERE level = 'ERROR'");
            assertThat(exception.getString("error")).startsWith("java.lang.IllegalStateException: no stock\n");
            assertThat(exception.getString("exception.type")).isEqualTo("java.lang.IllegalStateException");
            assertThat(exception.getString("exception.message")).isEqualTo("no stock");
            assertThat(exception.get("again")).isNull();
        }
    }

    @Test
    void aStatusWithoutAnExceptionIsTheErrorAndAHandledExceptionIsNot() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Tracer tracer = telemetry.sdk.getTracer("t");
            tracer.spanBuilder("failed")
                    .startSpan()
                    .setStatus(StatusCode.ERROR, "timeout")
                    .end();
            tracer.spanBuilder("fine")
                    .startSpan()
                    .recordException(new IllegalStateException("retried"))
                    .setStatus(StatusCode.OK)
                    .end();
            telemetry.flushed();
            assertThat(telemetry
                            .row("SELECT error FROM spans WHERE status = 'error'")
                            .getString("error"))
                    .isEqualTo("timeout");
            assertThat(telemetry
                            .row("SELECT error FROM spans WHERE status = 'ok'")
                            .getString("error"))
                    .isNull();
        }
    }

    @Test
    void theLastExceptionIsTheErrorAndAnEndBeforeTheStartHasNoDuration() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            telemetry
                    .sdk
                    .getTracer("t")
                    .spanBuilder("s")
                    .setStartTimestamp(START)
                    .startSpan()
                    .recordException(new IllegalStateException("first"))
                    .recordException(new IllegalStateException("last"))
                    .setStatus(StatusCode.ERROR)
                    .end(START.minusNanos(7));
            Row row = telemetry.flushed().row("SELECT timestamp, duration, error FROM spans");
            assertThat(row.getInstant("timestamp")).isEqualTo(START);
            assertThat(row.getDuration("duration")).isNull();
            assertThat(row.getString("error")).startsWith("java.lang.IllegalStateException: last\n");
        }
    }

    @Test
    void whatTheSdkDroppedIsCounted() {
        SpanContext other = SpanContext.create(
                "ffffffffffffffffffffffffffffff01",
                "8000000000000002",
                TraceFlags.getDefault(),
                TraceState.getDefault());
        try (Telemetry telemetry = Telemetry.open(
                path,
                "otel.span.attribute.count.limit",
                "2",
                "otel.span.event.count.limit",
                "1",
                "otel.span.link.count.limit",
                "1",
                "otel.attribute.count.limit",
                "2")) {
            Span span = telemetry
                    .sdk
                    .getTracer("t")
                    .spanBuilder("s")
                    .addLink(other)
                    .addLink(other)
                    .addLink(other)
                    .startSpan();
            for (int i = 0; i < 5; i++) {
                span.setAttribute("a" + i, i);
            }
            Attributes three =
                    Attributes.builder().put("x", 1).put("y", 2).put("z", 3).build();
            span.addEvent("kept", three).addEvent("dropped").addEvent("dropped, too");
            telemetry
                    .sdk
                    .getLogsBridge()
                    .get("l")
                    .logRecordBuilder()
                    .setBody("log")
                    .setAllAttributes(three)
                    .emit();
            span.end();
            Row row = telemetry
                    .flushed()
                    .row(
                            "SELECT \"otel.dropped_attributes_count\" AS attributes, \"otel.dropped_events_count\" AS events,"
                                    + " \"otel.dropped_links_count\" AS links FROM spans");
            assertThat(row.get("attributes")).isEqualTo(3L);
            assertThat(row.get("events")).isEqualTo(2L);
            assertThat(row.get("links")).isEqualTo(2L);
            List<Row> logs =
                    telemetry.rows("SELECT \"otel.dropped_attributes_count\" AS attributes FROM logs ORDER BY message");
            assertThat(logs)
                    .extracting(log -> log.get("attributes"))
                    .containsExactly(1L, 1L); // of the event and the log
        }
    }

    @Test
    void linksAreJsonAndARemoteParentIsKnown() {
        SpanContext remote = SpanContext.createFromRemoteParent(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "v1").build());
        try (Telemetry telemetry = Telemetry.open(path)) {
            telemetry
                    .sdk
                    .getTracer("t")
                    .spanBuilder("s")
                    .setParent(Context.root().with(Span.wrap(remote)))
                    .addLink(
                            SpanContext.create(
                                    "ffffffffffffffffffffffffffffff01",
                                    "8000000000000002",
                                    TraceFlags.getDefault(),
                                    TraceState.getDefault()),
                            Attributes.of(AttributeKey.stringKey("why"), "batch"))
                    .addLink(remote)
                    .startSpan()
                    .end();
            Row row = telemetry
                    .flushed()
                    .row(
                            "SELECT links, trace_id, parent_id, \"otel.parent.remote\", \"otel.trace_state\" FROM spans WHERE contains(links, 'ffffffffffffffffffffffffffffff01')");
            assertThat(row.getString("links"))
                    .isEqualTo(
                            "[{\"trace_id\":\"ffffffffffffffffffffffffffffff01\",\"span_id\":\"8000000000000002\",\"attributes\":{\"why\":\"batch\"}},"
                                    + "{\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"00f067aa0ba902b7\",\"trace_state\":\"vendor=v1\"}]");
            assertThat(row.getString("trace_id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(row.getString("parent_id")).isEqualTo("00f067aa0ba902b7");
            assertThat(row.getBoolean("otel.parent.remote")).isTrue();
            assertThat(row.getString("otel.trace_state")).isEqualTo("vendor=v1");
        }
    }

    @Test
    void tenThousandSpansThroughTheBatchProcessorAreFoundWithTheirParents() {
        Map<String, String> parents = new HashMap<>();
        // The processor's own queue drops beyond its size, as it may; it is made large enough for the test.
        try (Telemetry telemetry = Telemetry.open(path, "otel.bsp.max.queue.size", "20000")) {
            Tracer tracer = telemetry.sdk.getTracer("t");
            for (int trace = 0; trace < 1_000; trace++) {
                Context context = Context.root();
                String parent = null;
                for (int depth = 0; depth < 10; depth++) {
                    Span span = tracer.spanBuilder("depth " + depth)
                            .setParent(context)
                            .setAttribute("depth", depth)
                            .startSpan();
                    parents.put(span.getSpanContext().getSpanId(), parent);
                    parent = span.getSpanContext().getSpanId();
                    context = context.with(span);
                    span.end();
                }
            }
            List<Row> rows = telemetry.flushed().rows("SELECT span_id, parent_id, depth FROM spans");
            assertThat(rows).hasSize(10_000);
            Map<String, String> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getString("span_id"), row.getString("parent_id")));
            assertThat(found).isEqualTo(parents);
            assertThat(telemetry
                            .row("SELECT count(*) AS n FROM spans WHERE depth = 9 AND parent_id IS NOT NULL")
                            .getLong("n"))
                    .isEqualTo(1_000);
        }
    }
}
