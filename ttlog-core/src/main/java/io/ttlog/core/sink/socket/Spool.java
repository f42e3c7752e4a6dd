/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The frames that the receiver has not acknowledged, in files of a directory: first those that earlier senders left, then those of
 * this sender's stream. What is in here has survived {@code kill -9}. Files are removed when all of their frames are
 * acknowledged; when the directory is full, new frames are refused.
 *
 * <p>Safe for all threads; one lock, which is held during reads and writes of single frames.
 */
final class Spool implements Closeable {
    /** Most files: many short lives of a sender whose receiver is away leave one each. */
    static final int FILES_MAX = 4096;

    /** Frames go into the next file behind so many bytes, or an eighth of all that may be used. */
    static final long FILE_BYTES = 8 << 20;

    private static final int FILES_LEAST = 8;
    private static final String LOCK = "LOCK";
    private static final String SUFFIX = ".spool";
    private static final String DAMAGED = ".damaged";

    private final Path directory;
    private final long bytesMax;
    private final long stream;
    private final FileChannel lock;
    private final List<SpoolFile> files = new ArrayList<>();
    private final List<String> damage = new ArrayList<>(); // one for each file at most, until it is taken

    private long nextOrdinal = 1;
    private @Nullable SpoolFile active; // the last of the files, if this stream has one that goes on
    private long written; // of this stream
    private long acknowledged; // of this stream
    private long lostThrough; // of this stream: the last frame that the disk has lost
    private long lossTold;
    private long heardStream; // of the last acknowledgement
    private long heardSequence;
    private boolean closed;

    private @Nullable SpoolFile reading;
    private long readAt;
    private long lastRead;

    private Spool(Path directory, long bytesMax, long stream, FileChannel lock) {
        this.directory = directory;
        this.bytesMax = bytesMax;
        this.stream = stream;
        this.lock = lock;
    }

    /**
     * Opens a directory, made if it is missing, that no other sender may use meanwhile.
     *
     * @param stream for the frames that are to come; random
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when another sender uses the directory
     */
    static Spool open(Path directory, long bytesMax, long stream) throws IOException {
        Files.createDirectories(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            FileLock held;
            try {
                held = lock.tryLock();
            } catch (OverlappingFileLockException e) {
                throw inUse(directory, e);
            }
            if (held == null) {
                throw inUse(directory, null);
            }
            Spool spool = new Spool(directory, bytesMax, stream, lock);
            spool.recover();
            opened = true;
            return spool;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static TTLogException inUse(Path directory, @Nullable Throwable cause) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                "spool " + directory + " is in use by another sender; give each its own by the option socket.spool",
                cause);
    }

