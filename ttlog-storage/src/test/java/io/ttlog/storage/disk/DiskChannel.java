/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file or directory of a simulated disk. Writes are short: callers have to go on. Interrupts do not close it. */
final class DiskChannel extends FileChannel {
    /** No multiple of a sector, so that a killed program leaves any part of one. */
    private static final int WRITE_BYTES_MAX = 700;

    private final SimulatedDisk disk;
    private final DiskPath path;
    private final Node node;
    private final boolean readable;
    private final boolean writable;
    private final boolean append;
    private long position; // guarded by the disk

    DiskChannel(SimulatedDisk disk, DiskPath path, Node node, boolean readable, boolean writable, boolean append) {
        this.disk = disk;
        this.path = path;
        this.node = node;
        this.readable = readable;
        this.writable = writable;
        this.append = append;
    }

    private FileNode file() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (node instanceof FileNode file) {
            return file;
        }
        throw new IOException("Is a directory");
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        synchronized (disk) {
            int count = read(target, position);
            position += Math.max(0, count);
            return count;
        }
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        synchronized (disk) {
            FileNode file = file();
            if (!readable) {
                throw new NonReadableChannelException();
            }
            disk.begin(OperationKind.READ, path);
            if (from >= file.size()) {
                return -1;
            }
            byte[] bytes = new byte[target.remaining()];
            int count = file.read((int) from, bytes, 0, bytes.length);
            target.put(bytes, 0, count);
            return count;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return read(targets[offset]);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        synchronized (disk) {
            long from = append ? file().size() : position;
            int count = write(source, from);
            position = from + count;
            return count;
        }
    }

    @Override
    public int write(ByteBuffer source, long from) throws IOException {
        synchronized (disk) {
            FileNode file = file();
            if (!writable) {
                throw new NonWritableChannelException();
            }
            byte[] bytes = new byte[Math.min(source.remaining(), WRITE_BYTES_MAX)];
            source.get(source.position(), bytes);
            try {
                disk.begin(OperationKind.WRITE, path);
            } catch (InjectedFailure e) {
                file.write((int) from, bytes, 0, bytes.length / 2); // a device that fails does not say where
                throw e;
            }
            int count = disk.room(file, from, bytes.length);
            file.write((int) from, bytes, 0, count);
            source.position(source.position() + count);
            return count;
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return write(sources[offset]);
    }

    @Override
    public long position() {
        synchronized (disk) {
            return position;
        }
    }

    @Override
    public FileChannel position(long next) {
        synchronized (disk) {
            position = next;
            return this;
        }
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            return file().size();
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        synchronized (disk) {
            FileNode file = file();
            if (!writable) {
                throw new NonWritableChannelException();
            }
            disk.begin(OperationKind.TRUNCATE, path);
            file.truncate((int) Math.min(size, file.size()));
            position = Math.min(position, size);
            return this;
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        synchronized (disk) {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            try {
                disk.begin(OperationKind.FORCE, path);
            } catch (InjectedFailure e) {
                if (node instanceof FileNode file) {
                    file.failForce();
                }
                throw e;
            }
            if (node instanceof FileNode file) {
                file.force();
            } else {
                disk.force((DirectoryNode) node);
            }
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, WRITE_BYTES_MAX));
        if (read(bytes, from) < 0) {
            return 0;
        }
        return target.write(bytes.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, WRITE_BYTES_MAX));
        if (source.read(bytes) < 0) {
            return 0;
        }
        bytes.flip();
        long total = 0;
        while (bytes.hasRemaining()) {
            total += write(bytes, to + total);
        }
        return total;
    }

    /** Maps a copy in a real file: what is written later is not seen. */
    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw new UnsupportedOperationException(mode.toString());
        }
        synchronized (disk) {
            FileNode file = file();
            disk.begin(OperationKind.READ, path);
            if (from != 0 || size != file.size()) {
                throw new UnsupportedOperationException("whole files only, not " + size + " bytes at " + from);
            }
            MappedByteBuffer known = file.mapping();
            if (known == null) {
                known = mapCopy(file);
                file.mapping(known);
            }
            return known.duplicate();
        }
    }

    private static MappedByteBuffer mapCopy(FileNode file) throws IOException {
        byte[] bytes = new byte[file.size()];
        file.read(0, bytes, 0, bytes.length);
        Path copy = Files.createTempFile("simulated", ".disk");
        try {
            Files.write(copy, bytes);
            try (FileChannel real = FileChannel.open(copy, StandardOpenOption.READ)) {
                return real.map(MapMode.READ_ONLY, 0, bytes.length);
            }
        } finally {
            Files.delete(copy);
        }
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        return tryLock(from, size, shared);
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) throws IOException {
        synchronized (disk) {
            FileNode file = file();
            if (file.lock() != null) {
                throw new OverlappingFileLockException();
            }
            DiskLock lock = new DiskLock(this, disk, file);
            file.lock(lock);
            return lock;
        }
    }

    /** Drops the lock on the file, whichever channel has taken it, as POSIX wants it. */
    @Override
    protected void implCloseChannel() {
        synchronized (disk) {
            if (node instanceof FileNode file) {
                file.lock(null);
            }
        }
    }
}
