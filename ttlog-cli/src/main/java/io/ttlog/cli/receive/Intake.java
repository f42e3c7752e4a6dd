/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.Block;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.file.Frame;
import io.ttlog.core.sink.socket.Message;
import io.ttlog.storage.Store;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.StreamMark;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes the frames of all connections into one store, each exactly once. Safe for all threads, one at a time: so at most one frame
 * is decompressed in memory, however many connections there are.
 */
final class Intake implements AutoCloseable {
    /** Most characters and names that are kept to number the names in frames; beyond, the store is sealed and numbering begins anew. */
    static final int SYMBOL_CHARS_MAX = 16 << 20;

    static final int SYMBOLS_SOFT = Symbols.SYMBOLS_MAX / 2;

    private static final int BATCH_BYTES_KEPT = 1 << 20;

    private final Store store;
    private final Ack level;
    private final EventReader reader = new EventReader();
    private Symbols symbols = new Symbols();
    private int symbolsUsed;
    private long symbolChars;
    private byte[] batch = new byte[BATCH_BYTES_KEPT];

    /**
     * Owns the store.
     *
     * @param level to which a frame is brought before it is acknowledged: WRITTEN or SYNCED
     */
    Intake(Store store, Ack level) {
        this.store = store;
        this.level = level;
    }

    /** Brings everything to the level of an acknowledgement, and returns the last frame of the stream that is there. */
    synchronized long acknowledge(long stream) {
        try {
            store.flush(level);
        } catch (IOException e) {
            throw failed(e);
        }
        return store.storedThrough(stream);
    }

    /**
     * Stores a frame that is not there yet.
     *
     * @param source named in errors
     * @return how many frames are missing between the last one and this; -1 when it was there already
     * @throws CorruptDataException when the frame cannot be right; nothing is stored
     * @throws TTLogException {@link ErrorCode#IO} when the store failed: the frame may come again
     */
    synchronized long take(long stream, Message message, String source) {
        long before = store.storedThrough(stream);
        if (message.sequence() <= before) {
            return -1;
        }
        Block block = BlockFormat.decode(message.payload(), 0, message.payload().length, source, 0);
        if (block.nextOffset() != message.payload().length) {
            throw new CorruptDataException(source, block.nextOffset(), "bytes behind the block of a frame");
        }
        Frame frame = Frame.ofStream(block.raw(), stream, source);
        if (frame.number() != message.sequence() || frame.eventCount() != message.count()) {
            throw new CorruptDataException(
                    source,
                    0,
                    "frame " + frame.number() + " of " + frame.eventCount() + " events in a message that says "
                            + message.sequence() + " and " + message.count());
        }
        int bytes = copy(frame, source);
        if (bytes > LogWriter.FRAME_BYTES_MAX) {
            throw new CorruptDataException(
                    source, 0, "frame of " + bytes + " bytes of events, at most " + LogWriter.FRAME_BYTES_MAX);
        }
        try {
            store.appendFrame(batch, 0, bytes, symbols, new StreamMark(stream, message.sequence()));
            renewSymbols();
        } catch (IOException e) {
            throw failed(e);
        }
        if (batch.length > BATCH_BYTES_KEPT) {
            batch = new byte[BATCH_BYTES_KEPT];
        }
        return before == 0 ? 0 : message.sequence() - before - 1;
    }

    /** Copies the events, each padded, with the symbols of this process; returns their bytes. */
    private int copy(Frame frame, String source) {
        int most = frame.eventBytes()
                + EventFormat.ALIGNMENT * frame.eventCount(); // each event has more than 8 bytes: at most twice
        if (batch.length < most) {
            batch = new byte[most];
        }
        Map<Integer, Integer> ids = new HashMap<>();
        ids.put(Symbols.NONE, Symbols.NONE);
        int at = 0;
        while (frame.next(reader)) {
            int bytes = reader.recordBytes();
            System.arraycopy(reader.buffer(), reader.offset(), batch, at, bytes);
            reader.wrap(batch, at);
            reader.renumber(id -> ids.computeIfAbsent(id, key -> intern(frame.symbol(key), source)));
            at += EventFormat.aligned(bytes);
        }
        return at;
    }

    private int intern(String text, String source) {
        int id = symbols.intern(text);
        if (id == Symbols.NONE && !text.isEmpty()) {
            throw new CorruptDataException(
                    source,
                    0,
                    "a name of " + text.length() + " chars, at most " + Symbols.SYMBOL_CHARS_MAX
                            + ", or more names in one frame than " + SYMBOLS_SOFT);
        }
        if (id > symbolsUsed) {
            symbolsUsed = id;
            symbolChars += text.length();
        }
        return id;
    }

    /** Nothing of the log may name symbols of two tables, so it begins anew, too. */
    private void renewSymbols() throws IOException {
        if (symbolsUsed > SYMBOLS_SOFT || symbolChars > SYMBOL_CHARS_MAX) {
            store.seal();
            symbols = new Symbols();
            symbolsUsed = 0;
            symbolChars = 0;
        }
    }

    /** Lets the store do what is due by time. */
    synchronized void sync() {
        try {
            store.sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static TTLogException failed(IOException e) {
        return new TTLogException(ErrorCode.IO, "the store does not take events now: " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() throws IOException {
        store.close();
    }
}
