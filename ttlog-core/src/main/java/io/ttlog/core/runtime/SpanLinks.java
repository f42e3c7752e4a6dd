/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.SpanContext;
import io.ttlog.core.event.EventEncoder;

/** The links of one span, as the JSON text that its record holds (RFC-0011). Belongs to whoever may write the span. */
final class SpanLinks {
    /** Most links of a span. */
    static final int LINKS_MAX = 128;

    /** Key, type and length of a text. */
    private static final int FIELD_BYTES = 8;

    private final StringBuilder json = new StringBuilder();
    private int kept;
    private int dropped;

    /** Adds one, if the text then has at most so many chars. */
    void add(SpanContext to, int charsMax) {
        final int before = json.length();
        if (kept < LINKS_MAX) {
            json.append(before == 0 ? '[' : ',');
            json.append("{\"trace_id\":\"").append(to.traceId());
            json.append("\",\"span_id\":\"").append(to.spanId()).append('"');
            if (!to.tracestate().isEmpty()) {
                json.append(",\"trace_state\":\"");
                escape(to.tracestate());
                json.append('"');
            }
            json.append('}');
            if (json.length() < charsMax) { // the bracket at the end is still to come
                kept++;
                return;
            }
            json.setLength(before);
        }
        dropped++;
    }

    /** What a trace state may hold is printable ASCII. */
    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
    }

    /** Adds them to the record, as many as it has room for all of; then there are none. */
    void moveTo(EventEncoder encoder, SpanKeys keys) {
        if (kept > 0) {
            if (json.length() + 1 + FIELD_BYTES <= encoder.roomBytes()) {
                encoder.fieldAscii(keys.links(), json.append(']').toString());
            } else {
                dropped += kept;
            }
        }
        if (dropped > 0) {
            encoder.field(keys.droppedLinks(), (long) dropped);
        }
        json.setLength(0);
        kept = 0;
        dropped = 0;
    }
}
