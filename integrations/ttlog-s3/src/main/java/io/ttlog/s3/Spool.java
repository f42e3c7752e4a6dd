/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.sink.file.FileReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that wait for their bucket: one that is open, {@code NAME.ttlog.open}, and those that are sealed, {@code NAME.ttl},
 * oldest first. What is in one of them survives the process. One process has a directory at a time, by a lock on the file
 * {@code LOCK} in it.
 *
 * <p>{@link #begin}, {@link #append}, {@link #seal}, {@link #force} belong to the thread of the sink; {@link #oldest}, {@link
 * #remove} and {@link #setAside} to the shipper; the rest is safe for all.
 */
final class Spool implements Closeable {
    static final String SUFFIX = ".ttlog";
    private static final String OPEN_SUFFIX = ".open";
    private static final String DAMAGED_SUFFIX = ".damaged";

    /** Most files that wait: bounds the queue when each of them is tiny. */
    static final int FILES_MAX = 10_000;

    private final Path directory;
    private final long bytesMax;
    private final FileChannel lock;
    private final ConcurrentLinkedDeque<Sealed> sealed = new ConcurrentLinkedDeque<>();
    private final AtomicInteger sealedCount = new AtomicInteger();
    private final AtomicLong sealedBytes = new AtomicLong();

    private @Nullable FileChannel open;
    private @Nullable Path openPath;
    private volatile long openBytes;
    private boolean forced = true;

    /** A file that takes no more. */
    record Sealed(Path path, long bytes) {}

    private Spool(Path directory, long bytesMax, FileChannel lock) {
        this.directory = directory;
        this.bytesMax = bytesMax;
        this.lock = lock;
    }

    /**
     * Takes the directory, made if it is missing, and what an earlier process left in it: an open file is cut behind its last
     * whole frame and sealed. One without a readable header is set aside as {@code NAME.ttlog.open.damaged} and said in
     * {@code findings}.
     *
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when another sink has the directory
     */
    static Spool open(Path directory, long bytesMax, List<String> findings) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock = lock(directory);
        try {
            Spool spool = new Spool(directory, bytesMax, lock);
            for (Path left : names(directory, OPEN_SUFFIX)) {
                spool.recover(left, findings);
            }
            for (Path file : names(directory, SUFFIX)) {
                spool.enqueue(file, Files.size(file));
            }
            return spool;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path path = directory.resolve("LOCK");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Of this process. POSIX drops its lock when any channel on the file is closed, so this one stays open.
            throw taken(directory);
        }
        channel.close();
        throw taken(directory);
    }

    private static TTLogException taken(Path directory) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                "spool " + directory + " is in use by another sink; give each process its own with option s3.spool");
    }

    private static List<Path> names(Path directory, String suffix) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> path.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private void recover(Path left, List<String> findings) throws IOException {
        long events;
        long tornBytes;
        try (FileReader reader = FileReader.open(left)) {
            while (reader.next()) {} // until the report is that of the whole file
            events = reader.report().events();
            tornBytes = reader.report().tornBytes();
        } catch (CorruptDataException e) {
            if (Files.size(left) == 0) {
                Files.delete(left);
            } else {
                Files.move(left, left.resolveSibling(left.getFileName() + DAMAGED_SUFFIX));
                findings.add(e.getMessage() + "; set aside as " + left + DAMAGED_SUFFIX);
            }
            return;
        }
        if (events == 0) {
            Files.delete(left);
            return;
        }
        try (FileChannel file = FileChannel.open(left, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - tornBytes);
            file.force(true);
        }
        Files.move(left, sealedPath(left), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path sealedPath(Path open) {
        String name = open.getFileName().toString();
        return open.resolveSibling(name.substring(0, name.length() - OPEN_SUFFIX.length()));
    }

    private void enqueue(Path file, long bytes) {
        sealedBytes.addAndGet(bytes);
        sealedCount.incrementAndGet();
        sealed.add(new Sealed(file, bytes));
    }

    // ---- the thread of the sink

    /** Whether a file can be appended to. */
    boolean isOpen() {
        return open != null;
    }

    long openBytes() {
        return openBytes;
    }

    /** Makes the open file, empty. */
    void begin(String name) throws IOException {
        Path path = directory.resolve(name + SUFFIX + OPEN_SUFFIX);
        open = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        openPath = path;
        openBytes = 0;
    }

    /**
     * Writes behind what the open file holds. When that fails the file keeps its length for the next attempt, which writes over
     * what got there.
     */
    void append(byte[] bytes) throws IOException {
        checkRoom(bytes.length);
        FileChannel file = open;
        if (file == null) {
            throw new IllegalStateException("no file is open");
        }
        forced = false;
        ByteBuffer source = ByteBuffer.wrap(bytes);
        long at = openBytes;
        while (source.hasRemaining()) {
            at += file.write(source, at);
        }
        openBytes = at;
    }

    private void checkRoom(long bytes) throws IOException {
        long held = bytes();
        if (held + bytes > bytesMax || sealedCount.get() >= FILES_MAX) {
            throw new IOException("the spool " + directory + " is full: " + files() + " files of " + held
                    + " bytes wait to be shipped, at most " + FILES_MAX + " files of " + bytesMax
                    + " bytes may; see option s3.spoolBytesMax");
        }
    }

    /** Forces the open file and hands it to the shipper; when it fails, the next call goes on where it failed. */
    void seal() throws IOException {
        FileChannel file = open;
        if (file != null) {
            if (file.size() > openBytes) {
                file.truncate(openBytes); // what an append left that failed
            }
            file.force(true);
            file.close();
            open = null;
        }
        Path path = openPath;
        if (path == null) {
            return;
        }
        long bytes = openBytes;
        if (bytes == 0) {
            Files.delete(path);
        } else {
            Path target = sealedPath(path);
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            forced = false; // its new name
            enqueue(target, bytes);
        }
        openPath = null;
        openBytes = 0;
    }

    /** Forces what was appended, and the names of the files. */
    void force() throws IOException {
        if (forced) {
            return;
        }
        FileChannel file = open;
        if (file != null) {
            file.force(true);
        }
        if (directory.getFileSystem().getSeparator().equals("/")) { // Windows has no such call
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        forced = true;
    }

    // ---- the shipper

    /** The sealed file that waits longest; null when none does. */
    @Nullable
    Sealed oldest() {
        return sealed.peek();
    }

    /** Deletes a file that is in the bucket. */
    void remove(Sealed file) throws IOException {
        Files.deleteIfExists(file.path());
        leave(file);
    }

    /** Takes a file out of the queue that cannot be shipped; it stays beside the others if it is there. */
    void setAside(Sealed file) throws IOException {
        leave(file);
        if (Files.exists(file.path())) {
            Files.move(file.path(), file.path().resolveSibling(file.path().getFileName() + DAMAGED_SUFFIX));
        }
    }

    private void leave(Sealed file) {
        sealed.remove(file);
        sealedCount.decrementAndGet();
        sealedBytes.addAndGet(-file.bytes());
    }

    // ---- all threads

    /** Sealed files that wait. */
    int files() {
        return sealedCount.get();
    }

    /** Bytes of all files. */
    long bytes() {
        return sealedBytes.get() + openBytes;
    }

    /** Gives the directory back. A file that is still open stays for the next process. */
    @Override
    public void close() throws IOException {
        try {
            FileChannel file = open;
            if (file != null) {
                file.close();
            }
        } finally {
            lock.close();
        }
    }
}
