/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool: a header and then frames of one stream, as messages (RFC-0007). Little-endian.
 *
 * <pre>
 *  0            8          12         16        24          32       36       40
 *  +------------+----------+----------+---------+-----------+--------+--------+---------------------
 *  | "TTLOGSPL" | version  | event    | stream  | first     | CRC32C | zero   | FRAME messages...
 *  |            | i32 = 1  | version  | i64     | frame i64 | 0..32  | i32    |
 *  +------------+----------+----------+---------+-----------+--------+--------+---------------------
 * </pre>
 *
 * Guarded by the spool.
 */
final class SpoolFile {
    static final int HEADER_BYTES = 40;

    private static final long MAGIC = 0x4C50_5347_4F4C_5454L; // "TTLOGSPL"
    private static final int VERSION = 2;
    private static final int VERSION_OFFSET = 8;
    private static final int EVENT_VERSION_OFFSET = 12;
    private static final int STREAM_OFFSET = 16;
    private static final int FIRST_OFFSET = 24;
    private static final int CRC_OFFSET = 32;
    private static final int ZERO_OFFSET = 36; // behind what the checksum covers

    private final Path path;
    private final long stream;
    private long last;
    private long bytes;
    private long cutBytes;
    private boolean forced;
    private @Nullable FileChannel channel;

    private SpoolFile(Path path, long stream, long last) {
        this.path = path;
        this.stream = stream;
        this.last = last;
    }

    static SpoolFile create(Path path, long stream, long first) throws IOException {
        SpoolFile file = new SpoolFile(path, stream, first - 1);
        file.channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        byte[] header = new byte[HEADER_BYTES];
        EventFormat.putLong(header, 0, MAGIC);
        EventFormat.putInt(header, VERSION_OFFSET, VERSION);
        EventFormat.putInt(header, EVENT_VERSION_OFFSET, EventFormat.VERSION);
        EventFormat.putLong(header, STREAM_OFFSET, stream);
        EventFormat.putLong(header, FIRST_OFFSET, first);
        EventFormat.putInt(header, CRC_OFFSET, crc(header));
        try {
            file.write(header);
        } catch (IOException e) {
            file.delete();
            throw e;
        }
        return file;
    }

    /**
     * Looks at what an earlier sender has left: the headers, payloads when they are read.
     *
     * @throws CorruptDataException when the file's header cannot be right
     */
    static SpoolFile recover(Path path) throws IOException {
        String source = path.toString();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] header = read(channel, 0, (int) Math.min(size, HEADER_BYTES));
            if (header.length < HEADER_BYTES) {
                throw new CorruptDataException(source, 0, size + " bytes are too few for the header of a spool file");
            }
            if (EventFormat.getLong(header, 0) != MAGIC
                    || EventFormat.getInt(header, CRC_OFFSET) != crc(header)
                    || EventFormat.getInt(header, ZERO_OFFSET) != 0) {
                throw new CorruptDataException(source, 0, "no spool file, or a damaged header");
            }
            if (EventFormat.getInt(header, VERSION_OFFSET) != VERSION
                    || EventFormat.getInt(header, EVENT_VERSION_OFFSET) != EventFormat.VERSION) {
                throw new TTLogException(
                        ErrorCode.UNKNOWN_VERSION,
                        source + ": spool version " + EventFormat.getInt(header, VERSION_OFFSET)
                                + " with events of version " + EventFormat.getInt(header, EVENT_VERSION_OFFSET)
                                + ", this ttlog reads " + VERSION + " and " + EventFormat.VERSION
                                + "; use a newer one");
            }
            SpoolFile file = new SpoolFile(
                    path, EventFormat.getLong(header, STREAM_OFFSET), EventFormat.getLong(header, FIRST_OFFSET) - 1);
            file.findEnd(channel, size, source);
            return file;
        }
    }

    private void findEnd(FileChannel channel, long size, String source) throws IOException {
        bytes = HEADER_BYTES;
        while (size - bytes >= Message.HEADER_BYTES) {
            Message.Header header;
            try {
                header = frameHeader(read(channel, bytes, Message.HEADER_BYTES), source, bytes);
            } catch (CorruptDataException e) {
                cutBytes = size - bytes;
                return;
            }
            if (header.messageBytes() > size - bytes) {
                return; // the sender was killed while it wrote this
            }
            last = header.sequence();
            bytes += header.messageBytes();
        }
    }

    private Message.Header frameHeader(byte[] header, String source, long offset) {
        Message.Header frame = Message.header(header, 0, source, offset);
        if (frame.kind() != Message.Kind.FRAME || frame.sequence() <= last && offset == bytes) {
            throw new CorruptDataException(
                    source, offset, frame.kind() + " " + frame.sequence() + " behind frame " + last);
        }
        return frame;
    }

    Path path() {
        return path;
    }

    long stream() {
        return stream;
    }

    /** The last frame in it; one less than its first when there is none. */
    long last() {
        return last;
    }

    /** Nothing behind this frame will be read of the file any more. */
    void endAt(long sequence) {
        last = Math.min(last, sequence);
    }

    /** Bytes up to the end of the last whole frame. */
    long bytes() {
        return bytes;
    }

    /** Bytes behind a damaged header, which are lost. */
    long cutBytes() {
        return cutBytes;
    }

    /** Writes all of the message, or nothing. */
    void append(byte[] message, long sequence) throws IOException {
        write(message);
        last = sequence;
        forced = false;
    }

    private void write(byte[] source) throws IOException {
        FileChannel file = channel();
        ByteBuffer rest = ByteBuffer.wrap(source);
        long at = bytes;
        try {
            while (rest.hasRemaining()) {
                at += file.write(rest, at);
            }
            bytes = at;
        } catch (IOException e) {
            try {
                file.truncate(bytes);
            } catch (IOException again) {
                e.addSuppressed(again); // what follows the last whole frame is written over, or found to be torn
            }
            throw e;
        }
    }

    /**
     * Reads the frame at an offset.
     *
     * @throws CorruptDataException when it does not check
     */
    Message read(long offset) throws IOException {
        Message.Header header = headerAt(offset);
        byte[] whole = read(channel(), offset, header.messageBytes());
        return Message.of(header, whole, 0, path.toString(), offset);
    }

    Message.Header headerAt(long offset) throws IOException {
        return frameHeader(read(channel(), offset, Message.HEADER_BYTES), path.toString(), offset);
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    void force() throws IOException {
        if (!forced) {
            channel().force(true);
            forced = true;
        }
    }

    /** Closes the file until it is read again. */
    void release() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    void delete() throws IOException {
        release();
        Files.deleteIfExists(path);
    }

    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position()) < 0) {
                throw new EOFException("a spool file became shorter while it was read");
            }
        }
        return target.array();
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