    private void recover() throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(directory)) {
            found = all.filter(path -> path.getFileName().toString().matches("[0-9]{10}\\" + SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path path : found) {
            String name = path.getFileName().toString();
            nextOrdinal = Long.parseLong(name.substring(0, name.length() - SUFFIX.length())) + 1;
            try {
                SpoolFile file = SpoolFile.recover(path);
                if (file.cutBytes() > 0) {
                    damage.add(path + ": " + file.cutBytes() + " bytes behind offset " + file.bytes()
                            + " are damaged and lost");
                }
                if (file.bytes() == SpoolFile.HEADER_BYTES) {
                    file.delete();
                } else {
                    files.add(file);
                }
            } catch (CorruptDataException e) {
                if (Files.size(path) < SpoolFile.HEADER_BYTES) {
                    Files.delete(path); // the sender was killed before it wrote a frame
                } else {
                    damage.add(e.getMessage() + "; kept aside");
                    Files.move(path, directory.resolve(name + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The stream of the frames that are appended. */
    long stream() {
        return stream;
    }

    /** The number that the next frame must have. */
    synchronized long nextSequence() {
        return written + 1;
    }

    /**
     * Takes the next frame of the stream. When it returns the frame survives {@code kill -9}.
     *
     * @throws IOException when there is no room, or the file cannot be written; nothing was taken
     */
    synchronized void append(Message frame) throws IOException {
        assert frame.sequence() == written + 1;
        byte[] bytes = frame.encode();
        if (active != null && active.bytes() >= Math.min(FILE_BYTES, bytesMax / FILES_LEAST)) {
            active = null;
        }
        long used = usedBytes();
        if (used + bytes.length + SpoolFile.HEADER_BYTES > bytesMax || files.size() >= FILES_MAX) {
            removeAcknowledged(true);
            used = usedBytes();
        }
        if (used + bytes.length + SpoolFile.HEADER_BYTES > bytesMax || files.size() >= FILES_MAX) {
            throw new IOException("the spool " + directory + " is full: " + used + " bytes in " + files.size()
                    + " files wait for the receiver, at most " + bytesMax + " (socket.spoolBytes) in " + FILES_MAX
                    + "; new events are dropped until it takes some");
        }
        SpoolFile file = active;
        if (file == null) {
            Path path = directory.resolve(String.format(Locale.ROOT, "%010d%s", nextOrdinal, SUFFIX));
            file = SpoolFile.create(path, stream, frame.sequence());
            nextOrdinal++;
            files.add(file);
            active = file;
        }
        try {
            file.append(bytes, frame.sequence());
        } catch (IOException e) {
            active = null; // a torn frame, if it could not be cut off, is the last of its file
            throw e;
        }
        written = frame.sequence();
    }

    /** Bytes of all files. */
    synchronized long usedBytes() {
        long sum = 0;
        for (SpoolFile file : files) {
            sum += file.bytes();
        }
        return sum;
    }

    /** Forces to the device what this sender has appended. */
    synchronized void force() throws IOException {
        for (SpoolFile file : files) {
            if (file.stream() == stream) {
                file.force();
            }
        }
        if (directory.getFileSystem().getSeparator().equals("/")) { // Windows cannot
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** The next frame to send; null when there is none at the moment. */
    synchronized @Nullable SpooledFrame next() throws IOException {
        while (!closed) {
            SpoolFile file = reading;
            if (file == null) {
                if (files.isEmpty()) {
                    return null;
                }
                file = begin(files.get(0));
            }
            if (readAt < file.bytes()) {
                SpooledFrame frame = read(file);
                if (frame != null) {
                    return frame;
                }
            } else {
                int index = files.indexOf(file);
                if (index + 1 == files.size()) {
                    return null;
                }
                if (file != active) {
                    file.release();
                }
                begin(files.get(index + 1));
            }
        }
        return null;
    }

    private SpoolFile begin(SpoolFile file) {
        reading = file;
        readAt = SpoolFile.HEADER_BYTES;
        lastRead = 0;
        return file;
    }

    private @Nullable SpooledFrame read(SpoolFile file) throws IOException {
        try {
            Message message = file.read(readAt);
            readAt += Message.HEADER_BYTES + message.payload().length;
            lastRead = message.sequence();
            return new SpooledFrame(file.stream(), message);
        } catch (CorruptDataException e) {
            skipDamage(file, e);
            return null;
        }
    }

    private void skipDamage(SpoolFile file, CorruptDataException problem) throws IOException {
        long lost = file.last();
        String extent = "; the rest of the file is lost";
        try {
            Message.Header header = file.headerAt(readAt);
            readAt += header.messageBytes();
            lost = header.sequence();
            extent = "; its " + header.count() + " events are lost";
        } catch (CorruptDataException e) {
            readAt = file.bytes();
        }
        damage.add(problem.getMessage() + extent);
        if (file.stream() == stream) {
            lostThrough = Math.max(lostThrough, lost);
        }
        if (readAt >= file.bytes() && file != active) {
            file.endAt(lastRead); // nobody will acknowledge the frames behind it
            // One behind others goes with them: without it, reading would begin again with the oldest.
            boolean oldest = files.get(0) == file;
            if (oldest && (file.last() == 0 || file.stream() == heardStream && file.last() <= heardSequence)) {
                remove(files.indexOf(file));
            }
        }
    }

    /** Begins again with the oldest frame that is not acknowledged, or one before it. */
    synchronized void rewind() throws IOException {
        SpoolFile file = reading;
        reading = null;
        if (file != null && file != active) {
            file.release();
        }
    }

    /** The receiver has all frames of the stream up to the sequence. */
    synchronized void acknowledge(long ofStream, long sequence) throws IOException {
        heardStream = ofStream;
        heardSequence = sequence;
        if (ofStream == stream) {
            acknowledged = Math.max(acknowledged, Math.min(sequence, written));
            notifyAll();
        }
        for (int i = 0; i < files.size(); ) {
            SpoolFile file = files.get(i);
            if (file.stream() != ofStream || file.last() > sequence || file == active) {
                i++;
            } else {
                remove(i);
            }
        }
    }

    private void removeAcknowledged(boolean activeToo) throws IOException {
        if (activeToo && active != null && acknowledged >= written) {
            active = null;
        }
        for (int i = 0; i < files.size(); ) {
            SpoolFile file = files.get(i);
            if (file.stream() == stream && file.last() <= acknowledged && file != active) {
                remove(i);
            } else {
                i++;
            }
        }
    }

    private void remove(int index) throws IOException {
        SpoolFile file = files.remove(index);
        if (file == reading) {
            reading = null;
        }
        file.delete();
    }

    /** Whether the receiver has everything. */
    synchronized boolean isDrained() {
        return acknowledged >= written
                && files.stream().allMatch(file -> file.stream() == stream && file.last() <= acknowledged);
    }

    /** Frames of this stream that are not acknowledged. */
    synchronized long waiting() {
        return written - acknowledged;
    }

    /** What was found damaged since the last call. */
    synchronized List<String> takeDamage() {
        List<String> taken = List.copyOf(damage);
        damage.clear();
        return taken;
    }

    /**
     * Waits until all frames that were appended before the call are acknowledged.
     *
     * @return false when time ran out, when the spool was closed before, or when the disk has lost one of them of which no
     *     earlier call has told
     */
    synchronized boolean awaitAcknowledged(long nanosMax) {
        final long target = written;
        final long deadline = System.nanoTime() + nanosMax;
        boolean interrupted = false;
        try {
            while (acknowledged < target && !closed) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            boolean whole = lostThrough <= lossTold;
            lossTold = lostThrough;
            return whole && acknowledged >= target;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the next sender in, to which it leaves what is not acknowledged. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        try {
            removeAcknowledged(true);
            for (SpoolFile file : files) {
                file.release();
            }
        } finally {
            lock.close();
        }
    }
}
