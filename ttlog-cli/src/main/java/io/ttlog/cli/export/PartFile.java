/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A file that grows, and is not complete before it is {@link #sync}ed. Knows the checksum of what was written since the last mark. */
final class PartFile extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C sinceMark = new CRC32C();
    private long position;

    /** Opens a file that is right up to there, and cuts off the rest. */
    PartFile(Path file, long right) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(right);
        channel.position(right);
        position = right;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        sinceMark.update(bytes, from, length);
        position += length;
        int at = from;
        while (at < from + length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int step = Math.min(buffer.remaining(), from + length - at);
            buffer.put(bytes, at, step);
            at += step;
        }
    }

    /** How many bytes the file has, with those that are not handed over yet. */
    long position() {
        return position;
    }

    /** Hands all to the operating system, and returns the checksum (CRC-32C) of the bytes since the last call. */
    int mark() throws IOException {
        flush();
        int checksum = (int) sinceMark.getValue();
        sinceMark.reset();
        return checksum;
    }

    @Override
    public void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Makes all of it durable. */
    void sync() throws IOException {
        flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The checksum (CRC-32C) of bytes of a file. */
    static int checksum(FileChannel file, long from, long to) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(BUFFER_BYTES, to - at));
            while (bytes.hasRemaining()) {
                if (file.read(bytes, at + bytes.position()) < 0) {
                    throw new EOFException("the file ends before " + to);
                }
            }
            bytes.flip();
            checksum.update(bytes.duplicate());
        }
        return (int) checksum.getValue();
    }
}
