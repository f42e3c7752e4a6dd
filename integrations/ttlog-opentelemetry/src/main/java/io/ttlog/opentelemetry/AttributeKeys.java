/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/** Attributes of OpenTelemetry's semantic conventions that have columns of their own here. */
final class AttributeKeys {
    static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    static final AttributeKey<String> THREAD_NAME = AttributeKey.stringKey("thread.name");

    static final String STACKTRACE = "exception.stacktrace";

    private static final AttributeKey<String> EXCEPTION_STACKTRACE = AttributeKey.stringKey(STACKTRACE);
    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");

    private AttributeKeys() {}

    /** What the attributes tell of an exception: its stack trace, else its type and message; null when they tell of none. */
    static @Nullable String exception(Attributes attributes) {
        String stacktrace = attributes.get(EXCEPTION_STACKTRACE);
        if (stacktrace != null && !stacktrace.isEmpty()) {
            return stacktrace;
        }
        String type = attributes.get(EXCEPTION_TYPE);
        String message = attributes.get(EXCEPTION_MESSAGE);
        return type == null ? message : message == null ? type : type + ": " + message;
    }
}
