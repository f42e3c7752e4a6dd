/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.wire;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The few things that a store does to files, each of them whole: write all, read all, replace at once. Stateless; blocks. */
public final class Disk {
    /** Bytes of one system call: the JDK keeps a direct buffer of that size per thread. */
    private static final int TRANSFER_BYTES_MAX = 1 << 20;

    /** How often a reading is begun that interrupts break off. */
    private static final int READINGS_MAX = 100;

    private Disk() {}

    /** Writes the whole range at the channel's position. */
    public static void writeFully(FileChannel channel, byte[] bytes, int from, int length) throws IOException {
        for (int at = from, end = from + length; at < end; ) {
            at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(TRANSFER_BYTES_MAX, end - at)));
        }
    }

    /**
     * Reads at a position until the range is full or the file ends.
     *
     * @return the number of bytes read
     */
    public static int readFully(FileChannel channel, long position, byte[] bytes, int from, int length)
            throws IOException {
        int total = 0;
        while (total < length) {
            int read = channel.read(
                    ByteBuffer.wrap(bytes, from + total, Math.min(TRANSFER_BYTES_MAX, length - total)),
                    position + total);
            if (read < 0) {
                break;
            }
            total += read;
        }
        return total;
    }

    /** Reads through channels of its own, so that it can be done again. */
    public interface Reading<T> {
        /** Reads from the beginning. */
        T read() throws IOException;
    }

    /**
     * Reads in a thread of the application, whose interrupt closes the channel that it reads from: then it is done again, at most
     * {@link #READINGS_MAX} times. The interrupt is kept for the caller.
     */
    public static <T> T uninterrupted(Reading<T> reading) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int done = 1; true; done++) {
                try {
                    return reading.read();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    if (done == READINGS_MAX) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #replace(Path, byte[])}, for bytes that may be mapped; the name is durable when its directory is synced. */
    public static void replaceUnsynced(Path file, ByteBuffer bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = bytes.duplicate();
            int end = rest.limit();
            while (rest.position() < end) {
                rest.limit(Math.min(end, rest.position() + TRANSFER_BYTES_MAX));
                channel.write(rest);
            }
            channel.force(true);
        }
        rename(temporary, file);
    }

    /** Gives a file another name, in the place of the file that has it. */
    public static void rename(Path file, Path name) throws IOException {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Puts the bytes in the place of the file, at once and durably: a reader sees the old file or the new one. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, bytes, 0, bytes.length);
            channel.force(true);
        }
        rename(temporary, file);
        Path parent = file.getParent();
        if (parent != null) {
            syncDirectory(parent);
        }
    }

    /** The directory that a file of a store is in. */
    public static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file of a store is in a directory");
    }

    /**
     * Creates a directory and those above it that are missing, durably. One that is there is not known to be durable: whoever made it may have
     * been killed before it was.
     */
    public static void createDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        boolean there = Files.isDirectory(directory);
        if (!there) {
            if (parent != null) {
                createDirectories(parent);
            }
            Files.createDirectories(directory);
        }
        if (parent != null) {
            syncParent(parent, there);
        }
    }

    private static void syncParent(Path parent, boolean childWasThere) throws IOException {
        try {
            syncDirectory(parent);
        } catch (AccessDeniedException e) {
            if (!childWasThere) {
                throw e;
            }
            assert !Files.isReadable(parent) : "who may not look into it has not made the name in it";
        }
    }

    /** Makes the names in a directory durable. Windows has no such call, and needs none. */
    public static void syncDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The exception for callers of the store. */
    public static TTLogException failed(String what, Path file, IOException cause) {
        return new TTLogException(ErrorCode.IO, what + " " + file + " failed: " + cause, cause);
    }
}
