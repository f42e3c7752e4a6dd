/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

/** How a span ended. The ordinal is the wire value and never changes (RFC-0001). */
public enum SpanStatus {
    /** Nothing was said. */
    UNSET("unset"),
    /** Said to have succeeded. */
    OK("ok"),
    /** Failed. */
    ERROR("error");

    private final String text;

    SpanStatus(String text) {
        this.text = text;
    }

    /** As in the {@code status} column. */
    public String text() {
        return text;
    }
}
