/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** The kind of a span, as OpenTelemetry names them. The ordinal is the wire value and never changes (RFC-0001). */
public enum SpanKind {
    /** Work inside the process. */
    INTERNAL("internal"),
    /** Answers a request. */
    SERVER("server"),
    /** Sends a request. */
    CLIENT("client"),
    /** Sends a message. */
    PRODUCER("producer"),
    /** Takes a message. */
    CONSUMER("consumer");

    private final String text;

    SpanKind(String text) {
        this.text = text;
    }

    /** As in the {@code kind} column. */
    public String text() {
        return text;
    }
}
