/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a file that {@link FileSink} wrote, in their order, up to where the file ended when it was opened, or
 * when {@link #grow} was called last. A frame that does not check in any respect gives no event at all: it is reported, and
 * reading goes on at the next frame of this file. A torn tail may become a frame when the file grows. Holds one frame at a
 * time. Belongs to one thread.
 */
public final class FileReader implements Closeable {
    /** Bytes that may be read to look for the next frame behind damage, per file; bounds the work on a hostile one. */
    static final long SEARCH_BYTES_MAX = 1L << 30;

    private static final int WINDOW_BYTES = 64 << 10;
    private static final int MAGIC_BYTES = Integer.BYTES;
    private static final long NOWHERE = -1;

    private final FileChannel channel;
    private final String source;
    private final FileHeader header;
    private long size;
    private final EventReader event = new EventReader();
    private final List<FileReport.Damage> damages = new ArrayList<>();
    private long position;
    private long searchBytesLeft = SEARCH_BYTES_MAX;
    private @Nullable Frame frame;
    private @Nullable EventText text;
    private long latestNumber = -1;
    private boolean damagedSinceLatest;
    private long frames;
    private long events;
    private long damageCount;
    private long tornBytes;

    /**
     * Opens a file and checks its header.
     *
     * @throws CorruptDataException when it is not an event file or its header is damaged
     * @throws TTLogException {@link io.ttlog.ErrorCode#UNKNOWN_VERSION} when a newer ttlog wrote it
     */
    public static FileReader open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new FileReader(channel, path.toString());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileReader(FileChannel channel, String source) throws IOException {
        this.channel = channel;
        this.source = source;
        this.size = channel.size();
        this.header = FileHeader.read(FileFormat.KIND, read(0, (int) Math.min(size, FileHeader.BYTES_MAX)), source);
        this.position = header.bytes();
    }

    /** The service that wrote the file. */
    public String service() {
        return header.service();
    }

    /** Bytes of the file when it was opened or {@link #grow} was called last; what was appended since is not read. */
    public long bytes() {
        return size;
    }

    /**
     * Takes up what was appended to the file: after {@link #next} has returned false, it may find more. A torn tail of before is
     * no longer reported, unless it still is one.
     *
     * @throws EOFException when the file has become shorter than what was read of it
     */
    public void grow() throws IOException {
        long now = channel.size();
        if (now < position) {
            throw new EOFException(source + " became shorter than the " + position + " bytes that were read of it");
        }
        if (now != size) {
            size = now;
            tornBytes = 0;
        }
    }

    /** When the file was made, nanoseconds since 1970 UTC. */
    public long createdNanos() {
        return header.createdNanos();
    }

    /** Moves to the next event; false behind the last. */
    public boolean next() throws IOException {
        while (frame == null || !frame.next(event)) {
            if (!nextFrame()) {
                return false;
            }
        }
        events++;
        return true;
    }

    /** The event that {@link #next} moved to; valid until the next call of it. */
    public EventReader event() {
        return event;
    }

    /** The text of a symbol that the current event names; empty for {@link io.ttlog.core.event.Symbols#NONE}. */
    public String symbol(int id) {
        return frame == null ? "" : frame.symbol(id);
    }

    /** Renders messages of the events of the current frame. */
    public EventText text() {
        if (text == null) {
            text = new EventText(this::symbol);
        }
        return text;
    }

    /** What was found up to here; of the whole file once {@link #next} has returned false. */
    public FileReport report() {
        return new FileReport(frames, events, List.copyOf(damages), damageCount, tornBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean nextFrame() throws IOException {
        frame = null;
        text = null; // ids mean the same in all frames of a file, but another file's would not
        while (position < size && tornBytes == 0) {
            try {
                long[] end = new long[1];
                Frame read = readFrame(position, end);
                noteMissing(read.number());
                frame = read;
                latestNumber = read.number();
                damagedSinceLatest = false;
                position = end[0];
                frames++;
                return true;
            } catch (CorruptDataException e) {
                skipDamage(e);
            }
        }
        return false;
    }

    private Frame readFrame(long offset, long[] end) throws IOException {
        int headerBytes = (int) Math.min(BlockFormat.HEADER_BYTES, size - offset);
        int stored = BlockFormat.storedBytes(read(offset, headerBytes), source, offset, size - offset);
        byte[] block = read(offset, BlockFormat.HEADER_BYTES + stored);
        Frame read = new Frame(
                BlockFormat.decode(block, 0, block.length, source, offset).raw(), header.fileId(), source, offset);
        if (read.number() <= latestNumber) {
            throw new CorruptDataException(source, offset, "frame " + read.number() + " behind frame " + latestNumber);
        }
        end[0] = offset + block.length;
        return read;
    }

    private void noteMissing(long number) {
        long missing = number - latestNumber - 1;
        if (missing > 0 && !damagedSinceLatest) {
            addDamage(position, 0, missing + " frames are missing before frame " + number);
        }
    }

    /**
     * Moves the position to the next readable frame; where none is, to a torn tail, which may be written to its end yet, or to
     * the end of the file.
     */
    private void skipDamage(CorruptDataException problem) throws IOException {
        long searchLeftBefore = searchBytesLeft;
        Found found = findFrame(position + 1);
        if (found.frame == NOWHERE && isTorn(position)) {
            tornBytes = size - position;
            searchBytesLeft = searchLeftBefore; // searched again when the file has grown, and never more than one frame
            return;
        }
        long next = found.frame != NOWHERE ? found.frame : found.torn != NOWHERE ? found.torn : size;
        addDamage(position, next - position, problem.getMessage() == null ? "" : problem.getMessage());
        position = next;
        damagedSinceLatest = true;
    }

    /** Whether a block begins here that the file is too short for. */
    private boolean isTorn(long offset) throws IOException {
        byte[] start = read(offset, (int) Math.min(BlockFormat.HEADER_BYTES, size - offset));
        for (int i = 0; i < Math.min(MAGIC_BYTES, start.length); i++) {
            if (start[i] != (byte) (BlockFormat.MAGIC >>> 8 * i)) {
                return false;
            }
        }
        int claimed = start.length < BlockFormat.HEADER_BYTES ? 0 : BlockFormat.claimedStoredBytes(start);
        return start.length < BlockFormat.HEADER_BYTES
                || claimed <= BlockFormat.BLOCK_RAW_BYTES_MAX && claimed > size - offset - BlockFormat.HEADER_BYTES;
    }

    /** Where the next readable frame begins, and where the first one that the file is too short for. */
    private record Found(long frame, long torn) {}

    private Found findFrame(long from) throws IOException {
        long[] end = new long[1];
        long torn = NOWHERE;
        for (long windowAt = from; windowAt < size && searchBytesLeft > 0; windowAt += WINDOW_BYTES) {
            byte[] window = read(windowAt, (int) Math.min(WINDOW_BYTES + MAGIC_BYTES - 1, size - windowAt));
            searchBytesLeft -= window.length;
            for (int i = 0; i + MAGIC_BYTES <= window.length && i < WINDOW_BYTES; i++) {
                if (EventFormat.getInt(window, i) == BlockFormat.MAGIC && searchBytesLeft > 0) {
                    try {
                        readFrame(windowAt + i, end);
                        return new Found(windowAt + i, torn);
                    } catch (TTLogException e) {
                        // not a frame of this file, or not all of one; what was read for it counts
                        searchBytesLeft -= triedBytes(windowAt + i);
                        torn = torn == NOWHERE && isTorn(windowAt + i) ? windowAt + i : torn;
                    }
                }
            }
        }
        return new Found(NOWHERE, torn);
    }

    private long triedBytes(long offset) throws IOException {
        byte[] start = read(offset, (int) Math.min(BlockFormat.HEADER_BYTES, size - offset));
        return start.length < BlockFormat.HEADER_BYTES
                ? start.length
                : Math.max(0, Math.min(BlockFormat.claimedStoredBytes(start), BlockFormat.BLOCK_RAW_BYTES_MAX))
                        + BlockFormat.HEADER_BYTES;
    }

    private void addDamage(long offset, long bytes, String problem) {
        damageCount++;
        if (damages.size() < FileReport.DAMAGES_MAX) {
            damages.add(new FileReport.Damage(offset, bytes, problem));
        }
    }

    private byte[] read(long offset, int bytes) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(bytes);
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position()) < 0) {
                throw new EOFException(source + " became shorter than " + size + " bytes while it was read");
            }
        }
        return target.array();
    }
}
