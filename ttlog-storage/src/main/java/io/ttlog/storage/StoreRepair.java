/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.merge.Merge;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One repair (RFC-0020). Nothing is removed before it is kept aside and the manifest names what comes in its place: whenever a repair is
 * broken off, the store is as damaged as before, or repaired. Belongs to one thread, which no interrupt reaches.
 */
final class StoreRepair {
    private static final String THREAD = "ttlog-repair";
    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    private final Path directory;
    private final List<RepairReport.Loss> losses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    /** To be removed when no manifest names them any more; kept aside by then. */
    private final List<Path> replaced = new ArrayList<>();

    private final Set<Path> changedFolders = new HashSet<>();
    private Path aside;

    private StoreRepair(Path directory) {
        this.directory = directory;
        this.aside = directory.resolve(StoreFiles.DAMAGED);
    }

    /** As {@link Store#repair}. */
    static RepairReport run(Path directory, boolean rebuildManifest) {
        return OwnThread.call(THREAD, () -> {
            try {
                Path real = directory.toRealPath();
                StoreBackup.refuseToWrite(real);
                return new StoreRepair(real).run(rebuildManifest);
            } catch (IOException e) {
                throw Disk.failed("repairing store", directory, e);
            }
        });
    }

    private RepairReport run(boolean rebuildManifest) throws IOException {
        boolean damagedLogs;
        StoreLock lock = StoreLock.take(directory);
        try (lock) {
            Manifest before = manifest(rebuildManifest);
            if (before.equals(Manifest.EMPTY)) {
                return report();
            }
            Manifest after = before;
            for (SegmentEntry entry : before.segments()) {
                after = salvaged(after, entry);
            }
            if (!after.equals(before)) {
                commit(after);
            }
            damagedLogs = countLogLosses(after);
        }
        if (damagedLogs) {
            Store.open(directory, options()).close(); // takes over each record that it can read, into segments
        }
        moveDamagedLogs();
        return report();
    }

    private static StoreOptions options() {
        StoreOptions usual = StoreOptions.DEFAULT;
        return usual.withCodecs(
                        Codecs.loadable(usual.codec(), "repair", System.err),
                        Codecs.loadable(usual.freshCodec(), "repair", System.err))
                .withMergeFanIn(0);
    }

    private RepairReport report() throws IOException {
        return new RepairReport(
                List.copyOf(losses), List.copyOf(notes), List.copyOf(kept), StoreFiles.verify(directory));
    }

    private Manifest manifest(boolean rebuild) throws IOException {
        Manifest manifest = null;
        CorruptDataException damage = null;
        try {
            manifest = ManifestFile.read(directory);
        } catch (CorruptDataException e) {
            damage = e;
        }
        if (manifest == null && damage == null && !StoreFiles.holdsData(directory)) {
            return Manifest.EMPTY;
        }
        if (manifest != null) {
            beginAside(manifest.generation() + 1);
            return manifest;
        }
        if (!rebuild) {
            String problem = damage == null
                    ? StoreFiles.missing(directory)
                    : Finding.of(damage).problem();
            throw new CorruptDataException(
                    ManifestFile.NAME, 0, problem + "; it can be made anew from the segments (--rebuild-manifest)");
        }
        beginAside(0);
        Path file = directory.resolve(ManifestFile.NAME);
        if (Files.exists(file)) {
            keep(file);
        }
        return rebuilt();
    }

    /** A folder that no earlier repair has used. */
    private void beginAside(long number) {
        for (long next = number; ; next++) {
            aside = directory.resolve(StoreFiles.DAMAGED).resolve("repair-" + next);
            if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
        }
    }

    /** From what the segments say of themselves; written at once, so that the rest finds a store. */
    private Manifest rebuilt() throws IOException {
        ManifestRebuild rebuild = new ManifestRebuild(directory);
        Manifest manifest = rebuild.run();
        notes.add("the manifest was made anew; segments: " + manifest.segments().size()
                + ". How far frames of senders were stored is lost with it, so a sender may send some again");
        for (Finding unreadable : rebuild.unreadable()) {
            losses.add(new RepairReport.Loss(
                    unreadable.file(), unreadable.offset(), RepairReport.ROWS_UNKNOWN, unreadable.problem()));
            setAside(unreadable.file());
        }
        for (String twice : rebuild.twice()) {
            notes.add(twice + " was left out: all its rows are elsewhere too");
            setAside(twice);
        }
        commit(manifest);
        return manifest;
    }

    private void setAside(String path) throws IOException {
        Path file = directory.resolve(path);
        keep(file);
        replaced.add(file);
    }

