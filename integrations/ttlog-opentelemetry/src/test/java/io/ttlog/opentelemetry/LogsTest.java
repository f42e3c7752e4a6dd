/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.ttlog.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of log records, by SQL. */
@Timeout(120)
class LogsTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final Instant LATER = TIME.plusNanos(5);

    @TempDir
    Path path;

    @Test
    void keepsWhatALogRecordSays() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Span span = telemetry.sdk.getTracer("t").spanBuilder("s").startSpan();
            telemetry
                    .sdk
                    .getLogsBridge()
                    .loggerBuilder("org.acme.Disk")
                    .setInstrumentationVersion("2")
                    .build()
                    .logRecordBuilder()
                    .setTimestamp(TIME)
                    .setObservedTimestamp(LATER)
                    .setSeverity(Severity.WARN2)
                    .setSeverityText("warning")
                    .setBody("93% full")
                    .setContext(Context.root().with(span))
                    .setEventName("disk.full")
                    .setAttribute(AttributeKey.longKey("used"), 93L)
                    .setAttribute(AttributeKey.stringKey("thread.name"), "main")
                    .emit();
            Row row = telemetry
                    .flushed()
                    .row(
                            "SELECT timestamp, level, service, logger, thread, message, trace_id, span_id, error, used, \"event.name\","
                                    + " severity_number, severity_text, \"otel.observed_timestamp\", \"otel.scope.version\", \"resource.region\" FROM logs");
            assertThat(row.getInstant("timestamp")).isEqualTo(TIME);
            assertThat(row.getString("level")).isEqualTo("WARN");
            assertThat(row.getString("service")).isEqualTo("shop");
            assertThat(row.getString("logger")).isEqualTo("org.acme.Disk");
            assertThat(row.getString("thread")).isEqualTo("main");
            assertThat(row.getString("message")).isEqualTo("93% full");
            assertThat(row.getString("trace_id"))
                    .isEqualTo(span.getSpanContext().getTraceId());
            assertThat(row.getString("span_id")).isEqualTo(span.getSpanContext().getSpanId());
            assertThat(row.getString("error")).isNull();
            assertThat(row.get("used")).isEqualTo(93L);
            assertThat(row.get("event.name")).isEqualTo("disk.full");
            assertThat(row.get("severity_number")).isEqualTo(14L);
            assertThat(row.get("severity_text")).isEqualTo("warning");
            assertThat(row.getInstant("otel.observed_timestamp")).isEqualTo(LATER);
            assertThat(row.get("otel.scope.version")).isEqualTo("2");
            assertThat(row.get("resource.region")).isEqualTo("north");
            span.end();
        }
    }

    @Test
    void everySeverityNumberHasItsLevel() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Logger logger = telemetry.sdk.getLogsBridge().get("l");
            for (Severity severity : Severity.values()) {
                logger.logRecordBuilder()
                        .setSeverity(severity)
                        .setBody(severity.name())
                        .emit();
            }
            List<Row> rows =
                    telemetry.flushed().rows("SELECT level, message, attrs.severity_number AS number FROM logs");
            assertThat(rows).hasSize(25);
            for (Row row : rows) {
                String name = String.valueOf(row.getString("message"));
                boolean unsaid = name.startsWith("UNDEFINED");
                assertThat(row.getString("level")).as(name).isEqualTo(unsaid ? "INFO" : name.replaceAll("[0-9]", ""));
                assertThat(row.get("number"))
                        .as(name)
                        .isEqualTo(
                                unsaid
                                        ? (Object) 0L
                                        : name.matches(".*[2-4]")
                                                ? (Object) (long)
                                                        Severity.valueOf(name).getSeverityNumber()
                                                : null);
            }
        }
    }

    @Test
    void aStructuredBodyIsJsonAndColumns() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Logger logger = telemetry.sdk.getLogsBridge().get("l");
            logger.logRecordBuilder()
                    .setBody(Value.of(
                            KeyValue.of("user", Value.of(KeyValue.of("id", Value.of(7)))),
                            KeyValue.of("tags", Value.of(Value.of("a"), Value.of(true)))))
                    .emit();
            logger.logRecordBuilder()
                    .setBody(Value.of(42))
                    .setAttribute(AttributeKey.stringKey("exception.type"), "E")
                    .setAttribute(AttributeKey.stringKey("exception.message"), "m")
                    .emit();
            telemetry.flushed();
            Row row = telemetry.row("SELECT message, \"body.tags\" FROM logs WHERE \"body.user.id\" = 7");
            assertThat(row.getString("message")).isEqualTo("{\"user\":{\"id\":7},\"tags\":[\"a\",true]}");
            assertThat(row.getString("body.tags")).isEqualTo("[\"a\",true]");
            assertThat(telemetry
                            .row("SELECT error FROM logs WHERE message = '42'")
                            .getString("error"))
                    .isEqualTo("E: m");
        }
    }

    @Test
    void aRecordWithoutATimeHasThatOfItsObservationAndOneWithoutABodyItsEventName() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            telemetry
                    .sdk
                    .getLogsBridge()
                    .get("l")
                    .logRecordBuilder()
                    .setObservedTimestamp(TIME)
                    .setEventName("started")
                    .emit();
            Row row = telemetry
                    .flushed()
                    .row("SELECT timestamp, message, attrs['otel.observed_timestamp'] AS observed FROM logs");
            assertThat(row.getInstant("timestamp")).isEqualTo(TIME);
            assertThat(row.getString("message")).isEqualTo("started");
            assertThat(row.get("observed")).isNull();
        }
    }
}
