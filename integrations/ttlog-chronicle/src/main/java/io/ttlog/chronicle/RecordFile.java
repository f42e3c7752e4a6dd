/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.core.event.EventFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;

/**
 * One file that is being written. Its blocks are reserved before it is mapped, by writing zeros: so a full disk is an error of
 * {@link #create} and not a fault in the middle of an event. Belongs to one thread.
 */
final class RecordFile implements Closeable {
    static final String NEW_SUFFIX = ".new";
    private static final int ZEROS_BYTES = 1 << 20;

    private final FileChannel channel;
    private final Mapping mapping;
    private final MappedBytes mapped;
    private final long bytes;
    private long position;
    private boolean forced;

    private RecordFile(FileChannel channel, Mapping mapping, long bytes, long position) {
        this.channel = channel;
        this.mapping = mapping;
        this.mapped = mapping.bytes();
        this.bytes = bytes;
        this.position = position;
    }

    /** Makes a file of that many bytes, a multiple of 8; it appears under its name with its header and all of its blocks. */
    static RecordFile create(Path path, byte[] header, long bytes) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + NEW_SUFFIX);
        FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Mapping mapping = null;
        try {
            reserve(channel, header, bytes);
            mapping = Mapping.open(unfinished, bytes, false);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            return new RecordFile(channel, mapping, bytes, header.length);
        } catch (IOException | RuntimeException e) {
            if (mapping != null) {
                mapping.close();
            }
            channel.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    private static void reserve(FileChannel channel, byte[] header, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS_BYTES, bytes));
        for (long at = 0; at < bytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
            at += channel.write(zeros, at);
        }
        ByteBuffer first = ByteBuffer.wrap(header);
        while (first.hasRemaining()) {
            channel.write(first, first.position());
        }
    }

    /** Whether records of so many bytes in all fit before the end mark. */
    boolean hasRoom(long recordsBytes) {
        return position + recordsBytes <= bytes - ChronicleFormat.END_BYTES;
    }

    /**
     * Adds a record that lies at the start of the array; only its payload and symbol are looked at. Seen by readers when it is
     * whole.
     */
    void append(byte[] record, int payloadBytes) {
        EventFormat.putInt(record, ChronicleFormat.LENGTH_OFFSET, payloadBytes);
        EventFormat.putInt(record, ChronicleFormat.CRC_OFFSET, ChronicleFormat.checksum(record, payloadBytes));
        mapped.write(
                position + ChronicleFormat.CRC_OFFSET,
                record,
                ChronicleFormat.CRC_OFFSET,
                ChronicleFormat.PAYLOAD_OFFSET - ChronicleFormat.CRC_OFFSET + payloadBytes);
        mapped.writeOrderedInt(position, payloadBytes); // release; pairs with readVolatileInt in ChronicleReader
        position += ChronicleFormat.recordBytes(payloadBytes);
        forced = false;
    }

    /** Says that nothing follows. */
    void end() {
        mapped.writeOrderedInt(position, ChronicleFormat.END);
        forced = false;
    }

    /** Forces everything to the device: the mapped pages by msync, then what the file system knows of the file. */
    void force() throws IOException {
        if (!forced) {
            mapped.writePosition(Math.min(bytes, position + ChronicleFormat.END_BYTES));
            mapped.sync();
            channel.force(true);
            forced = true;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            mapping.close();
        } finally {
            channel.close();
        }
    }
}
