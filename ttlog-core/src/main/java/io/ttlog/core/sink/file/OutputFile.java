/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.sink.DiskFullException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event file that is being written: a header, then whole frames and nothing else. Knows how far it is good, so that a write
 * that fails leaves no trace. Belongs to one thread.
 */
final class OutputFile implements Closeable {
    /** How many names are tried, should others take the same at the same time. */
    static final int NAMES_MAX = 100;

    /** Opens a file that must not exist, for writing. */
    @FunctionalInterface
    interface Creation {
        Creation OF_SYSTEM = path -> FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

        FileChannel create(Path path) throws IOException;
    }

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object key;
    private final long id;
    private long goodBytes;
    private long frames;
    private long events;
    private boolean forced;
    private boolean nameForced;
    private boolean usable = true;

    private OutputFile(Path path, FileChannel channel, long id) throws IOException {
        this.path = path;
        this.channel = channel;
        this.id = id;
        this.key = attributes().fileKey();
    }

    /** Makes the directory if it is missing, and in it the file that sorts last. Leaves none behind when it fails. */
    static OutputFile create(Path directory, String service, long id, Instant now, Creation creation)
            throws IOException {
        Files.createDirectories(directory);
        EventFileName name = EventFileName.after(EventFiles.latestName(directory), now.toEpochMilli());
        for (int attempt = 1; ; attempt++) {
            Path path = directory.resolve(name.toString());
            try {
                FileChannel channel = creation.create(path);
                try {
                    OutputFile file = new OutputFile(path, channel, id);
                    file.write(FileFormat.header(id, nanos(now), service));
                    return file;
                } catch (IOException | RuntimeException e) {
                    discard(path, channel, e);
                    throw e;
                }
            } catch (FileAlreadyExistsException taken) {
                if (attempt == NAMES_MAX) {
                    throw taken;
                }
                name = name.next();
            }
        }
    }

    private static void discard(Path path, FileChannel channel, Exception cause) {
        try (channel) {
            Files.delete(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static long nanos(Instant now) {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    Path path() {
        return path;
    }

    long id() {
        return id;
    }

    /** Bytes of the header and of whole frames. */
    long bytes() {
        return goodBytes;
    }

    /** How many frames it has, which is the number of the next. */
    long frames() {
        return frames;
    }

    /** How many events it has. */
    long events() {
        return events;
    }

    /** Whether more may be written: not after a failure whose traces could not be removed, or that this file cannot overcome. */
    boolean isUsable() {
        return usable;
    }

    /** Writes a whole frame, or nothing. */
    void append(byte[] block, int eventCount) throws IOException {
        write(block);
        frames++;
        events += eventCount;
    }

    /** Takes back the frame that was appended last. */
    void takeBack(byte[] block, int eventCount) throws IOException {
        goodBytes -= block.length;
        frames--;
        events -= eventCount;
        cutOff();
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        long at = goodBytes;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            IOException told =
                    DiskFullException.orSame(e, Objects.requireNonNullElse(path.getParent(), path), bytes.length);
            if (frames > 0 && String.valueOf(e.getMessage()).contains("File too large")) {
                usable = false; // another file has more room
            }
            try {
                cutOff();
            } catch (IOException again) {
                told.addSuppressed(again);
            }
            throw told;
        }
        goodBytes = at;
        forced = false;
    }

    /** A reader would report a torn tail; if even cutting it off fails, nothing more goes into this file. */
    private void cutOff() throws IOException {
        try {
            channel.truncate(goodBytes);
        } catch (IOException e) {
            usable = false;
            throw e;
        }
    }

    /** Whether it is as long as it was left: not when somebody has cut it, as logrotate's copytruncate does. */
    boolean isWhole() throws IOException {
        return channel.size() == goodBytes;
    }

    /** Whether its name still leads to it: not when somebody has deleted or moved it, or its directory. */
    boolean isInPlace() {
        try {
            return Objects.equals(attributes().fileKey(), key);
        } catch (AccessDeniedException unknown) {
            return true; // nobody can tell; it takes what is written
        } catch (IOException gone) {
            return false;
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    boolean isForced() {
        return forced;
    }

    /**
     * Forces what was written and the name. When it fails, nothing more goes into this file: the operating system may have
     * dropped what it could not write, and say of the next attempt that all is well.
     */
    void force() throws IOException {
        if (forced) {
            return;
        }
        try {
            channel.force(true);
            if (!nameForced) {
                forceName();
                nameForced = true;
            }
            forced = true;
        } catch (IOException e) {
            usable = false;
            throw new IOException(path + " could not be forced to the device: " + e.getMessage(), e);
        }
    }

    /** The name of a new file is in its directory; Windows has no such call. */
    private void forceName() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && path.getFileSystem().getSeparator().equals("/")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
