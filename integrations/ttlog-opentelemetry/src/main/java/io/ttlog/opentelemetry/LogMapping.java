/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import org.jspecify.annotations.Nullable;

/** A log record becomes a row of {@code logs} (RFC-0011). Stateless. */
final class LogMapping implements Exporter.Mapping<LogRecordData> {
    private static final Level[] LEVELS = Level.values();
    private static final int NUMBERS_PER_LEVEL = 4;

    @Override
    public void write(LogRecordData log, Records records) {
        Attributes attributes = log.getAttributes();
        SpanContext context = log.getSpanContext();
        Value<?> body = log.getBodyValue();
        String message = message(body, log.getEventName(), records.textCharsMax());
        String error = AttributeKeys.exception(attributes);
        int thread = records.thread(attributes.get(AttributeKeys.THREAD_NAME));
        int logger = records.name(log.getInstrumentationScopeInfo().getName());
        long observed = log.getObservedTimestampEpochNanos();
        long timestamp = log.getTimestampEpochNanos() == 0 ? observed : log.getTimestampEpochNanos();
        int number = log.getSeverity().getSeverityNumber();
        Level level = level(number);
        EventEncoder encoder = records.encoder();
        if (context.isValid()) {
            encoder.beginLogInSpan(
                    level,
                    Symbols.NONE,
                    logger,
                    thread,
                    records.service(log.getResource()),
                    timestamp,
                    Records.traceIdHigh(context),
                    Records.traceIdLow(context),
                    Records.spanId(context));
        } else {
            encoder.beginLog(level, Symbols.NONE, logger, thread, records.service(log.getResource()), timestamp);
        }
        Fields fields = records.fields();
        fields.begin(encoder, log.getTotalAttributeCount() - attributes.size(), message, error);
        if (log.getEventName() != null && !log.getEventName().isEmpty()) {
            fields.put("event.name", log.getEventName());
        }
        if (observed != timestamp) {
            fields.putTimestamp("otel.observed_timestamp", observed);
        }
        if (number == 0 || number % NUMBERS_PER_LEVEL != 1) { // the first number of a level says no more than the level
            fields.put("severity_number", (long) number);
        }
        if (log.getSeverityText() != null && !log.getSeverityText().equalsIgnoreCase(level.name())) {
            fields.put("severity_text", log.getSeverityText());
        }
        records.origin(log.getResource(), log.getInstrumentationScopeInfo(), logger == Symbols.NONE);
        fields.putAll(
                "",
                attributes,
                thread == Symbols.NONE ? null : AttributeKeys.THREAD_NAME.getKey(),
                error == null ? null : AttributeKeys.STACKTRACE);
        if (body != null && body.getType() == ValueType.KEY_VALUE_LIST) {
            fields.put("body", body);
        }
        fields.end();
        fields.message(message, error);
        fields.error(error);
        records.submit();
    }

    /** TRACE for 1 to 4, and so on to FATAL for 21 to 24; INFO for what says none. */
    static Level level(int severityNumber) {
        return severityNumber < 1 || severityNumber > LEVELS.length * NUMBERS_PER_LEVEL
                ? Level.INFO
                : LEVELS[(severityNumber - 1) / NUMBERS_PER_LEVEL];
    }

    private static String message(@Nullable Value<?> body, @Nullable String eventName, int charsMax) {
        if (body == null || body.getType() == ValueType.EMPTY) {
            return eventName == null ? "" : eventName;
        }
        return body.getValue() instanceof String text ? Fields.cut(text, charsMax) : Json.of(body, charsMax);
    }
}
