/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A real file whose disk has a limited room and whose calls fail when a test says so. */
final class FaultyChannel extends FileChannel {
    /** What the disk does; shared by all files on it. */
    static final class Disk implements OutputFile.Creation {
        long bytesLeft = Long.MAX_VALUE;
        int bytesPerWrite = Integer.MAX_VALUE;
        boolean truncates = true;
        boolean forces = true;
        String full = "No space left on device";
        int created;

        @Override
        public FileChannel create(Path path) throws IOException {
            FileChannel file = OutputFile.Creation.OF_SYSTEM.create(path);
            created++;
            return new FaultyChannel(file, this);
        }
    }

    private final FileChannel file;
    private final Disk disk;

    private FaultyChannel(FileChannel file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** As write(2): takes what there is room for, and fails when there is none. */
    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (disk.bytesLeft == 0) {
            throw new IOException(disk.full);
        }
        int taken = (int) Math.min(disk.bytesLeft, Math.min(disk.bytesPerWrite, source.remaining()));
        ByteBuffer part = source.slice(source.position(), taken);
        while (part.hasRemaining()) {
            file.write(part, position + part.position());
        }
        source.position(source.position() + taken);
        disk.bytesLeft -= taken;
        return taken;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (!disk.truncates) {
            throw new IOException("Input/output error");
        }
        if (disk.bytesLeft != Long.MAX_VALUE) {
            disk.bytesLeft += file.size() - size;
        }
        file.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (!disk.forces) {
            throw new IOException("Input/output error");
        }
        file.force(metaData);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException("the sink does not read");
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException("the sink does not read");
    }

    @Override
    public int read(ByteBuffer target, long position) {
        throw new UnsupportedOperationException("the sink does not read");
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException("the sink says where it writes");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException("the sink says where it writes");
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException("the sink says where it writes");
    }

    @Override
    public FileChannel position(long position) {
        throw new UnsupportedOperationException("the sink says where it writes");
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException("the sink does not transfer");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("the sink does not transfer");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("mapped memory loses bytes on a full disk");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("the sink does not lock");
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("the sink does not lock");
    }
}
