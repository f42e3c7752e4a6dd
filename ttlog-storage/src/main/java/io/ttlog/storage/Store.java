/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Appender;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a store directory, and the door for its readers. An event goes into the log (from where it survives the
 * death of the process), then into the memtable (from where readers see it), and with many others into segments.
 *
 * <p>{@link #append}, {@link #flush}, {@link #sync}, {@link #seal} and {@link #close} belong to one thread at a time and block
 * on I/O; do not interrupt that thread, which would close the log. The static methods and {@link #snapshot} are for all
 * threads and never block the writer.
 *
 * <p>After a failed write or fsync nothing is acknowledged any more until the memtable, which holds all that was acknowledged
 * before, is sealed into fresh files and a new log file is begun; calls try that again, once a second.
 */
public final class Store implements AutoCloseable {
    /** A memtable with more columns is sealed: a footer lists each of them a row group. */
    static final int COLUMNS_SOFT = 8192;

    /** While sealing fails the memtable may grow to this many times its normal size; then appending fails too. */
    private static final int SEAL_BYTES_FACTOR_MAX = 4;

    private static final long RETRY_NANOS = 1_000_000_000L;

    private static final Map<Path, Store> OPEN_HERE = new ConcurrentHashMap<>();
    private static final SecureRandom SALTS = new SecureRandom();

    private final Path directory;
    private final StoreOptions options;
    private final StoreLock lock;
    private final EventReader reader = new EventReader();
    private final Recovery recovery;

    private LogWriter log;
    private long nextSegmentId;
    private long unsealedBytes;
    private long sealRetryBytes;
    private @Nullable IOException failure;
    private long failedLogRetryNanos;
    private @Nullable Symbols symbols;
    private @Nullable Appender appender;
    private long unsyncedSinceNanos;
    private boolean closed;
    private boolean fenced;

    /** True behind an error out of the memtable, such as a lack of memory: its columns may disagree, the log does not. */
    private boolean rowHalfWritten;

    /** What readers see; replaced as a whole by each seal. */
    private volatile State state;

    private record State(Manifest manifest, List<Segment> segments, Memtable memtable) {}

    private Store(Path directory, StoreOptions options, StoreLock lock) throws IOException {
        this.directory = directory;
        this.options = options;
        this.lock = lock;
        Manifest before = ManifestFile.read(directory);
        if (before == null && StoreFiles.holdsData(directory)) {
            throw new CorruptDataException(ManifestFile.NAME, 0, StoreFiles.missing(directory));
        }
        Manifest manifest = (before == null ? Manifest.EMPTY : before).nextEpoch();
        ManifestFile.write(directory, manifest); // before there is any other file: see StoreFiles.manifest
        nextSegmentId = manifest.nextSegmentId();
        sealRetryBytes = options.sealBytes();
        List<Segment> segments = new ArrayList<>();
        for (SegmentEntry entry : manifest.segments()) {
            segments.add(new Segment(directory, entry));
        }
        state = new State(manifest, List.copyOf(segments), new Memtable());
        Disk.createDirectories(logDirectory());
        Disk.createDirectories(directory.resolve(StoreFiles.SEGMENTS));
        Sealing.removeUnnamed(directory, manifest);
        recovery = Recovery.of(directory, manifest.sealedThrough() + 1, state.memtable());
        unsealedBytes = recovery.bytes();
        boolean begun = false;
        try {
            log = LogWriter.create(logDirectory(), recovery.nextSequence(), SALTS.nextLong());
            begun = true;
        } finally {
            if (!begun) {
                recovery.close();
            }
        }
        unsyncedSinceNanos = options.nanoClock().getAsLong();
    }

    /**
     * Opens a directory for writing, which is created if it is not there; what a killed writer has left is taken over.
     *
     * @throws TTLogException {@link ErrorCode#STORE_LOCKED} when another writer has it open, {@link ErrorCode#IO} when the
     *     operating system fails, {@link ErrorCode#NOT_AVAILABLE} when the codec cannot be used here
     * @throws CorruptDataException when the manifest is damaged or lost; nothing is changed then
     */
    public static Store open(Path directory, StoreOptions options) {
        try {
            // Fails now, and not at the first seal, where the codec cannot load its library.
            BlockFormat.encode(
                    options.codec(), new byte[1], 0, 1, new byte[BlockFormat.blockBytesMax(options.codec(), 1)], 0);
            Path absolute = directory.toAbsolutePath();
            Disk.createDirectories(absolute);
            Path real = absolute.toRealPath();
            StoreLock lock = StoreLock.take(real);
            boolean opened = false;
            try {
                Store store = new Store(real, options, lock);
                OPEN_HERE.put(real, store);
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new TTLogException(ErrorCode.IO, "opening store " + directory + " failed: " + e, e);
        }
    }

    /**
     * What the store in a directory holds: the live rows when this process writes it, else what its files hold. An absent or
     * empty directory is an empty store.
     *
     * @throws CorruptDataException when the manifest is damaged or lost
     */
    public static Snapshot read(Path directory) {
        return readSnapshot(directory);
    }

    private static StoreSnapshot readSnapshot(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                return StoreFiles.read(directory);
            }
            Path real = directory.toRealPath();
            Store live = OPEN_HERE.get(real);
            return live != null ? live.liveSnapshot() : StoreFiles.read(real);
        } catch (IOException e) {
            throw StoreFiles.failed(directory, e);
        }
    }

    /** Counts rows and bytes. */
    public static StoreStats stats(Path directory) {
        try {
            return StoreFiles.stats(directory, readSnapshot(directory));
        } catch (IOException e) {
            throw StoreFiles.failed(directory, e);
        }
    }

    /** Reads and checks every byte that the manifest and the log make part of the store. Takes its time; never writes. */
    public static VerifyReport verify(Path directory) {
        try {
            return StoreFiles.verify(directory);
        } catch (IOException e) {
            throw StoreFiles.failed(directory, e);
        }
    }

    /** The live rows of this store. For all threads. */
    public Snapshot snapshot() {
        return liveSnapshot();
    }

    private StoreSnapshot liveSnapshot() {
        State s = state;
        return new StoreSnapshot(s.segments(), s.memtable(), s.memtable().published(), List.of());
    }

    /** Damage that was found in the log when the store was opened; such files are kept in the folder {@code damaged}. */
    public List<Finding> recoveryDamage() {
        return recovery.damage();
    }

    /** Unfinished last records that were found, and cut, when the store was opened. */
    public List<Finding> recoveryNotes() {
        return recovery.notes();
    }

    /**
     * Appends events as they come from a ring: trusted, back to back, padded to 8, fillers included. When it returns they are
     * WRITTEN and visible to new snapshots.
     *
     * @throws IOException when they were not taken; some may be recovered all the same should the process die now
     */
    public void append(byte[] records, int from, int to, Symbols names) throws IOException {
        checkOpen();
        replaceFailedLog();
        if (unsealedBytes > options.sealBytes() * SEAL_BYTES_FACTOR_MAX) {
            sealNow();
        }
        if (log.synced()) {
            unsyncedSinceNanos = options.nanoClock().getAsLong();
        }
        long bytesBefore = log.bytes();
        log.append(records, from, to, names);
        appendRows(records, from, to, names);
        unsealedBytes += log.bytes() - bytesBefore;
        sealIfFull();
        syncIfDue();
    }

    private void appendRows(byte[] records, int from, int to, Symbols names) {
        Memtable memtable = state.memtable();
        Appender rows = appender(memtable, names);
        rowHalfWritten = true;
        for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(records, at))) {
            if (!EventFormat.isPadding(records, at)) {
                rows.append(reader.wrap(records, at));
            }
        }
        rowHalfWritten = false;
        memtable.publish();
    }

    private Appender appender(Memtable memtable, Symbols names) {
        Appender known = appender;
        if (known == null || names != symbols) {
            appender = known = memtable.appender(names::text);
            symbols = names;
        }
        return known;
    }

    /** A failure here loses nothing: the rows stay in log and memtable, and the next attempt comes when these have grown. */
    private void sealIfFull() {
        boolean full = unsealedBytes >= sealRetryBytes || state.memtable().columnCount() > COLUMNS_SOFT;
        if (full) {
            try {
                sealNow();
            } catch (IOException e) {
                failure = e;
                sealRetryBytes = unsealedBytes + options.sealBytes() / SEAL_BYTES_FACTOR_MAX;
            }
        }
    }

    /**
     * Seals what a failed log still holds and begins a new one. Tried at most once in {@link #RETRY_NANOS}: each attempt
     * encodes the whole memtable, and a full disk stays full for a while.
     */
    private void replaceFailedLog() throws IOException {
        if (!log.failed()) {
            return;
        }
        IOException last = failure;
        long now = options.nanoClock().getAsLong();
        if (last != null && now - failedLogRetryNanos < 0) {
            throw new IOException(
                    "the log has failed, the next attempt to begin a new one comes within a second", last);
        }
        try {
            sealNow();
        } catch (IOException e) {
            failure = e;
            failedLogRetryNanos = now + RETRY_NANOS;
            throw e;
        }
    }

    /** A failure here is remembered by the log, and the next call begins a new one. */
    private void syncIfDue() {
        long waited = options.nanoClock().getAsLong() - unsyncedSinceNanos;
        if (!log.failed() && !log.synced() && waited >= options.syncEvery().toNanos()) {
            try {
                log.sync();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** Syncs the log if the time for it has come; to be called every now and then. */
    public void sync() throws IOException {
        checkOpen();
        replaceFailedLog();
        syncIfDue();
    }

    /**
     * Brings everything appended to the level.
     *
     * @throws IOException when that is not possible now
     */
    public void flush(Ack level) throws IOException {
        checkOpen();
        replaceFailedLog();
        if (level == Ack.SYNCED) {
            log.sync();
        }
    }

    /** The last failure of a seal or sync that was not reported to anybody; null after a success. */
    public @Nullable IOException pendingFailure() {
        return failure;
    }

    /** Moves all rows from the memtable and the log into segments, durably. */
    public void seal() throws IOException {
        checkOpen();
        sealNow();
    }

    private void sealNow() throws IOException {
        State before = state;
        boolean rows = before.memtable().published().total() > 0;
        if (!rows && !log.failed()) {
            return;
        }
        boolean rotate = log.failed() || log.hasEvents();
        // The name of the new file must not be that of a failed one without events.
        long firstOfNext = rotate && !log.hasEvents() ? log.nextSequence() + 1 : log.nextSequence();
        LogWriter next = rotate ? LogWriter.create(logDirectory(), firstOfNext, SALTS.nextLong()) : log;
        Sealing sealing = new Sealing(directory, options.codec(), nextSegmentId);
        Manifest manifest;
        boolean committed = false;
        try {
            sealing.write(before.memtable());
            manifest = sealing.commit(before.manifest(), firstOfNext - 1);
            committed = true;
        } finally {
            nextSegmentId = sealing.nextId();
            fenced = sealing.fenced();
            if (!committed && rotate) {
                next.close();
                Files.deleteIfExists(next.file());
            }
        }
        List<Segment> segments = new ArrayList<>(before.segments());
        for (SegmentEntry entry : sealing.written()) {
            segments.add(new Segment(directory, entry));
        }
        state = new State(manifest, List.copyOf(segments), new Memtable());
        appender = null;
        symbols = null;
        unsealedBytes = 0;
        sealRetryBytes = options.sealBytes();
        failure = null;
        if (rotate) {
            LogWriter old = log;
            log = next;
            unsyncedSinceNanos = options.nanoClock().getAsLong();
            old.close();
            Files.deleteIfExists(old.file());
        }
        recovery.retire();
    }

    private Path logDirectory() {
        return directory.resolve(StoreFiles.LOG);
    }

    private void checkOpen() {
        if (closed) {
            throw new TTLogException(ErrorCode.INTERNAL, "store " + directory + " is closed");
        }
        if (fenced) {
            throw Sealing.takenOver(directory);
        }
        if (rowHalfWritten) {
            throw new TTLogException(
                    ErrorCode.INTERNAL,
                    "store " + directory
                            + " failed in memory earlier; close it and open it again: the log has all events");
        }
    }

    private void sealOrSync() throws IOException {
        try {
            sealNow();
            if (!log.hasEvents()) {
                Files.deleteIfExists(log.file());
            }
        } catch (IOException e) {
            if (!log.failed()) {
                log.sync();
            }
            throw e;
        }
    }

    /** Seals everything and lets the next writer in; a second call does nothing. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!rowHalfWritten && !fenced) {
                sealOrSync();
            }
        } finally {
            try {
                log.close();
                recovery.close();
            } finally {
                OPEN_HERE.remove(directory);
                lock.close();
            }
        }
    }
}
