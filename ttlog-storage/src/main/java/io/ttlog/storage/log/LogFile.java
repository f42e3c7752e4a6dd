/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.log;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log file as it was when it was opened, even while its writer appends. Believes nothing: every checksum, length,
 * event and symbol is checked before the event is handed out, damage is noted with its offset, and reading goes on at the next
 * record that verifies. Belongs to one thread; blocks.
 */
public final class LogFile implements AutoCloseable {
    /** Takes the events of a log in order. */
    public interface Visitor {
        /** One event, valid during the call. */
        void event(EventReader event, long sequence) throws IOException;

        /** The events before this were the last of a frame. */
        default void mark(StreamMark mark) {}
    }

    private static final int HEAD_SCAN_BYTES = 1 << 16;

    private final Path file;
    private final String name;
    private final FileChannel channel;
    private final long size;
    private final List<Finding> damage = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();
    private final EventReader reader = new EventReader();
    private @Nullable String[] symbols = new String[64];
    private byte[] salt = new byte[0];
    private long firstSequence;
    private boolean headerRead;
    private byte[] header = new byte[LogFormat.HEADER_BYTES];
    private byte[] payload = new byte[1 << 16];
    private long nextSequence;
    private long eventCount;
    private boolean afterDamage;
    private long wholeBytes;

