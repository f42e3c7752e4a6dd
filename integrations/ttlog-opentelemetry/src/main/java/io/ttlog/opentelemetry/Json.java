/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value as JSON that is valid whatever the value is: bytes are base64, numbers that JSON has not are texts, and beyond {@code charsMax} or
 * {@link #DEPTH_MAX} elements are replaced by one text that says how many. One use, one thread.
 */
final class Json {
    /** Most arrays and objects inside each other. */
    static final int DEPTH_MAX = 32;

    /** What may follow when there is no more room: what is missing at each depth, and the brackets. */
    private static final int END_CHARS_MAX = DEPTH_MAX * 32;

    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();
    private final int charsFull;
    private int depth;

    Json(int charsMax) {
        this.charsFull = Math.max(1, charsMax - END_CHARS_MAX);
    }

    static String of(@Nullable Object value, int charsMax) {
        return new Json(charsMax).value(value).toString();
    }

    /** Whether there is room for more. */
    boolean isFull() {
        return out.length() >= charsFull;
    }

    Json raw(String text) {
        out.append(text);
        return this;
    }

    Json value(@Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isFinite(number)) {
                out.append(number);
            } else {
                text(Double.toString(number));
            }
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof List<?> list) {
            array(list);
        } else if (value instanceof ByteBuffer bytes) {
            text(Base64.getEncoder().encodeToString(bytes(bytes)));
        } else if (value instanceof Value<?> wrapped) {
            wrapped(wrapped);
        } else if (value instanceof Attributes attributes) {
            object(attributes.asMap().entrySet().stream()
                    .map(e -> new Member(e.getKey().getKey(), e.getValue()))
                    .toList());
        } else {
            text(value.toString());
        }
        return this;
    }

    static byte[] bytes(ByteBuffer buffer) {
        ByteBuffer view = buffer.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    private record Member(String name, @Nullable Object value) {}

    private void wrapped(Value<?> value) {
        switch (value.getType()) {
            case KEY_VALUE_LIST ->
                object(((List<?>) value.getValue())
                        .stream()
                                .map(KeyValue.class::cast)
                                .map(kv -> new Member(kv.getKey(), kv.getValue()))
                                .toList());
            case EMPTY -> out.append("null");
            default -> value(value.getValue());
        }
    }

    private void object(List<Member> members) {
        elements(members, '{', '}');
    }

    private void array(List<?> list) {
        elements(list, '[', ']');
    }

    private void elements(List<?> elements, char open, char close) {
        out.append(open);
        depth++;
        int written = 0;
        for (Iterator<?> it = elements.iterator(); it.hasNext() && !isFull() && depth <= DEPTH_MAX; written++) {
            Object element = it.next();
            if (written > 0) {
                out.append(',');
            }
            if (element instanceof Member member) {
                text(member.name());
                out.append(':');
                value(member.value());
            } else {
                value(element);
            }
        }
        int missing = elements.size() - written;
        if (missing > 0) {
            out.append(written > 0 ? "," : "").append(open == '{' ? "\"…\":" : "");
            out.append("\"…(+").append(missing).append(")\"");
        }
        depth--;
        out.append(close);
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isFull() && !Character.isLowSurrogate(c)) {
                out.append("…(+").append(text.length() - i).append(" chars)");
                break;
            }
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(DIGITS[c >> 4]).append(DIGITS[c & 0xF]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
