/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.RecordCopy;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueText;
import io.ttlog.core.event.ValueType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record anew if it holds what must not leave (RFC-0017). A record that holds nothing of the kind costs a read for each of
 * its symbols, and with detectors a look at each byte of its texts. Allocates nothing but for symbols that are new, numbers that are
 * hashed, and until its buffer has grown to the size of the records.
 *
 * <p>A record that grows beyond the largest one is written with DROP for everything. Belongs to one thread, but for {@link
 * #redacted}.
 */
public final class Rewriter {
    /** What {@link #rewrite} returns for a record that may leave as it is. */
    public static final int UNCHANGED = 0;

    private static final Way[] WAYS = Way.values();

    private final Verdicts verdicts;
    private final Scanner scanner;
    private final Substitute substitute;
    private final RecordCopy copy;
    private final EventReader reader = new EventReader();
    private final ShownValues shown = new ShownValues();
    private final StringBuilder number = new StringBuilder();
    private byte[] digits = new byte[64];
    private final AtomicLongArray redacted = new AtomicLongArray(WAYS.length); // written by one thread
    private final long[] inRecord = new long[WAYS.length];
    private int changes;
    private boolean dropAll;

    /**
     * As the redaction says.
     *
     * @param symbols of the records
     * @param recordBytesMax of the largest record
     */
    public Rewriter(Redaction redaction, Symbols symbols, int recordBytesMax) {
        scanner = new Scanner(redaction);
        substitute = new Substitute(redaction);
        verdicts = new Verdicts(redaction, symbols, scanner, substitute);
        copy = new RecordCopy(Math.min(recordBytesMax, EventFormat.RECORD_BYTES_MAX));
    }

    /**
     * Looks at the record at the offset.
     *
     * @return {@link #UNCHANGED}, or the bytes, without padding, of what is to go in its place, from the start of {@link #buffer};
     *     {@link RecordCopy#TOO_LARGE} when there is no room for it
     */
    public int rewrite(byte[] records, int at) {
        reader.wrap(records, at);
        if (isClean()) {
            return UNCHANGED;
        }
        int bytes = write(false);
        if (bytes == RecordCopy.TOO_LARGE) {
            bytes = write(true); // which makes it shorter
        }
        if (changes == 0) {
            return UNCHANGED;
        }
        for (int way = 0; bytes != RecordCopy.TOO_LARGE && way < WAYS.length; way++) {
            redacted.lazySet(way, redacted.get(way) + inRecord[way]);
        }
        return bytes;
    }

    /** The array that {@link #rewrite} wrote into; valid until it is called again. */
    public byte[] buffer() {
        return copy.buffer();
    }

    /** How many values and parts of texts have been redacted in this way; for any thread. */
    public long redacted(Way way) {
        return redacted.get(way.ordinal());
    }

    // ---- looks

    private boolean isClean() {
        final boolean texts = !scanner.isOff();
        if (!verdicts.isClean(reader.name()) || texts && !areNamesClean()) {
            return false;
        }
        while (reader.nextField()) {
            if (!verdicts.isClean(reader.fieldKey())
                    || texts
                            && reader.fieldType() == ValueType.TEXT
                            && holdsMatch(reader.fieldPayloadOffset(), reader.fieldPayloadBytes())) {
                return false;
            }
        }
        return !texts
                || !(reader.hasMessage() && holdsMatch(reader.messageOffset()))
                        && !(reader.hasError() && holdsMatch(reader.errorOffset()));
    }

    private boolean areNamesClean() {
        return verdicts.isClean(reader.logger())
                && verdicts.isClean(reader.thread())
                && verdicts.isClean(reader.service());
    }

    private boolean holdsMatch(int textOffset) {
        return holdsMatch(textOffset + Integer.BYTES, EventFormat.getInt(reader.buffer(), textOffset));
    }

    private boolean holdsMatch(int from, int bytes) {
        return scanner.find(reader.buffer(), from, from, from + bytes);
    }

    // ---- writes

    private int write(boolean nothingButDrop) {
        dropAll = nothingButDrop;
        changes = 0;
        Arrays.fill(inRecord, 0);
        shown.clear();
        reader.rewind();
        copy.begin(reader);
        copy.name(name(reader.name()));
        copy.logger(name(reader.logger()));
        copy.thread(name(reader.thread()));
        copy.service(name(reader.service()));
        final Verdict template = reader.signal() == Signal.LOG ? verdicts.of(reader.name()) : Verdict.CLEAN;
        while (reader.nextField()) {
            field(template);
        }
        copy.append(
                reader.buffer(), reader.fieldEnd(), reader.messageOffset()); // what may stand between fields and texts
        if (reader.hasMessage()) {
            copy.beginMessage();
            text(reader.messageOffset());
            copy.endText();
        }
        if (reader.hasError()) {
            copy.beginError();
            text(reader.errorOffset());
            copy.endText();
        }
        return copy.end(reader);
    }

    private int name(int symbol) {
        final int other = verdicts.of(symbol).substitute();
        if (other == Symbols.NONE) {
            return symbol;
        }
        count(Way.MASK);
        return other;
    }

    private void field(Verdict template) {
        final int key = reader.fieldKey();
        final Verdict verdict = verdicts.of(key);
        final Way byHole = template.ofHole(key);
        final Way way = verdict.key() == null ? byHole : verdict.key();
        final int keyLeft = verdict.substitute() == Symbols.NONE ? key : name(key);
        if (way != null && reader.fieldType() != ValueType.NULL) {
            redact(keyLeft, dropAll ? Way.DROP : way);
        } else if (reader.fieldType() != ValueType.TEXT || scanner.isOff()) {
            copy.field(keyLeft, reader);
        } else {
            copy.beginText(keyLeft);
            final int from = reader.fieldPayloadOffset();
            if (scanned(from, from + reader.fieldPayloadBytes(), false) == Way.DROP) {
                copy.dropText();
            } else {
                copy.endText();
            }
        }
    }

    /** The whole field. Its value is remembered where message or error may show it. */
    private void redact(int key, Way way) {
        count(way);
        final boolean texts = reader.hasMessage() || reader.hasError();
        byte[] value = reader.buffer();
        int from = 0;
        int to = 0;
        if (reader.fieldType() == ValueType.TEXT) {
            from = reader.fieldPayloadOffset();
            to = from + reader.fieldPayloadBytes();
        } else if (texts || way == Way.HASH) {
            to = render();
            value = digits;
        }
        if (texts) {
            shown.add(way, value, from, to);
        }
        if (way != Way.DROP) {
            final byte[] instead = substitute.of(way, value, from, to);
            copy.beginText(key);
            copy.append(instead, 0, instead.length);
            copy.endText();
        }
    }

    /** Puts the value of the field, as a message shows it, into {@link #digits}; its bytes. */
    private int render() {
        number.setLength(0);
        ValueText.append(number, reader);
        final int length = number.length();
        if (length > digits.length) {
            digits = new byte[length];
        }
        for (int i = 0; i < length; i++) {
            digits[i] = (byte) number.charAt(i); // numbers, times and hexadecimal are ASCII
        }
        return length;
    }

    private void text(int offset) {
        final int from = offset + Integer.BYTES;
        scanned(from, from + EventFormat.getInt(reader.buffer(), offset), !shown.isEmpty());
    }

    /**
     * Writes the text without what is found in it.
     *
     * @param showsValues whether values of the record's fields are searched for, too
     * @return what has become of the last match, DROP if it has of any; null when there was none
     */
    private @Nullable Way scanned(int start, int end, boolean showsValues) {
        final byte[] text = reader.buffer();
        final boolean scans = !scanner.isOff();
        Way last = null;
        int at = start;
        boolean match = scans && scanner.find(text, start, at, end);
        boolean value = showsValues && shown.find(text, start, at, end);
        while (match || value) {
            final boolean matchFirst = match && (!value || scanner.from() <= shown.from());
            final int from = matchFirst ? scanner.from() : shown.from();
            int to = matchFirst ? scanner.to() : shown.to();
            final Way way = dropAll ? Way.DROP : matchFirst ? scanner.way() : shown.way();
            if (matchFirst && value && shown.from() < to) {
                to = Math.max(to, shown.to()); // they overlap
            } else if (!matchFirst && match && scanner.from() < to) {
                to = Math.max(to, scanner.to());
            }
            copy.append(text, at, from);
            final byte[] instead = substitute.of(way, text, from, to);
            copy.append(instead, 0, instead.length);
            count(way);
            last = last == Way.DROP ? last : way;
            at = to;
            if (match && scanner.from() < at) {
                match = scanner.find(text, start, at, end);
            }
            if (value && shown.from() < at) {
                value = shown.find(text, start, at, end);
            }
        }
        copy.append(text, at, end);
        return last;
    }

    private void count(Way way) {
        inRecord[way.ordinal()]++;
        changes++;
    }
}