    /** Puts another name to a damaged file, or a copy, where no writer removes it. */
    private void keep(Path file) throws IOException {
        Path copy = aside.resolve(directory.relativize(file).toString());
        Disk.createDirectories(Disk.folder(copy));
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException e) {
            Disk.replaceUnsynced(copy, ByteBuffer.wrap(Files.readAllBytes(file)));
        }
        Disk.syncDirectory(Disk.folder(copy));
        kept.add(directory.relativize(copy).toString());
    }

    private void commit(Manifest manifest) throws IOException {
        for (Path folder : changedFolders) {
            Disk.syncDirectory(folder);
        }
        ManifestFile.write(directory, manifest);
        for (Path file : replaced) {
            Files.deleteIfExists(file);
        }
        replaced.clear();
    }

    /** The manifest with what is left of a segment in its place; the same manifest when that is sound. */
    private Manifest salvaged(Manifest manifest, SegmentEntry entry) throws IOException {
        Path path = directory.resolve(entry.path());
        SegmentFile file;
        boolean whole = true;
        try {
            file = new Segment(directory, entry).file();
        } catch (CorruptDataException damage) {
            whole = false;
            file = mended(entry);
            if (file == null) {
                losses.add(new RepairReport.Loss(
                        entry.path(),
                        damage.offset(),
                        entry.rowCount(),
                        Finding.of(damage).problem()));
                if (Files.exists(path)) {
                    setAside(entry.path());
                }
                return manifest.replaced(List.of(entry), manifest.nextSegmentId(), List.of());
            }
            notes.add(entry.path() + ": " + Finding.of(damage).problem() + "; no row is lost by that");
        }
        CorruptDataException ofFilter = file.filters().damage();
        if (ofFilter != null) {
            whole = false;
            notes.add(entry.path() + ": " + Finding.of(ofFilter).problem() + "; no row is lost by that");
        }
        Set<RowGroup> sound = sound(file, entry);
        if (whole && sound.size() == file.groups().size()) {
            return manifest;
        }
        setAside(entry.path());
        long id = manifest.nextSegmentId();
        List<SegmentEntry> added = sound.isEmpty() ? List.of() : List.of(write(file.only(sound), entry, id));
        return manifest.replaced(List.of(entry), id + 1, added);
    }

    /** The segment with another header and end mark; null when its footer cannot be read, or is not the one of that segment. */
    private @Nullable SegmentFile mended(SegmentEntry entry) throws IOException {
        Path path = directory.resolve(entry.path());
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            SegmentFile file =
                    SegmentFile.open(SegmentFile.mended(path, entry.path(), entry.signal(), entry.id()), entry.path());
            boolean same = file.rowCount() == entry.rowCount()
                    && file.minNanos() == entry.minNanos()
                    && file.maxNanos() == entry.maxNanos();
            return same ? file : null;
        } catch (CorruptDataException e) {
            return null; // the loss is told with the damage that was found first
        }
    }

    /** The row groups of which every column can be read. */
    private Set<RowGroup> sound(SegmentFile file, SegmentEntry entry) {
        Set<RowGroup> sound = new HashSet<>();
        for (RowGroup group : file.groups()) {
            try {
                for (ColumnKey column : file.columns()) {
                    group.read(column);
                }
                sound.add(group);
            } catch (CorruptDataException e) {
                losses.add(new RepairReport.Loss(
                        entry.path(),
                        e.offset(),
                        group.rowCount(),
                        Finding.of(e).problem()));
            }
        }
        return sound;
    }

    private SegmentEntry write(SegmentFile rest, SegmentEntry entry, long id) throws IOException {
        long rows = rest.rowCount();
        // The natural bytes of single rows are not known: in proportion.
        long naturalBytes = (long) ((double) entry.naturalBytes() / Math.max(1, entry.rowCount()) * rows);
        Path path = directory.resolve(entry.path()).resolveSibling(id + ".seg");
        Merge.Written written = new Merge(List.of(rest), () -> {})
                .write(path, id, naturalBytes, options().codec());
        changedFolders.add(Disk.folder(path));
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (RowGroup group : rest.groups()) {
            Chunk times = group.read(TIMESTAMP);
            if (times != null && times.values() instanceof NumberValues numbers) {
                for (int i = 0; i < numbers.count(); i++) {
                    min = Math.min(min, numbers.bits()[i]);
                    max = Math.max(max, numbers.bits()[i]);
                }
            }
        }
        return new SegmentEntry(
                id,
                entry.signal(),
                entry.partition(),
                entry.level(),
                rows,
                min,
                max,
                written.bytes(),
                naturalBytes,
                written.services(),
                entry.rolledUp());
    }

    /** Whether logs have damage; what they have lost goes among the losses. */
    private boolean countLogLosses(Manifest manifest) throws IOException {
        boolean damaged = false;
        long expected = manifest.sealedThrough() + 1;
        for (Path path : LogFile.list(directory.resolve(StoreFiles.LOG))) {
            try (LogFile log = LogFile.open(path)) {
                long[] events = new long[1];
                log.replay(expected, (event, sequence) -> events[0]++);
                long lost = log.nextSequence() - expected - events[0];
                expected = log.nextSequence();
                if (!log.damage().isEmpty()) {
                    damaged = true;
                    Finding first = log.damage().get(0);
                    losses.add(new RepairReport.Loss(
                            first.file(),
                            first.offset(),
                            lost > 0 ? lost : RepairReport.ROWS_UNKNOWN, // the last records of a file leave no gap
                            first.problem()
                                    + (log.damage().size() > 1
                                            ? ", and " + (log.damage().size() - 1) + " more places"
                                            : "")));
                }
            }
        }
        return damaged;
    }

    /** What recoveries have set aside was taken over as far as it could be: it is no damage of the store any more. */
    private void moveDamagedLogs() throws IOException {
        for (Path log : LogFile.list(directory.resolve(StoreFiles.DAMAGED))) {
            Path folder = aside.resolve(StoreFiles.LOG);
            Disk.createDirectories(folder);
            Path moved = folder.resolve(log.getFileName());
            Disk.rename(log, moved);
            Disk.syncDirectory(folder);
            Disk.syncDirectory(directory.resolve(StoreFiles.DAMAGED));
            kept.add(directory.relativize(moved).toString());
        }
    }
}
