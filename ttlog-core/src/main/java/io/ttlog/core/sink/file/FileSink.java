/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.Ack;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.LostException;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into files {@code events-<UTC time>-<number>.ttlog} (RFC-0001, RFC-0008): a new one at each start, so that nothing
 * is ever written behind what a killed process left, and when one is large or old enough.
 *
 * <p>Events are gathered in a frame, which is compressed and written when it is {@linkplain OpenFrame#isFull full}, when it is
 * {@link #FRAME_OPEN_NANOS_MAX} old, and by {@link #flush}. WRITTEN means handed to the operating system, SYNCED means forced.
 *
 * <p>When a write fails, what it had put into the file is cut off again, the frame is kept and tried with each call from then on,
 * and no record is taken that does not fit into it. A file that was deleted, moved or cut short by somebody is left alone
 * and a new one begun. A frame that cannot be written until {@link #close} is lost, and the close says so. What went wrong
 * without a loss of events that are still to be written is thrown by {@link #idle}.
 *
 * <p>Belongs to one thread, which must not be interrupted: an interrupt closes the channel.
 */
public final class FileSink implements Sink {
    static final String NAME = "file";

    /** How long an event may wait in an open frame when nobody flushes. */
    static final long FRAME_OPEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    /** How often files are looked at that may have become too old, and how long a failure to delete is not repeated. */
    static final long RETENTION_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** How many files are tried for one frame, should they be deleted as fast as they are made. */
    static final int FILES_TRIED_MAX = 3;

    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path directory;
    private final String service;
    private final FileOptions options;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final OutputFile.Creation creation;
    private final OpenFrame frame;
    private final SecureRandom fileIds = new SecureRandom();

    private long frameSinceNanos;
    private @Nullable OutputFile file;
    private long fileSinceNanos; // of the first frame
    private long unforcedSinceNanos;
    private long otherBytes;
    private long retainedNanos;
    private boolean retentionFailed;
    private @Nullable IOException syncFailure; // not yet told to who asked for SYNCED
    private @Nullable IOException notice; // not yet thrown by idle()
    private boolean closed;

    /**
     * Opens the first file.
     *
     * @param directory made if it is missing
     * @throws IOException when the directory or the file cannot be made
     */
    public FileSink(Path directory, String service, FileOptions options, Clock clock, Symbols symbols)
            throws IOException {
        this(directory, service, options, clock, symbols, System::nanoTime, OutputFile.Creation.OF_SYSTEM);
    }

    FileSink(
            Path directory,
            String service,
            FileOptions options,
            Clock clock,
            Symbols symbols,
            LongSupplier nanoTime,
            OutputFile.Creation creation)
            throws IOException {
        this.directory = directory;
        this.service = service;
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.creation = creation;
        this.frame = new OpenFrame(symbols);
        frame.encode(
                options.codec(), 0, 0); // a codec whose library is missing is noticed now and not with the first event
        openFile();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        if (closed) {
            throw new IOException("sink file is closed");
        }
        if (frame.isFull() || isFrameOverdue()) {
            writeFrame(); // fails before anything of this batch was taken
        }
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at)) {
                continue;
            }
            if (frame.isEmpty()) {
                frameSinceNanos = nanoTime.getAsLong();
            } else if (frame.isFull()) {
                writeFrameBefore(at, from);
            }
            if (!frame.add(buffer, at)) {
                writeFrameBefore(at, from);
                if (!frame.add(buffer, at)) {
                    throw new PartlyTakenException(
                            "an event of " + EventFormat.recordBytes(buffer, at)
                                    + " bytes is, with its symbols, larger than a frame can be",
                            at,
                            next,
                            null);
                }
            }
        }
    }

    private boolean isFrameOverdue() {
        return !frame.isEmpty() && nanoTime.getAsLong() - frameSinceNanos >= FRAME_OPEN_NANOS_MAX;
    }

    /** When it fails, the records before this one were taken, and this one and the rest may be offered again. */
    private void writeFrameBefore(int at, int from) throws IOException {
        try {
            writeFrame();
            frameSinceNanos = nanoTime.getAsLong();
        } catch (IOException e) {
            throw at == from
                    ? e
                    : new PartlyTakenException("a frame could not be written: " + e.getMessage(), at, at, e);
        }
    }

    @Override
    public void flush(Ack level) throws IOException {
        if (level == Ack.ACCEPTED || closed) {
            return;
        }
        writeFrame();
        if (level.compareTo(Ack.SYNCED) >= 0) {
            IOException failure = force();
            failure = syncFailure == null ? failure : syncFailure;
            syncFailure = null;
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Override
    public void idle() throws IOException {
        if (closed) {
            return;
        }
        if (isFrameOverdue()) {
            writeFrame();
        }
        if (isFileDue()) {
            endFile();
        }
        forceWhenDue();
        if (options.retention().limitsAge()) {
            retainWhenDue();
        }
        IOException thrown = notice;
        if (thrown != null) {
            notice = null;
            throw thrown;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writeFrame();
        } catch (IOException e) {
            throw new LostException(
                    frame.eventCount() + " events that were taken could not be written and are lost: " + e.getMessage(),
                    frame.countsByKind(),
                    e);
        } finally {
            endFile();
        }
        if (syncFailure != null) {
            throw syncFailure;
        }
    }

    // ---- frames

    private void writeFrame() throws IOException {
        if (frame.isEmpty()) {
            return;
        }
        if (isFileDue()) {
            endFile();
        }
        for (int tried = 1; !placeFrame(tried == FILES_TRIED_MAX); tried++) {
            assert tried < FILES_TRIED_MAX;
        }
        frame.clear();
        forceWhenDue();
        OutputFile current = file;
        if (current != null
                && otherBytes > 0
                && otherBytes + current.bytes() > options.retention().bytesMax()) {
            retainWhenDue();
        }
    }

    /** Writes the frame into the file; false when that is of no more use, and another has to be tried. */
    private boolean placeFrame(boolean last) throws IOException {
        final OutputFile target = file == null || isLost(file) ? openFile() : file;
        final byte[] block = frame.encode(options.codec(), target.id(), target.frames());
        final boolean wasForced = target.isForced();
        try {
            target.append(block, frame.eventCount());
        } catch (IOException e) {
            boolean another = !target.isUsable() && target.frames() > 0;
            if (!target.isUsable()) {
                endFile();
            }
            if (another && !last) {
                return false;
            }
            throw e;
        }
        if (target.isInPlace()) {
            long now = nanoTime.getAsLong();
            fileSinceNanos = target.frames() == 1 ? now : fileSinceNanos;
            unforcedSinceNanos = target.frames() == 1 || wasForced ? now : unforcedSinceNanos;
            return true;
        }
        target.takeBack(block, frame.eventCount()); // it may have been moved, and would hold the frame a second time
        leave(target, "was deleted or moved by somebody");
        if (last) {
            throw new IOException(
                    FILES_TRIED_MAX + " files in " + directory + " were deleted as soon as they were made");
        }
        return false;
    }

    private boolean isLost(OutputFile current) throws IOException {
        if (current.isWhole()) {
            return false;
        }
        leave(current, "was cut short by somebody");
        return true;
    }

    private void leave(OutputFile lost, String why) throws IOException {
        file = null;
        IOException told = new IOException(
                lost.path() + " " + why + " after " + lost.events() + " events; writing goes on in another file");
        if (!lost.isForced() && lost.events() > 0) {
            syncFailure = told;
        }
        notice = told;
        lost.close();
    }

    // ---- files

    private OutputFile openFile() throws IOException {
        OutputFile opened = OutputFile.create(directory, service, fileIds.nextLong(), clock.instant(), creation);
        file = opened;
        retain();
        return opened;
    }

    private boolean isFileDue() {
        return file != null
                && (file.bytes() >= options.bytesMax()
                        || file.frames() > 0 && nanoTime.getAsLong() - fileSinceNanos >= options.nanosMax());
    }

    /** Forces and closes the file: a later SYNCED speaks for it, too. */
    private void endFile() {
        IOException failure = force();
        if (failure != null) {
            syncFailure = failure;
            notice = failure;
        }
        closeFile();
    }

    private void closeFile() {
        OutputFile ended = file;
        file = null;
        if (ended != null) {
            try {
                ended.close();
            } catch (IOException e) {
                notice = e; // what was forced is on the device whatever a close says
            }
        }
    }

    private void forceWhenDue() {
        OutputFile current = file;
        if (current == null || current.isForced() || current.frames() == 0) {
            return;
        }
        boolean due = options.sync() == FileSync.FRAME
                || options.sync() == FileSync.SECOND && nanoTime.getAsLong() - unforcedSinceNanos >= SYNC_NANOS;
        if (due) {
            IOException failure = force();
            if (failure != null) {
                syncFailure = failure;
                notice = failure;
            }
        }
    }

    /** Forces the file; one that cannot be forced is closed and no more written. */
    private @Nullable IOException force() {
        if (file != null) {
            try {
                file.force();
            } catch (IOException e) {
                closeFile();
                return e;
            }
        }
        return null;
    }

    private void retainWhenDue() {
        boolean limited = options.retention().limitsAge() || retentionFailed;
        if (!limited || nanoTime.getAsLong() - retainedNanos >= RETENTION_NANOS) {
            retain();
        }
    }

    private void retain() {
        OutputFile current = file;
        retainedNanos = nanoTime.getAsLong();
        try {
            otherBytes = options.retention()
                    .enforce(
                            directory,
                            current == null ? null : current.path(),
                            current == null ? 0 : current.bytes(),
                            clock.millis());
            retentionFailed = false;
        } catch (IOException e) {
            notice = e;
            retentionFailed = true;
        }
    }
}
