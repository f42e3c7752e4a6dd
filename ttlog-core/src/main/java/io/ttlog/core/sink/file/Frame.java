/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventUnpacker;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import java.util.HashMap;
import java.util.Map;

/** A whole, checked frame: every event is well-formed and every symbol that it names is defined. */
public final class Frame {
    private final String source;
    private final long offset;
    private final Map<Integer, String> symbols = new HashMap<>();
    private final long number;
    private final int eventCount;
    private final byte[] events;
    private int at;

    /**
     * Checks the body and unpacks it.
     *
     * @param fileId of the file, or stream, that it must belong to
     * @param offset of the frame, for errors; positions inside it are not those of the file, since it was compressed
     * @throws CorruptDataException when anything in it cannot be right
     */
    Frame(byte[] body, long fileId, String source, long offset) {
        this.source = source;
        this.offset = offset;
        if (body.length < FileFormat.BODY_HEADER_BYTES) {
            throw corrupt("frame of " + body.length + " bytes");
        }
        if (EventFormat.getLong(body, FileFormat.BODY_FILE_ID_OFFSET) != fileId) {
            throw corrupt("frame of another file");
        }
        number = EventFormat.getLong(body, FileFormat.BODY_NUMBER_OFFSET);
        eventCount = EventFormat.getInt(body, FileFormat.BODY_EVENT_COUNT_OFFSET);
        final int eventsAt = readSymbols(body);
        final int bytes = EventFormat.getInt(body, FileFormat.BODY_EVENT_BYTES_OFFSET);
        if (bytes > FileFormat.EVENT_BYTES_MAX) {
            throw corrupt("frame of " + bytes + " bytes of events, at most " + FileFormat.EVENT_BYTES_MAX);
        }
        events = EventUnpacker.unpack(body, eventsAt, body.length, eventCount, bytes, source, offset);
        checkEvents();
    }

    /**
     * Checks the body of a frame that came over a socket.
     *
     * @param source named in errors
     * @throws CorruptDataException when anything in it cannot be right
     */
    public static Frame ofStream(byte[] body, long stream, String source) {
        return new Frame(body, stream, source, 0);
    }

    private int readSymbols(byte[] body) {
        final int count = EventFormat.getInt(body, FileFormat.BODY_SYMBOL_COUNT_OFFSET);
        if (count < 0) {
            throw corrupt(count + " symbols");
        }
        int position = FileFormat.BODY_HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            if (body.length - position < FileFormat.SYMBOL_HEADER_BYTES) {
                throw corrupt("symbol " + i + " of " + count + " begins behind the end of the frame");
            }
            int id = EventFormat.getInt(body, position);
            int bytes = EventFormat.getInt(body, position + Integer.BYTES);
            position += FileFormat.SYMBOL_HEADER_BYTES;
            if (id <= Symbols.NONE || id >= Symbols.SYMBOLS_MAX || bytes < 0 || bytes > body.length - position) {
                throw corrupt(
                        "symbol id " + id + " of " + bytes + " bytes where " + (body.length - position) + " are left");
            }
            if (symbols.put(id, Wtf8.decode(body, position, bytes)) != null) {
                throw corrupt("symbol id " + id + " is defined twice");
            }
            position += bytes;
        }
        return position;
    }

    private void checkEvents() {
        int position = 0;
        EventReader reader = new EventReader();
        for (int i = 0; i < eventCount; i++) {
            reader.wrapChecked(events, position, events.length, source + ", event " + i + " of the frame", offset);
            checkSymbol(reader.name());
            checkSymbol(reader.logger());
            checkSymbol(reader.thread());
            checkSymbol(reader.service());
            while (reader.nextField()) {
                checkSymbol(reader.fieldKey());
            }
            position += reader.recordBytes();
        }
        if (position != events.length) {
            throw corrupt((events.length - position) + " bytes behind the last event of the frame");
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
        return number;
    }

    /** Number of events. */
    public int eventCount() {
        return eventCount;
    }

    /** Bytes of the events, without padding. */
    public int eventBytes() {
        return events.length;
    }

    /** The text of a symbol that an event names. */
    public String symbol(int id) {
        return symbols.getOrDefault(id, "");
    }

    /** Moves the reader to the next event; false behind the last. */
    public boolean next(EventReader reader) {
        if (at == events.length) {
            return false;
        }
        reader.wrap(events, at);
        at += reader.recordBytes();
        return true;
    }
}