    private LogFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.name = "log/" + file.getFileName();
        this.channel = channel;
        this.size = channel.size();
    }

    /** Opens a file; its content is checked in {@link #replay}. */
    public static LogFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new LogFile(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The log files of a directory in the order of their sequences; none when there is no directory. */
    public static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> logs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (LogFormat.isLog(file)) {
                    logs.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(logs);
        return List.copyOf(logs);
    }

    /** The path. */
    public Path file() {
        return file;
    }

    /** Bytes of the file when it was opened. */
    public long bytes() {
        return size;
    }

    /** What cannot be right. */
    public List<Finding> damage() {
        return damage;
    }

    /** What a killed process leaves behind: an unfinished last record. */
    public List<Finding> notes() {
        return notes;
    }

    /** The sequence after the last event; after {@link #replay}. */
    public long nextSequence() {
        return nextSequence;
    }

    /** Undamaged events, those that the visitor did not want to see included; after {@link #replay}. */
    public long eventCount() {
        return eventCount;
    }

    /** The text of a symbol of this file. */
    public String symbol(int id) {
        String text = id > 0 && id < symbols.length ? symbols[id] : null;
        return text == null ? "" : text;
    }

    /** Forces the file to the device, for a writer that takes over what a killed one has left. */
    public void sync() throws IOException {
        channel.force(false);
    }

    /** Writes a copy without an unfinished last record, and forces it to the device; after {@link #replay}. Returns its bytes. */
    public long copyTo(Path copy) throws IOException {
        byte[] bytes = new byte[HEAD_SCAN_BYTES];
        try (FileChannel to = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long at = 0; at < wholeBytes; ) {
                int length = (int) Math.min(bytes.length, wholeBytes - at);
                if (Disk.readFully(channel, at, bytes, 0, length) < length) {
                    throw new IOException(file + " has become shorter than " + wholeBytes + " bytes");
                }
                Disk.writeFully(to, bytes, 0, length);
                at += length;
            }
            to.force(true);
        }
        return wholeBytes;
    }

    /**
     * Hands out all events from a sequence on.
     *
     * @param expected the sequence after the files before; a gap is damage, a repetition is passed over
     */
    public void replay(long expected, Visitor visitor) throws IOException {
        nextSequence = expected;
        wholeBytes = size;
        if (!readHeader()) {
            return;
        }
        long at = LogFormat.HEADER_BYTES;
        while (at < size) {
            long next = readRecord(at, visitor);
            if (next < 0) {
                afterDamage = true;
                next = nextRecord(at + EventFormat.ALIGNMENT);
            }
            at = next;
        }
    }

    /** False when the file ends within its header: the writer was killed before it wrote an event. */
    private boolean readHeader() throws IOException {
        int read = Disk.readFully(channel, 0, header, 0, LogFormat.HEADER_BYTES);
        if (read < LogFormat.HEADER_BYTES) {
            wholeBytes = 0;
            notes.add(new Finding(name, 0, "unfinished header of " + read + " bytes"));
            return false;
        }
        ByteReader in = new ByteReader(header, 0, LogFormat.HEADER_BYTES, name, 0);
        long magic = in.readLong();
        int version = in.readInt();
        int eventVersion = in.readInt();
        firstSequence = in.readLong();
        long saltNumber = in.readLong();
        int crc = in.readInt();
        int zero = in.readInt();
        if (magic != LogFormat.MAGIC || zero != 0 || crc != LogFormat.crc(header, 0, LogFormat.HEADER_CRC_OFFSET)) {
            // Without the salt no record can be told from bytes that look like one.
            damage.add(new Finding(name, 0, "no log header; the " + size + " bytes of the file cannot be read"));
            return false;
        }
        if (version != LogFormat.VERSION || eventVersion != EventFormat.VERSION) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    name + " at offset " + LogFormat.VERSION_OFFSET + ": log version " + version
                            + " with events of version " + eventVersion
                            + ", this ttlog reads " + LogFormat.VERSION + " and " + EventFormat.VERSION
                            + "; use a newer one");
        }
        salt = LogFormat.saltBytes(saltNumber);
        headerRead = true;
        if (firstSequence > nextSequence) {
            damage.add(new Finding(
                    name,
                    LogFormat.FIRST_SEQUENCE_OFFSET,
                    "events " + nextSequence + " to " + (firstSequence - 1) + " are missing before this file"));
            nextSequence = firstSequence;
        }
        return true;
    }

    /** Whether the header could be read; after {@link #replay}. */
    public boolean headerRead() {
        return headerRead;
    }

    /** Reads one record and returns where the next one starts, or -1 after noting damage. */
    private long readRecord(long at, Visitor visitor) throws IOException {
        int read = Disk.readFully(channel, at, header, 0, LogFormat.RECORD_HEADER_BYTES);
        if (at + read == size && read < LogFormat.RECORD_HEADER_BYTES) {
            return torn(at);
        }
        if (read < LogFormat.RECORD_HEADER_BYTES || !isRecordHeader(header, 0)) {
            damage.add(new Finding(name, at, "no record, or a damaged record header"));
            return -1;
        }
        int type = EventFormat.getInt(header, LogFormat.TYPE_OFFSET);
        int payloadBytes = EventFormat.getInt(header, LogFormat.PAYLOAD_BYTES_OFFSET);
        int count = EventFormat.getInt(header, LogFormat.COUNT_OFFSET);
        long sequence = EventFormat.getLong(header, LogFormat.SEQUENCE_OFFSET);
        long payloadAt = at + LogFormat.RECORD_HEADER_BYTES;
        if (payloadBytes < 0 || payloadBytes > LogFormat.PAYLOAD_BYTES_MAX) {
            damage.add(new Finding(
                    name, at, "record of " + payloadBytes + " bytes, at most " + LogFormat.PAYLOAD_BYTES_MAX));
            return -1;
        }
        if (payloadBytes > size - payloadAt) {
            return torn(at);
        }
        if (payloadBytes > payload.length) {
            payload = new byte[Math.max(payloadBytes, payload.length * 2)];
        }
        read = Disk.readFully(channel, payloadAt, payload, 0, payloadBytes);
        int crc = EventFormat.getInt(header, LogFormat.PAYLOAD_CRC_OFFSET);
        if (read < payloadBytes || LogFormat.crc(payload, 0, payloadBytes) != crc) {
            damage.add(new Finding(name, at, "record of " + payloadBytes + " bytes does not match its checksum"));
            return -1;
        }
        try {
            switch (type) {
                case LogFormat.TYPE_SYMBOLS -> readSymbols(payloadBytes, count, payloadAt);
                case LogFormat.TYPE_EVENTS -> readEvents(0, payloadBytes, count, sequence, payloadAt, visitor);
                case LogFormat.TYPE_FRAME -> readFrame(payloadBytes, count, sequence, payloadAt, visitor);
                default -> damage.add(new Finding(name, at + LogFormat.TYPE_OFFSET, "record type " + type));
            }
        } catch (CorruptDataException e) {
            damage.add(Finding.of(e));
            afterDamage = true;
        }
        return payloadAt + payloadBytes;
    }

    private boolean isRecordHeader(byte[] bytes, int from) {
        return EventFormat.getInt(bytes, from) == LogFormat.RECORD_MAGIC
                && EventFormat.getInt(bytes, from + LogFormat.RECORD_CRC_OFFSET)
                        == LogFormat.recordCrc(bytes, from, salt);
    }

    private long torn(long at) {
        wholeBytes = at;
        notes.add(new Finding(name, at, "unfinished last record of " + (size - at) + " bytes"));
        return size;
    }

    private void readSymbols(int payloadBytes, int count, long payloadAt) {
        ByteReader in = new ByteReader(payload, 0, payloadBytes, name, payloadAt);
        for (int i = 0; i < count; i++) {
            int id = in.readInt();
            if (id <= 0 || id >= Symbols.SYMBOLS_MAX) {
                throw in.corrupt("symbol " + id + ", at most " + (Symbols.SYMBOLS_MAX - 1));
            }
            int length = in.readInt();
            String text = Wtf8.decode(payload, in.skip(length), length);
            if (id >= symbols.length) {
                symbols = Arrays.copyOf(symbols, Math.max(id + 1, symbols.length * 2));
            }
            symbols[id] = text;
        }
        if (in.remaining() >= EventFormat.ALIGNMENT) {
            throw in.corrupt(in.remaining() + " bytes behind the symbols");
        }
    }

    private void readFrame(int payloadBytes, int count, long sequence, long payloadAt, Visitor visitor)
            throws IOException {
        ByteReader in = new ByteReader(payload, 0, payloadBytes, name, payloadAt);
        StreamMark mark = new StreamMark(in.readLong(), in.readLong());
        checkEvents(in.index(), payloadBytes, payloadAt);
        readEvents(in.index(), payloadBytes, count, sequence, payloadAt, visitor);
        visitor.mark(mark);
    }

    /** All of them before the first is handed out: a frame is there as a whole or not at all, also when its symbols are lost. */
    private void checkEvents(int from, int payloadBytes, long payloadAt) {
        for (int at = from; at < payloadBytes; at += EventFormat.aligned(reader.recordBytes())) {
            reader.wrapChecked(payload, at, payloadBytes, name, payloadAt + at);
            checkSymbols(payloadAt + at);
        }
    }

    private void readEvents(int from, int payloadBytes, int count, long sequence, long payloadAt, Visitor visitor)
            throws IOException {
        if (sequence > nextSequence) {
            String missing = "events " + nextSequence + " to " + (sequence - 1) + " are missing";
            if (!afterDamage) {
                damage.add(
                        new Finding(name, payloadAt - LogFormat.RECORD_HEADER_BYTES, missing + " before this record"));
            }
            nextSequence = sequence;
        }
        int at = from;
        for (int i = 0; i < count; i++) {
            reader.wrapChecked(payload, at, payloadBytes, name, payloadAt + at);
            checkSymbols(payloadAt + at);
            at += EventFormat.aligned(reader.recordBytes());
            eventCount++;
            if (sequence + i >= nextSequence) {
                nextSequence = sequence + i + 1;
                visitor.event(reader, sequence + i);
            }
        }
        if (at != payloadBytes) {
            throw new CorruptDataException(
                    name, payloadAt + at, (payloadBytes - at) + " bytes behind the last event of the record");
        }
    }

    private void checkSymbols(long at) {
        checkSymbol(reader.name(), at);
        checkSymbol(reader.logger(), at);
        checkSymbol(reader.thread(), at);
        checkSymbol(reader.service(), at);
        while (reader.nextField()) {
            checkSymbol(reader.fieldKey(), at);
        }
        reader.rewind();
    }

    private void checkSymbol(int id, long at) {
        if (id != Symbols.NONE && (id < 0 || id >= symbols.length || symbols[id] == null)) {
            throw new CorruptDataException(name, at, "the event names symbol " + id + ", which is not defined");
        }
    }

    /** The next place that holds a record header, or the end. */
    private long nextRecord(long from) throws IOException {
        byte[] window = new byte[HEAD_SCAN_BYTES];
        long at = from;
        while (at + LogFormat.RECORD_HEADER_BYTES <= size) {
            int read = Disk.readFully(channel, at, window, 0, window.length);
            int last = read - LogFormat.RECORD_HEADER_BYTES;
            for (int i = 0; i <= last; i += EventFormat.ALIGNMENT) {
                if (isRecordHeader(window, i)) {
                    return at + i;
                }
            }
            if (last < 0) {
                break;
            }
            at += (last / EventFormat.ALIGNMENT + 1L) * EventFormat.ALIGNMENT;
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
