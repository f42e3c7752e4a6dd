/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.runtime.Recorder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes as fields of the record being encoded, as {@code ttlog import} does: maps get dotted names, arrays are JSON
 * text, the second field of a name gets {@code _2}, and what has no key in ttlog's tables stands as {@code name=value} lines in {@link
 * #OVERFLOW_KEY}. Texts are cut to what a field and the record hold; what does not fit at all is counted in {@link #DROPPED_KEY},
 * as OpenTelemetry counts it. One thread, one export.
 */
final class Fields {
    /** The attribute that holds what no other could. */
    static final String OVERFLOW_KEY = "otel_overflow";

    static final String DROPPED_KEY = "otel.dropped_attributes_count";

    /** Most fields of the same name that are told apart in one record. */
    private static final int REPEATS_MAX = 100;
    /** Room that is kept for the fields of {@link #end}. */
    private static final int END_BYTES = 64;
    /** A text is not cut to less. */
    private static final int CUT_BYTES_MIN = 64;

    private static final int TEXT_OVERHEAD_BYTES = 2 * Integer.BYTES;
    /** A mark and a digit group more than it ever has. */
    private static final int CUT_MARK_BYTES_MAX = 32;

    private static final class Key {
        final int symbol;
        long record;

        Key(int symbol) {
            this.symbol = symbol;
        }
    }

    private final Recorder recorder;
    private final int textCharsMax;
    private final Map<String, Key> keys = new HashMap<>();
    private @Nullable EventEncoder event;
    private @Nullable StringBuilder overflow;
    private int reserve;
    private int count;
    private long dropped;
    private long record;

    Fields(Recorder recorder) {
        this.recorder = recorder;
        this.textCharsMax = recorder.textCharsMax();
    }

    /**
     * Starts the fields of the next record.
     *
     * @param droppedBefore how many attributes the SDK has dropped
     * @param trailing texts that follow the fields: as much room is kept for each, up to a quarter of the record
     */
    void begin(EventEncoder next, long droppedBefore, @Nullable String... trailing) {
        event = next;
        overflow = null;
        count = 0;
        dropped = Math.max(0, droppedBefore);
        record++;
        reserve = END_BYTES;
        for (String text : trailing) {
            if (text != null) {
                reserve += (int) Math.min(Integer.BYTES + Wtf8.byteCount(text), recorder.recordBytesMax() / 4);
            }
        }
    }

    /** Keeps room for what follows the fields, up to a quarter of the record. */
    void reserve(int bytes) {
        reserve += Math.min(Integer.BYTES + bytes, recorder.recordBytesMax() / 4);
    }

    /** Adds all of them, but for those whose own names are given. */
    void putAll(String prefix, Attributes attributes, @Nullable String except) {
        putAll(prefix, attributes, except, null);
    }

    void putAll(String prefix, Attributes attributes, @Nullable String except, @Nullable String exceptToo) {
        for (Map.Entry<AttributeKey<?>, Object> entry : attributes.asMap().entrySet()) {
            String name = entry.getKey().getKey();
            if (!name.equals(except) && !name.equals(exceptToo)) {
                put(prefix.isEmpty() ? name : prefix + name, entry.getValue());
            }
        }
    }

    /** Adds a field of the type of the value. */
    void put(String name, @Nullable Object value) {
        put(name, value, 0);
    }

    private void put(String name, @Nullable Object value, int depth) {
        if (value instanceof Value<?> wrapped) {
            if (wrapped.getType() == ValueType.KEY_VALUE_LIST && depth < Json.DEPTH_MAX) {
                for (Object member : (List<?>) wrapped.getValue()) {
                    KeyValue pair = (KeyValue) member;
                    put(name + "." + pair.getKey(), pair.getValue(), depth + 1);
                }
                return;
            }
            if (wrapped.getType() != ValueType.KEY_VALUE_LIST && wrapped.getType() != ValueType.ARRAY) {
                put(name, wrapped.getType() == ValueType.EMPTY ? null : wrapped.getValue(), depth);
                return;
            }
        }
        int key = key(name);
        if (key == Symbols.NONE || count >= EventFormat.FIELDS_MAX - 2) {
            overflow(name, value);
        } else if (write(key, value)) {
            count++;
        } else {
            dropped++;
        }
    }

