/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of the application into an encoder, each by its type. Runs the application's {@code toString}, guarded:
 * what it throws becomes the text {@code !ExceptionClass}. Belongs to one thread.
 */
final class FieldWriter {
    /** Most texts of the application that are being made inside each other in one thread. */
    static final int FOREIGN_DEPTH_MAX = 16;
    /** Most texts that are made inside of one: values that log each other would otherwise branch without end. */
    static final int FOREIGN_NESTED_MAX = 256;

    private static final String TOO_DEEP = "!nested";

    /** Texts that are remembered as ASCII; a power of two. */
    private static final int ASCII_TEXTS_KNOWN = 64;
    /** One in so many that were not known is remembered: storing a reference may cost more than it saves. A power of two. */
    private static final int ASCII_TEXTS_MISSED = 16;
    /** Longer texts are not remembered. */
    private static final int ASCII_TEXT_CHARS_MAX = 64;

    private static final int ASCII = 0x80;
    private static final String[] ASCII_TEXTS = new String[ASCII];

    static {
        for (char c = 0; c < ASCII; c++) {
            ASCII_TEXTS[c] = String.valueOf(c);
        }
    }

    private final Vocabulary vocabulary;
    private final @Nullable WordCache keys; // null when frugal
    private final Losses losses;
    private final int textCharsMax;
    /**
     * The last ASCII text of each key: most fields take few values (regions, methods, paths), and one that comes again is copied
     * as a block, where a new one is looked at char by char, for half a nanosecond each.
     * Null when frugal.
     */
    private final @Nullable String @Nullable [] asciiTexts;

    private int asciiTextsMissed;

    private int foreignDepth;
    private int foreignNested; // since the outermost began

    /**
     * A writer.
     *
     * @param frugal remembers nothing from one value to the next
     */
    FieldWriter(Vocabulary keys, Losses losses, int textCharsMax, boolean frugal) {
        this.vocabulary = keys;
        this.keys = frugal ? null : new WordCache(keys);
        this.asciiTexts = frugal ? null : new String[ASCII_TEXTS_KNOWN];
        this.losses = losses;
        this.textCharsMax = textCharsMax;
    }

    /** Whether code of the application is running inside a call of ours. */
    boolean inForeignCode() {
        return foreignDepth > 0;
    }

    /** The symbol of a key; when it has none, the value is lost and counted. */
    int key(@Nullable String key) {
        final WordCache cache = keys;
        int symbol = cache == null ? vocabulary.symbol(key) : cache.symbol(key);
        if (symbol == Symbols.NONE) {
            losses.valueLost(DropReason.CARDINALITY);
        }
        return symbol;
    }

    void character(EventEncoder encoder, int key, char value) {
        encoder.field(key, value < ASCII ? ASCII_TEXTS[value] : String.valueOf(value));
    }

    void text(EventEncoder encoder, int key, String value) {
        final @Nullable String[] known = asciiTexts;
        final int slot = key & ASCII_TEXTS_KNOWN - 1;
        if (known == null) {
            encoder.field(key, cut(value, textCharsMax));
        } else if (value.equals(known[slot])) {
            encoder.fieldAscii(key, value);
        } else {
            newText(encoder, known, slot, key, value);
        }
    }

    private void newText(EventEncoder encoder, @Nullable String[] known, int slot, int key, String value) {
        final int before = encoder.bytes();
        encoder.field(key, cut(value, textCharsMax));
        final int length = value.length();
        if ((++asciiTextsMissed & ASCII_TEXTS_MISSED - 1) == 0
                && length <= ASCII_TEXT_CHARS_MAX
                && encoder.bytes() - before == 2 * Integer.BYTES + length) {
            known[slot] = value;
        }
    }

    void object(EventEncoder encoder, int key, @Nullable Object value) {
        if (value instanceof String text) {
            text(encoder, key, text);
        } else if (value == null) {
            encoder.fieldNull(key);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            encoder.field(key, ((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            encoder.field(key, ((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            encoder.field(key, truth.booleanValue());
        } else if (value instanceof Character character) {
            character(encoder, key, character);
        } else if (value instanceof Enum<?> constant) {
            encoder.field(key, constant.name());
        } else if (value instanceof Instant instant) {
            encoder.field(key, instant);
        } else if (value instanceof Duration duration) {
            encoder.field(key, duration);
        } else if (value instanceof byte[] bytes) {
            encoder.field(key, bytes);
        } else {
            encoder.field(key, cut(foreignText(value), textCharsMax));
        }
    }

    /** Before code of the application runs; false when it must not, because there is too much of it inside itself. */
    private boolean enterForeign() {
        if (foreignDepth == 0) {
            foreignNested = 0;
        } else if (foreignDepth == FOREIGN_DEPTH_MAX || foreignNested == FOREIGN_NESTED_MAX) {
            losses.valueLost(DropReason.REENTRANT);
            return false;
        }
        foreignNested++;
        foreignDepth++;
        return true;
    }

    private String foreignText(Object value) {
        if (!enterForeign()) {
            return TOO_DEEP;
        }
        try {
            String text = value.toString();
            return text == null ? "null" : text;
        } catch (Throwable failure) { // a StackOverflowError or OutOfMemoryError too: the host must not see it from us
            return failed(failure);
        } finally {
            foreignDepth--; // needs no stack, so that no Error skips it
        }
    }

    /** What the supplier gives; when it throws, a text that says what. */
    @Nullable
    Object supplied(@Nullable Supplier<?> supplier) {
        if (supplier == null) {
            return null;
        }
        if (!enterForeign()) {
            return TOO_DEEP;
        }
        try {
            return supplier.get();
        } catch (Throwable failure) { // as in foreignText
            return failed(failure);
        } finally {
            foreignDepth--;
        }
    }

    /** The text of an error, bounded. */
    String errorText(Throwable error, int charsMax) {
        if (!enterForeign()) {
            return error.getClass().getName() + ": " + TOO_DEEP;
        }
        try {
            return cut(ThrowableText.of(error, charsMax), charsMax);
        } catch (Throwable failure) { // as in foreignText
            return error.getClass().getName() + ": " + failed(failure);
        } finally {
            foreignDepth--;
        }
    }

    void lost(DropReason reason) {
        losses.valueLost(reason);
    }

    private String failed(Throwable failure) {
        losses.valueLost(DropReason.ENCODE_ERROR);
        return "!" + failure.getClass().getName();
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
