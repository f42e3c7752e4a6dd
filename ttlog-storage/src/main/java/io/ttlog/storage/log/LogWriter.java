/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.log;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.wire.ByteWriter;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * Writes one log file. After {@link #append} returned, the events survive the death of the process; after {@link #sync} the
 * loss of power. A failure of either is final for this file: every later call throws, because what the operating system still
 * holds of it is unknown ("fsyncgate", PostgreSQL 2018), and the store goes on in a new one. Belongs to one thread, but another one
 * may {@link #sync} and {@link #close} meanwhile; blocks.
 */
public final class LogWriter implements AutoCloseable {
    /** Most bytes of events, each padded to 8, that one {@link #appendFrame} can take: they go into one record. */
    public static final int FRAME_BYTES_MAX = LogFormat.PAYLOAD_BYTES_MAX - LogFormat.MARK_BYTES;

    private final Path file;
    private final FileChannel channel;
    private final byte[] salt;
    private final BitSet defined = new BitSet();
    private final EventReader reader = new EventReader();
    private final ByteWriter symbolRecord = new ByteWriter();
    private final ByteWriter eventRecord = new ByteWriter();

    private final long firstSequence;
    private long nextSequence;
    private volatile long bytes; // written by the thread that appends
    private volatile long syncedBytes; // guarded by this
    private volatile boolean failed;
    private boolean closed; // guarded by this
    private int symbolCount;
    private int eventCount;

    private LogWriter(Path file, FileChannel channel, long firstSequence, long salt) {
        this.file = file;
        this.channel = channel;
        this.salt = LogFormat.saltBytes(salt);
        this.firstSequence = firstSequence;
        this.nextSequence = firstSequence;
    }

    /** Creates the file of that first sequence in the directory; there must be none. Its name is durable after {@link #sync}. */
    public static LogWriter create(Path directory, long firstSequence, long salt) throws IOException {
        Path file = directory.resolve(LogFormat.fileName(firstSequence));
        LogWriter writer = new LogWriter(
                file,
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                firstSequence,
                salt);
        try {
            writer.writeHeader(firstSequence, salt);
        } catch (IOException e) {
            writer.channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
        return writer;
    }

    private void writeHeader(long firstSequence, long saltNumber) throws IOException {
        ByteWriter header = new ByteWriter();
        header.putLong(LogFormat.MAGIC)
                .putInt(LogFormat.VERSION)
                .putInt(EventFormat.VERSION)
                .putLong(firstSequence)
                .putLong(saltNumber);
        header.putInt(LogFormat.crc(header.array(), 0, header.length())).putInt(0);
        write(header);
    }

    /** The sequence of the next event. A failed append has used up the sequences of its events. */
    public long nextSequence() {
        return nextSequence;
    }

    /** The path. */
    public Path file() {
        return file;
    }

    /** Whether events were appended, or tried to be. */
    public boolean hasEvents() {
        return nextSequence > firstSequence;
    }

    /** Bytes written. */
    public long bytes() {
        return bytes;
    }

    /** Whether a write or sync has failed. */
    public boolean failed() {
        return failed;
    }

    /** Whether everything written has been synced. */
    public boolean synced() {
        return syncedBytes >= bytes;
    }

    /**
     * Appends trusted events as they come from a ring: back to back, padded to 8, fillers included.
     *
     * @throws IOException when it failed; some of the events may be in the file all the same when it cannot be cut either
     */
    public void append(byte[] records, int from, int to, Symbols symbols) throws IOException {
        if (failed) {
            throw new IOException(file + " is not written any more after an earlier failure");
        }
        final long bytesBefore = bytes;
        try {
            appendRecords(records, from, to, symbols);
        } catch (IOException e) {
            cutOff(bytesBefore, e);
            throw e;
        }
    }

    private void appendRecords(byte[] records, int from, int to, Symbols symbols) throws IOException {
        beginRecords();
        for (int at = from; at < to; ) {
            int recordBytes = EventFormat.aligned(EventFormat.recordBytes(records, at));
            if (!EventFormat.isPadding(records, at)) {
                if (eventCount > 0
                        && eventRecord.length() - LogFormat.RECORD_HEADER_BYTES + recordBytes
                                > LogFormat.PAYLOAD_BYTES_SOFT) {
                    endRecords(LogFormat.TYPE_EVENTS);
                    beginRecords();
                }
                defineSymbols(records, at, symbols);
                eventRecord.putBytes(records, at, recordBytes);
                eventCount++;
            }
            at += recordBytes;
        }
        endRecords(LogFormat.TYPE_EVENTS);
    }

    /**
     * As {@link #append}, with the mark and all events in one record, which a crash leaves as a whole or not at all.
     *
     * @throws TTLogException when the events have more than {@link #FRAME_BYTES_MAX}; nothing is written then
     */
    public void appendFrame(byte[] records, int from, int to, Symbols symbols, StreamMark mark) throws IOException {
        if (failed) {
            throw new IOException(file + " is not written any more after an earlier failure");
        }
        if (to - from > FRAME_BYTES_MAX) {
            throw new TTLogException(
                    ErrorCode.INTERNAL, "frame of " + (to - from) + " bytes of events, at most " + FRAME_BYTES_MAX);
        }
        beginRecords();
        eventRecord.putLong(mark.stream()).putLong(mark.sequence());
        for (int at = from; at < to; ) {
            int recordBytes = EventFormat.aligned(EventFormat.recordBytes(records, at));
            if (!EventFormat.isPadding(records, at)) {
                defineSymbols(records, at, symbols);
                eventRecord.putBytes(records, at, recordBytes);
                eventCount++;
            }
            at += recordBytes;
        }
        endRecords(LogFormat.TYPE_FRAME);
    }

    private void beginRecords() {
        symbolRecord.clear();
        symbolRecord.reserve(LogFormat.RECORD_HEADER_BYTES);
        symbolCount = 0;
        eventRecord.clear();
        eventRecord.reserve(LogFormat.RECORD_HEADER_BYTES);
        eventCount = 0;
    }

    private void endRecords(int type) throws IOException {
        if (eventCount == 0) {
            return;
        }
        if (symbolCount > 0) {
            symbolRecord.reserve(EventFormat.aligned(symbolRecord.length()) - symbolRecord.length());
            putHeader(symbolRecord, LogFormat.TYPE_SYMBOLS, symbolCount, 0);
            write(symbolRecord);
        }
        putHeader(eventRecord, type, eventCount, nextSequence);
        nextSequence += eventCount; // before the write: a failed one may have written them
        write(eventRecord);
    }

    private void defineSymbols(byte[] records, int at, Symbols symbols) {
        reader.wrap(records, at);
        define(reader.name(), symbols);
        define(reader.logger(), symbols);
        define(reader.thread(), symbols);
        define(reader.service(), symbols);
        while (reader.nextField()) {
            define(reader.fieldKey(), symbols);
        }
    }

    private void define(int symbol, Symbols symbols) {
        if (symbol == Symbols.NONE || defined.get(symbol)) {
            return;
        }
        byte[] text = Wtf8.encode(symbols.text(symbol));
        symbolRecord.putInt(symbol).putInt(text.length).putBytes(text, 0, text.length);
        symbolCount++;
        defined.set(symbol);
    }

    private void putHeader(ByteWriter record, int type, int count, long sequence) {
        byte[] b = record.array();
        int payloadBytes = record.length() - LogFormat.RECORD_HEADER_BYTES;
        EventFormat.putInt(b, 0, LogFormat.RECORD_MAGIC);
        EventFormat.putInt(b, LogFormat.TYPE_OFFSET, type);
        EventFormat.putInt(b, LogFormat.PAYLOAD_BYTES_OFFSET, payloadBytes);
        EventFormat.putInt(b, LogFormat.COUNT_OFFSET, count);
        EventFormat.putLong(b, LogFormat.SEQUENCE_OFFSET, sequence);
        EventFormat.putInt(
                b, LogFormat.PAYLOAD_CRC_OFFSET, LogFormat.crc(b, LogFormat.RECORD_HEADER_BYTES, payloadBytes));
        EventFormat.putInt(b, LogFormat.RECORD_CRC_OFFSET, LogFormat.recordCrc(b, 0, salt));
    }

    private void write(ByteWriter record) throws IOException {
        boolean done = false;
        try {
            Disk.writeFully(channel, record.array(), 0, record.length());
            bytes += record.length();
            done = true;
        } finally {
            failed |= !done;
        }
    }

    /** Takes back what came before a failed write: its events may be offered again, or counted as lost. */
    private void cutOff(long bytesBefore, IOException failure) {
        try {
            channel.truncate(bytesBefore);
            bytes = bytesBefore;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Forces everything written before the call to the device, and the first time the file's name too. Does nothing behind {@link #close}:
     * who closes the file has no use for it any more.
     */
    public synchronized void sync() throws IOException {
        if (failed) {
            throw new IOException(file + " is not synced any more after an earlier failure");
        }
        if (closed || synced()) {
            return;
        }
        final long upTo = bytes;
        boolean done = false;
        try {
            channel.force(false);
            Path parent = file.getParent();
            if (syncedBytes == 0 && parent != null) {
                Disk.syncDirectory(parent);
            }
            syncedBytes = upTo;
            done = true;
        } finally {
            failed |= !done;
        }
    }

    /** Closes the file without syncing it, after a sync that is under way. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}