    /** Adds a point in time, if there is one. */
    void putTimestamp(String name, long nanos) {
        int key = key(name);
        if (nanos != 0 && key != Symbols.NONE) {
            encoder().fieldTimestamp(key, nanos);
            count++;
        }
    }

    private boolean write(int key, @Nullable Object value) {
        EventEncoder encoder = encoder();
        if (room() < Integer.BYTES + Long.BYTES) {
            return false;
        }
        if (value instanceof String text) {
            return text(key, text);
        } else if (value instanceof Long number) {
            encoder.field(key, (long) number);
        } else if (value instanceof Double number) {
            encoder.field(key, (double) number);
        } else if (value instanceof Boolean truth) {
            encoder.field(key, (boolean) truth);
        } else if (value instanceof ByteBuffer buffer) {
            if (buffer.remaining() > Math.min(textCharsMax, room() - TEXT_OVERHEAD_BYTES)) {
                return false;
            }
            encoder.field(key, Json.bytes(buffer));
        } else if (value == null) {
            encoder.fieldNull(key);
        } else {
            return text(key, Json.of(value, textCharsMax));
        }
        return true;
    }

    private boolean text(int key, String value) {
        int room = room() - TEXT_OVERHEAD_BYTES;
        String text = cut(value, textCharsMax);
        if ((long) text.length() * Wtf8.BYTES_PER_CHAR_MAX > room && Wtf8.byteCount(text) > room) {
            if (room < CUT_BYTES_MIN) {
                return false;
            }
            text = cutToBytes(text, room);
        }
        encoder().field(key, text);
        return true;
    }

    private int room() {
        return encoder().roomBytes() - reserve;
    }

    private EventEncoder encoder() {
        return Objects.requireNonNull(event);
    }

    /** A key that the record does not have yet. */
    private int key(String name) {
        Key key = known(name);
        for (int n = 2; key.record == record && n <= REPEATS_MAX; n++) {
            key = known(name + "_" + n);
        }
        if (key.record == record) {
            return Symbols.NONE;
        }
        key.record = record;
        return key.symbol;
    }

    private Key known(String name) {
        Key key = keys.get(name);
        if (key == null) {
            key = new Key(recorder.keySymbol(name));
            keys.put(name, key);
        }
        return key;
    }

    private void overflow(String name, @Nullable Object value) {
        StringBuilder text = overflow;
        if (text == null) {
            text = new StringBuilder();
            overflow = text;
        }
        if (text.length() > textCharsMax) {
            dropped++;
            return;
        }
        text.append(text.length() == 0 ? "" : "\n")
                .append(cut(name, textCharsMax))
                .append('=')
                .append(value instanceof String s ? cut(s, textCharsMax) : Json.of(value, textCharsMax));
    }

    /** Ends the fields of the record. */
    void end() {
        if (overflow != null && !text(overflow.toString())) {
            dropped++;
        }
        int key = dropped > 0 ? key(DROPPED_KEY) : Symbols.NONE;
        if (key != Symbols.NONE) {
            encoder().field(key, dropped);
        }
    }

    private boolean text(String overflowed) {
        int key = key(OVERFLOW_KEY);
        return key != Symbols.NONE && text(key, overflowed);
    }

    /** Adds the message, cut to the room that the error leaves. */
    void message(String text, @Nullable String error) {
        int kept = error == null
                ? 0
                : (int) Math.min(Integer.BYTES + Wtf8.byteCount(error), recorder.recordBytesMax() / 4);
        encoder().message(cutToBytes(text, encoder().roomBytes() - Integer.BYTES - kept));
    }

    /** Adds the error, cut to the room that is left. */
    void error(@Nullable String text) {
        if (text != null) {
            String shown = cut(text, recorder.errorCharsMax());
            encoder().error(cutToBytes(shown, encoder().roomBytes() - Integer.BYTES));
        }
    }

    private static String cutToBytes(String text, int bytesMax) {
        if (Wtf8.byteCount(text) <= bytesMax) {
            return text;
        }
        return cut(text, Math.max(1, (bytesMax - CUT_MARK_BYTES_MAX) / Wtf8.BYTES_PER_CHAR_MAX));
    }

    /** The text, or its start with a mark that says how much is missing. */
    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…(+" + (text.length() - end) + " chars)";
    }
}
