/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.Recorder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of one export, one after the other: what they share, the deadline of all, and how many were refused. One thread. */
final class Records {
    private static final String RESOURCE = "resource.";
    private static final String SCOPE = "otel.scope.";
    private static final int HEX = 16;

    private final Recorder recorder;
    private final long deadline;
    private final Fields fields;
    private @Nullable EventEncoder encoder;
    private @Nullable Resource lastResource;
    private int service;
    private int refused;

    Records(Recorder recorder, long waitNanosMax) {
        this.recorder = recorder;
        this.deadline = System.nanoTime() + waitNanosMax;
        this.fields = new Fields(recorder);
    }

    /** The encoder for the next record. */
    EventEncoder encoder() {
        EventEncoder next = recorder.encoder();
        encoder = next;
        return next;
    }

    Fields fields() {
        return fields;
    }

    /** The longest text that a record holds well. */
    int textCharsMax() {
        return recorder.textCharsMax();
    }

    int errorCharsMax() {
        return recorder.errorCharsMax();
    }

    /** The symbol of a name, none for no name. */
    int name(@Nullable String text) {
        return text == null || text.isEmpty() ? Symbols.NONE : recorder.nameSymbol(text);
    }

    int thread(@Nullable String text) {
        return text == null ? Symbols.NONE : recorder.threadSymbol(text);
    }

    /** The symbol of the service that the resource names, else of ttlog's own. */
    int service(Resource resource) {
        if (resource != lastResource) {
            lastResource = resource;
            int symbol = name(resource.getAttribute(AttributeKeys.SERVICE_NAME));
            service = symbol == Symbols.NONE ? recorder.service() : symbol;
        }
        return service;
    }

    /** The fields of where a record comes from. */
    void origin(Resource resource, InstrumentationScopeInfo scope, boolean scopeName) {
        if (scopeName && !scope.getName().isEmpty()) {
            fields.put(SCOPE + "name", scope.getName());
        }
        if (scope.getVersion() != null) {
            fields.put(SCOPE + "version", scope.getVersion());
        }
        if (scope.getSchemaUrl() != null) {
            fields.put(SCOPE + "schema_url", scope.getSchemaUrl());
        }
        fields.putAll(SCOPE, scope.getAttributes(), null);
        if (resource.getSchemaUrl() != null) {
            fields.put(RESOURCE + "schema_url", resource.getSchemaUrl());
        }
        fields.putAll(RESOURCE, resource.getAttributes(), AttributeKeys.SERVICE_NAME.getKey());
    }

    /** The buckets of a histogram, after its fields. */
    void buckets(byte[] bytes) {
        Objects.requireNonNull(encoder).buckets(bytes);
    }

    /** Hands the record over, waiting for room until the deadline. */
    void submit() {
        if (!recorder.submit(Objects.requireNonNull(encoder), deadline - System.nanoTime())) {
            refused++;
        }
    }

    /** Records that ttlog did not take. */
    int refused() {
        return refused;
    }

    static long traceIdHigh(SpanContext context) {
        return Long.parseUnsignedLong(context.getTraceId(), 0, HEX, HEX);
    }

    static long traceIdLow(SpanContext context) {
        return Long.parseUnsignedLong(context.getTraceId(), HEX, 2 * HEX, HEX);
    }

    static long spanId(SpanContext context) {
        return Long.parseUnsignedLong(context.getSpanId(), 0, HEX, HEX);
    }
}
