/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import java.util.HashMap;
import java.util.Map;

/** A whole, checked frame: every event is well-formed and every symbol that it names is defined. */
public final class Frame {
    private final byte[] body;
    private final String source;
    private final long offset;
    private final Map<Integer, String> symbols = new HashMap<>();
    private int at;

    /** A frame of the version that is written now, otherwise as the other constructor. */
    Frame(byte[] body, long fileId, String source, long offset) {
        this(body, FileFormat.VERSION, fileId, source, offset);
    }

    /**
     * Checks the body.
     *
     * @param version of the file, see {@link FileFormat}
     * @param fileId of the file, or stream, that it must belong to
     * @param offset of the frame, for errors; positions inside it are not those of the file, since it was compressed
     * @throws CorruptDataException when anything in it cannot be right
     */
    Frame(byte[] body, int version, long fileId, String source, long offset) {
        this.body = body;
        this.source = source;
        this.offset = offset;
        if (body.length < FileFormat.BODY_HEADER_BYTES) {
            throw corrupt("frame of " + body.length + " bytes");
        }
        if (EventFormat.getLong(body, FileFormat.BODY_FILE_ID_OFFSET) != fileId) {
            throw corrupt("frame of another file");
        }
        at = FileFormat.BODY_HEADER_BYTES;
        readSymbols(EventFormat.getInt(body, FileFormat.BODY_SYMBOL_COUNT_OFFSET));
        checkEvents(version >= FileFormat.VERSION_OF_DELTAS);
    }

    /**
     * Checks the body of a frame that came over a socket.
     *
     * @param source named in errors
     * @throws CorruptDataException when anything in it cannot be right
     */
    public static Frame ofStream(byte[] body, long stream, String source) {
        return new Frame(body, FileFormat.VERSION_OF_DELTAS, stream, source, 0);
    }

    private void readSymbols(int count) {
        for (int i = 0; i < count; i++) {
            if (body.length - at < FileFormat.SYMBOL_HEADER_BYTES) {
                throw corrupt("symbol " + i + " of " + count + " begins behind the end of the frame");
            }
            int id = EventFormat.getInt(body, at);
            int bytes = EventFormat.getInt(body, at + Integer.BYTES);
            at += FileFormat.SYMBOL_HEADER_BYTES;
            if (id <= Symbols.NONE || id >= Symbols.SYMBOLS_MAX || bytes < 0 || bytes > body.length - at) {
                throw corrupt("symbol id " + id + " of " + bytes + " bytes where " + (body.length - at) + " are left");
            }
            if (symbols.put(id, Wtf8.decode(body, at, bytes)) != null) {
                throw corrupt("symbol id " + id + " is defined twice");
            }
            at += bytes;
        }
    }

    /** Checks the events and, where they hold the time since the one before, gives them their timestamps back. */
    private void checkEvents(boolean deltas) {
        int position = at;
        long nanos = 0;
        EventReader reader = new EventReader();
        for (int i = 0; i < eventCount(); i++) {
            if (deltas
                    && body.length - position
                            >= EventFormat.HEADER_BYTES) { // before the check: a gap must not end before it starts
                nanos += EventFormat.timestampNanos(body, position);
                EventFormat.putTimestampNanos(body, position, nanos);
            }
            reader.wrapChecked(body, position, body.length, source + ", event " + i + " of the frame", offset);
            checkSymbol(reader.name());
            checkSymbol(reader.logger());
            checkSymbol(reader.thread());
            checkSymbol(reader.service());
            while (reader.nextField()) {
                checkSymbol(reader.fieldKey());
            }
            position += reader.recordBytes();
        }
        if (position != body.length) {
            throw corrupt((body.length - position) + " bytes behind the last event of the frame");
        }
    }

    private void checkSymbol(int id) {
        if (id != Symbols.NONE && !symbols.containsKey(id)) {
            throw corrupt("an event names symbol " + id + ", which its frame does not define");
        }
    }

    private CorruptDataException corrupt(String problem) {
        return new CorruptDataException(source, offset, problem);
    }

    /** Its number in its file or stream. */
    public long number() {
        return EventFormat.getLong(body, FileFormat.BODY_NUMBER_OFFSET);
    }

    /** Number of events. */
    public int eventCount() {
        return EventFormat.getInt(body, FileFormat.BODY_EVENT_COUNT_OFFSET);
    }

    /** The text of a symbol that an event names. */
    public String symbol(int id) {
        return symbols.getOrDefault(id, "");
    }

    /** Moves the reader to the next event; false behind the last. */
    public boolean next(EventReader reader) {
        if (at == body.length) {
            return false;
        }
        reader.wrap(body, at);
        at += reader.recordBytes();
        return true;
    }
}
