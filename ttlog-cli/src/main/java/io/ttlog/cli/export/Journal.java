/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The side file of an export: what it began with, a checkpoint for each group, and at last that it is complete.
 *
 * <pre>
 *  record   int length | bytes | int CRC-32C of the bytes      big-endian; the first record is the {@link Origin}
 *  bytes    {@link Checkpoint}, or nothing when the file is complete
 * </pre>
 *
 * Not synced: after a loss of power the part file's bytes are compared with the checksums, and what does not fit was not
 * written. One process holds it at a time. One thread.
 */
final class Journal implements AutoCloseable, TableWriter.Notes {
    /** A note is as long as the format's description of a group: hundreds of bytes a column. */
    static final int RECORD_BYTES_MAX = 64 << 20;

    private static final int LENGTH_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;

    private final Path path;
    private final RandomAccessFile file;
    private Origin origin;
    private long originEnd;
    private int count;
    private Checkpoint last = Checkpoint.NONE;
    private boolean complete;

    private Journal(Path path, RandomAccessFile file, Origin origin) {
        this.path = path;
        this.file = file;
        this.origin = origin;
    }

    /**
     * Opens the journal; a new one, in the place of one that is there, when it is not to go on or that one cannot be read.
     *
     * @param fresh what an export that begins now begins with
     */
    static Journal open(Path path, Origin fresh, boolean goOn) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        Journal journal = new Journal(path, file, fresh);
        try {
            journal.lock();
            byte[] first = goOn ? journal.next() : null;
            if (first == null || first.length == 0) {
                journal.beginAnew(fresh);
            } else {
                journal.origin = Origin.of(first);
                journal.originEnd = file.getFilePointer();
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The lock goes with the file. */
    private void lock() throws IOException {
        try {
            if (file.getChannel().tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // told below: somebody in this process has it
        }
        throw new TTLogException(ErrorCode.IO, path + " is in use: another export writes the same file");
    }

    Origin origin() {
        return origin;
    }

    /** The last group whose bytes are right; {@link Checkpoint#NONE} before the first. */
    Checkpoint last() {
        return last;
    }

    /** Whether nothing is missing but, perhaps, the file's name. */
    boolean isComplete() {
        return complete;
    }

    /** Forgets everything. */
    void beginAnew(Origin fresh) throws IOException {
        file.setLength(0);
        origin = fresh;
        count = 0;
        last = Checkpoint.NONE;
        complete = false;
        add(fresh.bytes());
        originEnd = file.getFilePointer();
    }

    /** Goes through the checkpoints up to the first whose bytes are not in the part file as they were, and forgets the others. */
    void compare(Path partFile) throws IOException {
        file.seek(originEnd);
        long right = originEnd;
        boolean there = Files.exists(partFile);
        try (FileChannel bytes = there ? FileChannel.open(partFile, StandardOpenOption.READ) : null) {
            for (byte[] record = next(); record != null; record = next()) {
                if (record.length == 0) {
                    complete = true;
                } else {
                    Checkpoint checkpoint = Checkpoint.of(record);
                    if (bytes != null
                            && (checkpoint.end() > bytes.size()
                                    || PartFile.checksum(bytes, last.end(), checkpoint.end())
                                            != checkpoint.checksum())) {
                        break;
                    }
                    last = checkpoint;
                    count++;
                }
                right = file.getFilePointer();
            }
        }
        if (!there && !complete) {
            beginAnew(origin);
            return;
        }
        file.setLength(right);
        file.seek(right);
    }

    /** The next record; null when there is none that is whole. */
    private byte @Nullable [] next() throws IOException {
        long left = file.length() - file.getFilePointer();
        if (left < LENGTH_BYTES + CHECKSUM_BYTES) {
            return null;
        }
        int length = file.readInt();
        if (length < 0 || length > RECORD_BYTES_MAX || length > left - LENGTH_BYTES - CHECKSUM_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        file.readFully(bytes);
        return file.readInt() == checksum(bytes) ? bytes : null;
    }

    void add(Checkpoint checkpoint) throws IOException {
        add(checkpoint.bytes());
        last = checkpoint;
        count++;
    }

    /** Says that the part file is complete. */
    void complete() throws IOException {
        add(new byte[0]);
        complete = true;
    }

    private void add(byte[] bytes) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(LENGTH_BYTES + bytes.length + CHECKSUM_BYTES);
        record.putInt(bytes.length).put(bytes).putInt(checksum(bytes));
        file.write(record.array());
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void forEach(Reader reader) throws IOException {
        long end = file.getFilePointer();
        file.seek(originEnd);
        for (int i = 0; i < count; i++) {
            byte[] record = next();
            if (record == null) {
                throw new IOException(path + " was changed by somebody else");
            }
            reader.take(Checkpoint.of(record).note());
        }
        file.seek(end);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
