/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.StoreInfo;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.manifest.StreamMarks;
import io.ttlog.storage.memtable.Appender;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a store directory, and the door for its readers. An event goes into the log (from where it survives the
 * death of the process), then into the memtable (from where readers see it), and with many others into segments.
 *
 * <p>{@link #append}, {@link #flush}, {@link #sync}, {@link #seal} and {@link #close} belong to one thread at a time and block
 * on I/O; do not interrupt that thread, which would close the log. The static methods and {@link #snapshot} are for all
 * threads and never block the writer. Full memtables are sealed by a thread of the store's own, {@code ttlog-seal}, while
 * events go into a new one, and the log is synced beside the appends by {@code ttlog-sync}; {@code seal} and {@code close} wait until everything is sealed.
 *
 * <p>After a failed write or fsync nothing is acknowledged any more until the memtable, which holds all that was acknowledged
 * before, is sealed into fresh files and a new log file is begun; calls try that again, once a second.
 */
public final class Store implements AutoCloseable {
    /** A memtable with more columns is sealed: a footer lists each of them a row group. */
    static final int COLUMNS_SOFT = 8192;

    /**
     * While a seal is under way, or fails, the memtables may together grow to this many times the normal size of one; then
     * appending waits for the seal, or fails.
     */
    static final int SEAL_BYTES_FACTOR_MAX = 4;

    private static final Map<Path, Store> OPEN_HERE = new ConcurrentHashMap<>();

    /** Apart, because only who writes needs one: it takes fifty classes and 10 ms. */
    private static final class Salts {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    private final Path directory;
    private final StoreOptions options;
    private final StoreLock lock;
    private final EventReader reader = new EventReader();
    private final Recovery recovery;

    private final Catalog catalog;
    private final Sealer sealer;
    private final Upkeep upkeep;
    private final Syncer syncer = new Syncer();
    private final StreamMarks marks;
    private final SaneTimes times = new SaneTimes();

    private LogWriter log;

    /** Bytes of log in the live memtable. */
    private long liveBytes;

    private @Nullable IOException syncFailure;

    /** The last failures of seals, of syncs and of merges that sync() has told. */
    private final @Nullable IOException[] told = new IOException[3];

    private @Nullable Symbols symbols;
    private @Nullable Appender appender;
    private long unsyncedSinceNanos;

    /** Whether something was appended since the last sync began that is to be synced by itself. */
    private boolean syncWanted = true;

    private boolean closed;

    /** True behind an error out of the memtable, such as a lack of memory: its columns may disagree, the log does not. */
    private boolean rowHalfWritten;

    private Store(Path directory, StoreOptions options, StoreLock lock) throws IOException {
        this.directory = directory;
        this.options = options;
        this.lock = lock;
        Manifest before = ManifestFile.read(directory);
        if (before == null && StoreFiles.holdsData(directory)) {
            throw new CorruptDataException(ManifestFile.NAME, 0, StoreFiles.missing(directory));
        }
        StoreBackup.refuseToWrite(directory);
        Manifest manifest = (before == null ? Manifest.EMPTY.withId(UUID.randomUUID()) : before).nextEpoch();
        ManifestFile.write(directory, manifest); // before there is any other file: see StoreFiles.manifest
        StoreState opened = StoreState.of(directory, manifest);
        Disk.createDirectories(logDirectory());
        Disk.createDirectories(directory.resolve(StoreFiles.SEGMENTS));
        Sealing.removeUnnamed(directory, manifest);
        marks = new StreamMarks(manifest.marks());
        manifest.segments().forEach(segment -> times.known(segment.signal(), SaneTimes.newest(segment)));
        recovery = Recovery.of(directory, manifest.sealedThrough() + 1, opened.live(), marks, times);
        catalog = new Catalog(directory, opened);
        sealer = new Sealer(directory, options, catalog, recovery);
        upkeep = new Upkeep(directory, options, catalog);
        liveBytes = recovery.bytes();
        boolean begun = false;
        try {
            log = createLog(directory, recovery.nextSequence());
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
                return Disk.uninterrupted(() -> StoreFiles.read(directory));
            }
            Path real = directory.toRealPath();
            Store live = OPEN_HERE.get(real);
            return live != null ? live.liveSnapshot() : Disk.uninterrupted(() -> StoreFiles.read(real));
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

    /** Counts the bytes of each column that is in segments. Opens all of them. */
    public static List<ColumnStats> columnStats(Path directory) {
        return StoreFiles.columnStats(readSnapshot(directory));
    }

    /** Tells who made the attributes of each table. Reads all attribute columns. */
    public static List<AttributeStats> attributeStats(Path directory) {
        return AttributeMakers.of(readSnapshot(directory));
    }

    /** Tells how many series each metric has, and what makes them. Reads all labels. */
    public static List<SeriesStats> seriesStats(Path directory) {
        return SeriesCount.of(readSnapshot(directory));
    }

    /** Reads and checks every byte that the manifest and the log make part of the store. Takes its time; never writes. */
    public static VerifyReport verify(Path directory) {
        try {
            return StoreFiles.verify(directory);
        } catch (IOException e) {
            throw StoreFiles.failed(directory, e);
        }
    }

    /**
     * As {@link #backup(Path, Path, boolean)} of this store, with everything that was appended before. For all threads: events are
     * appended and sealed meanwhile.
     */
    public BackupReport backup(Path target) {
        return backup(directory, target, false);
    }

    /**
     * Makes or renews a backup of a store, which this process, another or none may be writing: writing goes on. What the target has of an
     * earlier backup of the same store is not written again. At any moment, also when the process dies, the target holds the earlier backup
     * or the new one. It can be queried and verified as a store, and written only by {@link #restore}.
     *
     * @param target a directory that is not there, is empty, or holds an earlier backup of this store
     * @param copies false: segments are linked where the target is on the same file system, which costs no bytes, and protects from
     *     deletion and not from a bad disk. True: they are copied
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when the target is anything else, {@link ErrorCode#IO} when the operating
     *     system fails, {@link ErrorCode#STORE_LOCKED} when another backup goes there
     * @throws CorruptDataException when a segment or the manifest of the store is not there or damaged
     */
    public static BackupReport backup(Path store, Path target, boolean copies) {
        return StoreBackup.take(store, target, copies);
    }

    /**
     * Makes a store of a backup, or of a copy of a store: its rows, and nothing else that lies there. It is a store of its own, with another
     * id, which can be opened for writing.
     *
     * @param target a directory that is not there or empty
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when the target is anything else, or there are symbolic links in the backup
     * @throws CorruptDataException when the manifest is damaged or names what cannot be part of a store
     */
    public static RestoreReport restore(Path backup, Path target) {
        return StoreBackup.restore(backup, target);
    }

    /**
     * Repairs a store that nobody writes: what is damaged is kept in the folder {@code damaged}, and all that can still be read goes into new
     * files, whole row groups of segments and whole records of logs. Changes nothing where nothing is damaged.
     *
     * @param rebuildManifest make a lost or damaged manifest anew from the segments that are there
     * @throws TTLogException {@link ErrorCode#STORE_LOCKED} when another writer has it open
     * @throws CorruptDataException when the manifest is lost or damaged and not to be made anew
     */
    public static RepairReport repair(Path directory, boolean rebuildManifest) {
        return StoreRepair.run(directory, rebuildManifest);
    }

    /** What it holds, and under what rules. For all threads; reads the times of the rows in memory. */
    public StoreInfo info() {
        return LiveInfo.of(
                directory, options, catalog.state(), recovery.damage(), sealer.lastFailure(), upkeep.lastFailure());
    }

    /** The live rows of this store. For all threads. */
    public Snapshot snapshot() {
        return liveSnapshot();
    }

    private StoreSnapshot liveSnapshot() {
        return catalog.state().snapshot();
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
     * @param names what the symbols in the records mean: the same for all appends, if possible, since those of another are sealed first
     * @throws IOException when they were not taken; some may be recovered all the same should the process die now
     */
    public void append(byte[] records, int from, int to, Symbols names) throws IOException {
        syncWanted = true;
        append(records, from, to, names, null);
    }

    /** As {@link #append(byte[], int, int, Symbols)}, of events for whose sake alone the log is not synced: {@link Durability#NONE}. */
    void appendUnhurried(byte[] records, int from, int to, Symbols names) throws IOException {
        append(records, from, to, names, null);
    }

    /**
     * Appends the events of one frame of a stream, and with them that it is stored: whatever happens, {@link #storedThrough}
     * tells of exactly the frames whose events are there.
     *
     * @throws IOException as {@link #append(byte[], int, int, Symbols)}; the frame may be appended again
     * @throws TTLogException when the events have more than {@link LogWriter#FRAME_BYTES_MAX}
     */
    public void appendFrame(byte[] records, int from, int to, Symbols names, StreamMark mark) throws IOException {
        syncWanted = true;
        append(records, from, to, names, mark);
    }

    /** The last frame of a stream that is stored; 0 when none is known. Belongs to the writer's thread. */
    public long storedThrough(long stream) {
        return marks.of(stream);
    }

    private void append(byte[] records, int from, int to, Symbols names, @Nullable StreamMark mark) throws IOException {
        int absurd = times.firstAbsurd(records, from, to);
        if (absurd == to) {
            appendSane(records, from, to, names, mark);
        } else {
            int bytes = times.clamp(records, from, absurd, to, names);
            appendSane(times.buffer(), 0, bytes, names, mark);
        }
        times.taken();
    }

    private void appendSane(byte[] records, int from, int to, Symbols names, @Nullable StreamMark mark)
            throws IOException {
        checkOpen();
        checkDiskLimit();
        replaceFailedLog();
        if (symbols != null && names != symbols && log.hasEvents()) {
            sealAll(); // a log has one text for each symbol
        }
        makeRoom();
        if (synced()) {
            unsyncedSinceNanos = options.nanoClock().getAsLong();
        }
        long bytesBefore = log.bytes();
        if (mark == null) {
            log.append(records, from, to, names);
        } else {
            log.appendFrame(records, from, to, names, mark);
            marks.advance(mark);
        }
        appendRows(records, from, to, names);
        liveBytes += log.bytes() - bytesBefore;
        sealIfFull();
        syncIfDue();
    }

    private void checkDiskLimit() throws IOException {
        Retention retention = options.retention();
        if (retention.atDiskLimit() == Retention.AtDiskLimit.STOP && retention.diskBytesMax() < Long.MAX_VALUE) {
            long bytes = catalog.state().segmentBytes() + liveBytes + sealer.unsealedBytes();
            if (bytes >= retention.diskBytesMax()) {
                throw new IOException("No space left on device for store " + directory + " has " + bytes
                        + " bytes, and may have at most " + retention.diskBytesMax()
                        + "; raise the limit, or let the oldest go");
            }
        }
    }

    private void appendRows(byte[] records, int from, int to, Symbols names) {
        Memtable memtable = catalog.state().live();
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

    /** At the bound of memory: waits for the seal that is under way, or fails for the reason why there is none. */
    private void makeRoom() throws IOException {
        boolean atBound = sealer.unsealedBytes() + liveBytes > options.sealBytes() * SEAL_BYTES_FACTOR_MAX
                || catalog.state().live().columnCount() > COLUMNS_SOFT * SEAL_BYTES_FACTOR_MAX;
        if (!atBound) {
            return;
        }
        if (sealer.busy()) {
            sealer.makeRoom();
        } else {
            sealer.checkMayTry("the memtable is full");
            rotate();
        }
    }

    /** A failure here loses nothing: the rows stay in log and memtable, and there is another attempt later. */
    private void sealIfFull() {
        if (sealer.busy()) {
            sealer.retryIfDue();
            return;
        }
        boolean full =
                liveBytes >= options.sealBytes() || catalog.state().live().columnCount() > COLUMNS_SOFT;
        if (full && sealer.mayTry()) {
            try {
                rotate();
            } catch (IOException e) {
                assert e.equals(sealer.failure()) : "kept there";
            }
        }
    }

    /**
     * From here on events go into a new log and a new memtable; what was in the old ones is sealed in the background. A log
     * that has failed has no successor before that is done.
     */
    private void rotate() throws IOException {
        UnsealedPart part = new UnsealedPart(
                catalog.state().live(),
                log.failed() || log.hasEvents() ? log : null,
                log.nextSequence() - 1,
                liveBytes,
                marks.list());
        if (!log.failed() && log.hasEvents()) {
            try {
                LogWriter next = createLog(directory, log.nextSequence());
                if (log.synced()) {
                    unsyncedSinceNanos = options.nanoClock().getAsLong();
                }
                log = next;
            } catch (IOException e) {
                sealer.failed(e);
                throw e;
            }
        }
        appender = null;
        symbols = null;
        liveBytes = 0;
        sealer.begin(part);
    }

    /**
     * Seals what a failed log still holds, and all the rest, and begins a new one. Tried at most once in {@link
     * Sealer#RETRY_NANOS}.
     */
    private void replaceFailedLog() throws IOException {
        if (log.failed() || sealer.logFailed()) {
            sealer.checkMayTry("the log has failed");
            sealAll();
        }
    }

    /** A failure here is remembered by the log, and the next call begins a new one. */
    private void syncIfDue() {
        try {
            if (syncer.ended()) {
                unsyncedSinceNanos = syncer.beganNanos();
            }
            long now = options.nanoClock().getAsLong();
            if (!syncer.busy()
                    && !log.failed()
                    && !sealer.logFailed()
                    && syncWanted
                    && !synced()
                    && now - unsyncedSinceNanos >= options.syncEvery().toNanos()) {
                syncWanted = false;
                syncer.begin(sealer.unsealed(), log, now);
            }
        } catch (IOException e) {
            syncFailure = e;
        }
    }

    /** Where it is. For all threads. */
    Path directory() {
        return directory;
    }

    /** Whether everything appended is SYNCED. Belongs to the writer's thread. */
    boolean synced() {
        return log.synced() && sealer.logSynced();
    }

    /** Whether a sync is under way that nobody waits for. Belongs to the writer's thread. */
    boolean syncing() {
        return syncer.busy();
    }

    /** The older log first: without it the newer one would begin behind a gap. */
    private void syncLogs() throws IOException {
        syncer.await();
        sealer.syncLog();
        log.sync();
    }

    /**
     * Syncs the log, and repeats a failed seal, if the time for it has come; to be called every now and then.
     *
     * @throws IOException why a seal, a sync or a merge failed, the last failure of each once, also when all is well again: nothing is lost yet, but
     *     log and memtable may grow
     */
    public void sync() throws IOException {
        checkOpen();
        replaceFailedLog();
        sealIfFull();
        syncIfDue();
        tellOnce(0, sealer.lastFailure());
        tellOnce(1, syncer.lastFailure());
        tellOnce(2, upkeep.lastFailure());
    }

    private void tellOnce(int source, @Nullable IOException failure) throws IOException {
        if (failure != null && failure != told[source]) {
            told[source] = failure;
            throw failure;
        }
    }

    /**
     * Brings everything appended to the level.
     *
     * @throws IOException when that is not possible now
     */
    public void flush(Ack level) throws IOException {
        checkOpen();
        replaceFailedLog();
        if (level.compareTo(Ack.SYNCED) >= 0) {
            syncLogs();
        }
    }

    /** The last failure of a seal, sync or merge; null after a success. {@link #sync} throws it, also after one. */
    public @Nullable IOException pendingFailure() {
        if (sealer.failure() != null) {
            return sealer.failure();
        }
        return syncFailure != null ? syncFailure : upkeep.failure();
    }

    /** Moves all rows from the memtable and the log into segments, durably. */
    public void seal() throws IOException {
        checkOpen();
        sealAll();
    }

    /**
     * Seals, deletes what is beyond the limits, and merges all segments that can be, which makes the store as small as it gets. Takes its time: each
     * row of a day with several segments is read and written again.
     */
    public void compact() throws IOException {
        checkOpen();
        sealAll();
        upkeep.compact();
    }

    /**
     * Seals, and deletes the segments that are beyond limits, whatever the limits of {@link StoreOptions#retention}: for somebody who asks
     * for it now.
     *
     * @param trusted that the clock is right: then rows may all be too old. Otherwise nothing goes when that is so
     * @return what went
     */
    public Expiry expire(Retention limits, boolean trusted) throws IOException {
        checkOpen();
        sealAll();
        return upkeep.expire(limits, trusted);
    }

    /** What {@link #expire} would take, seals apart, of a store that anybody may be writing. */
    public static Expiry expiry(Path directory, Retention limits, boolean trusted) {
        try {
            Manifest manifest = StoreFiles.manifest(directory);
            long now = StoreOptions.DEFAULT.wallClockNanos().getAsLong();
            return Expiry.of(limits, manifest.segments(), now, trusted);
        } catch (IOException e) {
            throw StoreFiles.failed(directory, e);
        }
    }

    private void sealAll() throws IOException {
        syncer.await();
        sealer.finish();
        StoreState now = catalog.state();
        boolean rest = now.live().published().total() > 0
                || log.nextSequence() - 1 > now.manifest().sealedThrough(); // used up by a failed append
        if (rest) {
            rotate();
            sealer.finish();
        }
        if (log.failed()) {
            replaceLog();
        }
        syncFailure = null;
    }

    /** Begins a new log in the place of a failed one, whose events are all in segments. */
    private void replaceLog() throws IOException {
        try {
            log.close();
            Files.deleteIfExists(log.file()); // one without an event has the name of the next
            log = createLog(directory, log.nextSequence());
            unsyncedSinceNanos = options.nanoClock().getAsLong();
        } catch (IOException e) {
            sealer.failed(e);
            throw e;
        }
    }

    private static LogWriter createLog(Path directory, long firstSequence) throws IOException {
        return LogWriter.create(directory.resolve(StoreFiles.LOG), firstSequence, Salts.RANDOM.nextLong());
    }

    private Path logDirectory() {
        return directory.resolve(StoreFiles.LOG);
    }

    private void checkOpen() {
        if (closed) {
            throw new TTLogException(ErrorCode.INTERNAL, "store " + directory + " is closed");
        }
        if (catalog.fenced()) {
            throw catalog.takenOver();
        }
        if (rowHalfWritten) {
            throw new TTLogException(
                    ErrorCode.INTERNAL,
                    "store " + directory
                            + " failed in memory earlier; close it and open it again: the log has all events");
        }
        sealer.notice();
        upkeep.beginIfDue();
    }

    private void sealOrSync() throws IOException {
        boolean sealed = false;
        try {
            sealAll();
            sealed = true;
            Files.deleteIfExists(log.file()); // it has no events
        } finally {
            if (!sealed && !catalog.fenced() && !log.failed() && !sealer.logFailed()) {
                syncLogs();
            }
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
            if (!rowHalfWritten && !catalog.fenced()) {
                sealOrSync();
            }
        } finally {
            syncer.await();
            upkeep.close();
            sealer.close();
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
