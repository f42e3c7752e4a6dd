/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.KeyValue;
import io.ttlog.Level;
import io.ttlog.spi.LogCall;
import io.ttlog.spi.NamedLogger;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * Makes one event of one call: its arguments, its markers, its key-values, and what the MDC holds. Of two with the same key, the
 * earlier of these wins; of two key-values the later. The message reads as SLF4J's own formatter has it: from the template and the
 * fields where that gives the same, else it is written as text.
 */
final class Recording {
    /** The field of the markers' names, joined by commas. */
    static final String MARKER = "marker";

    private static final String ARGUMENT = "arg"; // and its index: as templates name holes without a name
    private static final String ONE_VALUE = "{}";

    private final NamedLogger logger;
    private final ThreadContext context;

    Recording(NamedLogger logger, ThreadContext context) {
        this.logger = logger;
        this.context = context;
    }

    /** Records a call with one argument, whatever the level is. */
    void record(Level level, @Nullable String format, @Nullable Object a) {
        if (format == null || a instanceof Throwable || !Format.of(format).isFilledBy(1)) {
            record(level, format, new Object[] {a}, null, null, null);
            return;
        }
        final KeyValue[] fields = context.fields();
        final LogCall call = logger.call(level, format);
        argument(call, true, 0, a);
        context(call, fields, 1, null, null);
        call.end();
    }

    /** Records a call with two arguments, whatever the level is. */
    void record(Level level, @Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (format == null || b instanceof Throwable || !Format.of(format).isFilledBy(2)) {
            record(level, format, new Object[] {a, b}, null, null, null);
            return;
        }
        final KeyValue[] fields = context.fields();
        final LogCall call = logger.call(level, format);
        argument(call, true, 0, a);
        argument(call, true, 1, b);
        context(call, fields, 2, null, null);
        call.end();
    }

    /**
     * Records, whatever the level is.
     *
     * @param arguments the last may be the error, if none is given
     */
    void record(
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable String marker,
            @Nullable List<KeyValuePair> pairs,
            @Nullable Throwable error) {
        final String text = format == null ? "null" : format;
        int count = arguments == null ? 0 : arguments.length;
        Throwable cause = error;
        if (cause == null && arguments != null && count > 0 && arguments[count - 1] instanceof Throwable last) {
            cause = last;
            count--;
        }
        final Format parsed = Format.of(text);
        final String message = parsed.isFilledBy(count) ? null : message(text, arguments, count);
        final KeyValue[] fields = context.fields();

        final LogCall call = logger.call(level, text);
        if (arguments != null) {
            for (int i = 0; i < count; i++) {
                argument(call, parsed.plain, i, arguments[i]);
            }
        }
        if (marker != null) {
            call.value(new KeyValue(MARKER, marker));
        }
        if (pairs != null && !pairs.isEmpty()) {
            pairs(call, pairs, count, marker);
        }
        context(call, fields, count, pairs, marker);
        call.error(cause).message(message).end();
    }

    private static @Nullable String message(String format, @Nullable Object @Nullable [] arguments, int count) {
        if (arguments == null || count == 0) {
            return format; // as it is, with its escapes
        }
        Object[] used = new Object[count];
        System.arraycopy(arguments, 0, used, 0, count);
        try {
            return MessageFormatter.basicArrayFormat(format, used);
        } catch (StackOverflowError | OutOfMemoryError noRoom) {
            return null; // the event goes on with its template and values
        }
    }

    private static void argument(LogCall call, boolean plain, int index, @Nullable Object value) {
        if (!plain) { // the template has other holes than the format: names the values as if it had none
            call.value(new KeyValue(ARGUMENT + index, wantsText(value) ? new Later(value) : value));
        } else if (value instanceof String || value instanceof Integer || value instanceof Long) {
            call.value(value);
        } else if (value instanceof Float number) { // its digits, not those of the nearest double
            call.value(
                    number.isNaN() || number.isInfinite()
                            ? number.doubleValue()
                            : Double.parseDouble(number.toString()));
        } else if (wantsText(value)) {
            call.supplied(new Later(value));
        } else {
            call.value(value);
        }
    }

    /** Whether ttlog would write something else than what SLF4J's message shows. */
    private static boolean wantsText(@Nullable Object value) {
        return value != null
                && (value instanceof Enum<?>
                        || value instanceof Throwable
                        || value instanceof KeyValue
                        || value.getClass().isArray());
    }

    /** The text of a value as SLF4J has it, made where the runtime guards itself against what the application's code does. */
    private record Later(@Nullable Object value) implements Supplier<String> {
        @Override
        public String get() {
            return value != null && value.getClass().isArray()
                    ? MessageFormatter.basicArrayFormat(ONE_VALUE, new Object[] {value})
                    : String.valueOf(value);
        }

        @Override
        public String toString() {
            return get();
        }
    }

    private static void pairs(LogCall call, List<KeyValuePair> pairs, int count, @Nullable String marker) {
        for (KeyValuePair pair : pairs) {
            if (!isArgument(pair.key, count) && !isMarker(pair.key, marker)) {
                call.value(new KeyValue(pair.key, pair.value));
            }
        }
    }

    private static void context(
            LogCall call, KeyValue[] fields, int count, @Nullable List<KeyValuePair> pairs, @Nullable String marker) {
        for (KeyValue field : fields) {
            if (!isArgument(field.key(), count) && !isTaken(field.key(), pairs, marker)) {
                call.value(field);
            }
        }
    }

    private static boolean isTaken(String key, @Nullable List<KeyValuePair> pairs, @Nullable String marker) {
        if (pairs != null) {
            for (int i = 0; i < pairs.size(); i++) {
                if (key.equals(pairs.get(i).key)) {
                    return true;
                }
            }
        }
        return isMarker(key, marker);
    }

    private static boolean isMarker(@Nullable String key, @Nullable String marker) {
        return marker != null && MARKER.equals(key);
    }

    /** Whether an argument of the call has the key. */
    private static boolean isArgument(@Nullable String key, int count) {
        if (count == 0 || key == null || !key.startsWith(ARGUMENT)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (key.equals(ARGUMENT + i)) {
                return true;
            }
        }
        return false;
    }
}
