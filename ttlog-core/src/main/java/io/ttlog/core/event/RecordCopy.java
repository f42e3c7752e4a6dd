/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.putInt;

import java.util.Arrays;

/**
 * Writes a record anew from the one that a reader is at, part by part, some of them changed: {@link #begin}, then each field by
 * {@link #field} or {@link #beginText}, then message and error by {@link #beginMessage} and {@link #beginError} if the record has
 * them, then {@link #end}. Allocates nothing once its array has grown to the size of the records. Belongs to one thread.
 */
public final class RecordCopy {
    /** What {@link #end} returns for a record beyond the largest one. */
    public static final int TOO_LARGE = -1;

    private static final int INITIAL_BYTES = 1_024;

    private final int recordBytesMax;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int at;
    private int textAt; // where the length of the text being written stands
    private int fieldAt; // where the field being written starts
    private int fieldCount;
    private boolean overflowed;

    /** For records of up to so many bytes, which also bounds the array that this keeps. */
    public RecordCopy(int recordBytesMax) {
        this.recordBytesMax = recordBytesMax;
    }

    /** Starts with what stands before the fields, as it is in the record. */
    public void begin(EventReader record) {
        at = 0;
        fieldCount = 0;
        overflowed = false;
        append(record.buffer(), record.offset(), record.fieldsOffset());
    }

    /** Puts another symbol in the place of the name. */
    public void name(int symbol) {
        putInt(buffer, EventFormat.NAME_OFFSET, symbol);
    }

    /** Puts another symbol in the place of the logger. */
    public void logger(int symbol) {
        putInt(buffer, EventFormat.LOGGER_OFFSET, symbol);
    }

    /** Puts another symbol in the place of the thread. */
    public void thread(int symbol) {
        putInt(buffer, EventFormat.THREAD_OFFSET, symbol);
    }

    /** Puts another symbol in the place of the service. */
    public void service(int symbol) {
        putInt(buffer, EventFormat.SERVICE_OFFSET, symbol);
    }

    /** Puts another time in the place of the timestamp. */
    public void timestampNanos(long nanos) {
        EventFormat.putTimestampNanos(buffer, 0, nanos);
    }

    /** A field of the type LONG. */
    public void field(int key, long value) {
        fieldAt = at;
        if (reserve(Integer.BYTES + Long.BYTES)) {
            putInt(buffer, at, key | ValueType.LONG.ordinal() << EventFormat.TYPE_SHIFT);
            EventFormat.putLong(buffer, at + Integer.BYTES, value);
            at += Integer.BYTES + Long.BYTES;
            fieldCount++;
        }
    }

    /** The reader's field with its value, under the key. */
    public void field(int key, EventReader record) {
        fieldAt = at;
        if (reserve(record.fieldEnd() - record.fieldOffset())) {
            putInt(buffer, at, key | record.fieldType().ordinal() << EventFormat.TYPE_SHIFT);
            at += Integer.BYTES;
            fieldCount++;
            append(record.buffer(), record.fieldOffset() + Integer.BYTES, record.fieldEnd());
        }
    }

    /** All fields of the reader's record, its message and its error, as they are. Moves it past all fields. */
    public void fieldsAndTexts(EventReader record) {
        append(record.buffer(), record.fieldsOffset(), record.restOffset());
        fieldCount += record.fieldCount();
    }

    /** Starts a field of the type TEXT; {@link #append} writes it, {@link #endText} ends it. */
    public void beginText(int key) {
        fieldAt = at;
        if (reserve(2 * Integer.BYTES)) {
            putInt(buffer, at, key | ValueType.TEXT.ordinal() << EventFormat.TYPE_SHIFT);
            textAt = at + Integer.BYTES;
            at = textAt + Integer.BYTES;
            fieldCount++;
        }
    }

    /** Starts the message, behind all fields. */
    public void beginMessage() {
        if (reserve(Integer.BYTES)) {
            textAt = at;
            at += Integer.BYTES;
        }
    }

    /** Starts the error, behind all fields and the message. */
    public void beginError() {
        beginMessage();
    }

    /** More of what is being written. */
    public void append(byte[] bytes, int from, int to) {
        if (reserve(to - from)) {
            System.arraycopy(bytes, from, buffer, at, to - from);
            at += to - from;
        }
    }

    /** Ends the text. */
    public void endText() {
        if (!overflowed) {
            putInt(buffer, textAt, at - textAt - Integer.BYTES);
        }
    }

    /** Forgets the field that was begun last; instead of {@link #endText}. */
    public void dropText() {
        if (!overflowed) {
            at = fieldAt;
            fieldCount--;
        }
    }

    /**
     * Completes the record with what stands behind the error of the one that it was made of.
     *
     * @return its bytes, without padding, from the start of {@link #buffer}, or {@link #TOO_LARGE}
     */
    public int end(EventReader record) {
        append(record.buffer(), record.restOffset(), record.offset() + record.recordBytes());
        // As much as a run of records takes, so that whoever routes it may read the padding.
        if (overflowed || !reserve(EventFormat.ALIGNMENT)) {
            return TOO_LARGE;
        }
        putInt(buffer, EventFormat.BYTES_OFFSET, at);
        putInt(buffer, EventFormat.FIELD_COUNT_OFFSET, fieldCount);
        return at;
    }

    /** The array that holds the record after {@link #end}; valid until the next {@link #begin}. */
    public byte[] buffer() {
        return buffer;
    }

    private boolean reserve(int bytes) {
        if (overflowed || bytes > recordBytesMax + EventFormat.ALIGNMENT - at) {
            overflowed = true;
            return false;
        }
        if (bytes > buffer.length - at) {
            buffer = Arrays.copyOf(buffer, Math.max(at + bytes, (int)
                    Math.min(2L * buffer.length, recordBytesMax + EventFormat.ALIGNMENT)));
        }
        return true;
    }
}
