/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Backups and their restoring (RFC-0020). A backup has the layout of a store, with two differences: a file {@code BACKUP} says of
 * which store it is one, and the logs of a commit are in a folder that is named after it, so that the rename of the manifest changes
 * both segments and logs at once. Belongs to one thread, which no interrupt reaches.
 */
final class StoreBackup {
    /** The file that makes a directory a backup. */
    static final String MARK = "BACKUP";

    private static final String MARK_PREFIX = "backup of store ";

    /** What opening a store leaves in any directory. */
    private static final Set<String> OF_LOCKS = Set.of("LOCK", "OWNER", "OWNER.tmp", MARK + ".tmp");

    private static final String THREAD = "ttlog-backup";

    private final Path from;
    private final Path to;
    private final boolean copies;
    private final Set<Path> changedFolders = new HashSet<>();
    private int kept;
    private int linked;
    private int copied;
    private long bytes;
    private int removed;

    private StoreBackup(Path from, Path to, boolean copies) {
        this.from = from;
        this.to = to;
        this.copies = copies;
    }

    /** As {@link Store#backup(Path, Path, boolean)}. */
    static BackupReport take(Path store, Path target, boolean copies) {
        return work("backing up " + store + " to", target, () -> {
            Path from = store.toRealPath();
            Path to = real(target);
            refuseNested(from, to);
            UUID id = StoreFiles.manifest(from).id();
            if (id.equals(Manifest.NO_ID)) {
                throw refused(from + " holds no store");
            }
            boolean begun = isBegun(to, id);
            Disk.createDirectories(to);
            StoreLock lock = StoreLock.take(to);
            try (lock) {
                if (!begun) {
                    Disk.replace(to.resolve(MARK), (MARK_PREFIX + id + "\n").getBytes(StandardCharsets.UTF_8));
                }
                return new StoreBackup(from, to, copies).take(id);
            }
        });
    }

    /** Whether the target is a backup of the store; false when there is nothing. */
    private static boolean isBegun(Path target, UUID id) throws IOException {
        if (isEmpty(target)) {
            return false;
        }
        Path mark = target.resolve(MARK);
        if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(target + " is neither empty nor a backup; choose another directory");
        }
        if (!Files.readString(mark).equals(MARK_PREFIX + id + "\n")) {
            throw refused(target + " holds a backup of another store; choose another directory");
        }
        return true;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            throw refused(directory + " is no directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.allMatch(file -> OF_LOCKS.contains(file.getFileName().toString()));
        }
    }

    private BackupReport take(UUID id) throws IOException {
        Manifest earlier = ManifestFile.read(to);
        removeUnnamed(
                earlier == null
                        ? Manifest.EMPTY
                        : earlier); // of a backup that was broken off: who knows how far it came
        removed = 0;
        try (StoreFiles.Commit commit = StoreFiles.commit(from)) {
            Manifest manifest = commit.manifest();
            if (!manifest.id().equals(id) || earlier != null && earlier.generation() > manifest.generation()) {
                throw refused(to + " holds a later state than " + from
                        + ", which was put back to an earlier one; choose another directory");
            }
            Map<Long, SegmentEntry> there = new HashMap<>();
            if (earlier != null) {
                earlier.segments().forEach(entry -> there.put(entry.id(), entry));
            }
            for (Segment segment : commit.segments()) {
                bring(segment, there.get(segment.entry().id()));
            }
            bringLogs(commit, to.resolve(StoreFiles.LOG + "-" + manifest.generation()));
            for (Path folder : changedFolders) {
                Disk.syncDirectory(folder);
            }
            ManifestFile.write(to, manifest); // the commit
            removeUnnamed(manifest);
        }
        return new BackupReport(kept, linked, copied, bytes, removed, StoreFiles.verify(to));
    }

    private void bring(Segment segment, @Nullable SegmentEntry known) throws IOException {
        SegmentEntry entry = segment.entry();
        Path file = to.resolve(entry.path());
        if (known != null && !known.rolledUp(entry.rolledUp()).equals(entry)) { // rolled up since: the file is the same
            throw refused(to + " holds another segment " + entry.id() + " than " + from
                    + ", which was put back to an earlier state; choose another directory");
        }
        if (known != null && isWhole(file, entry)) {
            kept++;
            return;
        }
        Disk.createDirectories(Disk.folder(file));
        changedFolders.add(Disk.folder(file));
        if (!copies && known == null && link(file, from.resolve(entry.path()))) {
            linked++;
            return;
        }
        bytes += copy(segment, file);
        copied++;
    }

    private static boolean isWhole(Path file, SegmentEntry entry) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == entry.bytes();
    }

    /** False where that is impossible: another file system, one without links, or a merge has just removed the file. */
    private static boolean link(Path file, Path existing) {
        if (Files.isSymbolicLink(existing)) {
            return false;
        }
        try {
            Files.createLink(file, existing);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // and the copy tells if that is impossible too
        }
    }

    private static long copy(Segment segment, Path file) throws IOException {
        ByteBuffer mapped;
        try {
            mapped = segment.bytes();
        } catch (NoSuchFileException e) {
            throw new CorruptDataException(
                    segment.entry().path(), 0, "the manifest names it, and it is not there; repair the store first");
        }
        Disk.replaceUnsynced(file, mapped);
        return mapped.limit();
    }

    private void bringLogs(StoreFiles.Commit commit, Path folder) throws IOException {
        long expected = commit.manifest().sealedThrough() + 1;
        for (LogFile log : commit.logs()) {
            long[] events = new long[1];
            log.replay(expected, (event, sequence) -> events[0]++);
            expected = log.nextSequence();
            if (events[0] == 0 && log.damage().isEmpty()) {
                continue; // all sealed
            }
            Disk.createDirectories(folder);
            Path file = folder.resolve(log.file().getFileName());
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            bytes += log.copyTo(temporary);
            Disk.rename(temporary, file);
            Disk.syncDirectory(folder); // each before the next: a log is never without the one before it
        }
    }

    /** Removes what the manifest of the target does not name. */
    private void removeUnnamed(Manifest manifest) throws IOException {
        Set<Path> named = new HashSet<>();
        manifest.segments().forEach(entry -> named.add(to.resolve(entry.path())));
        String logs = StoreFiles.LOG + "-" + manifest.generation();
        Files.walkFileTree(to, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path top = to.relativize(file).getName(0);
                boolean ours = top.toString().equals(StoreFiles.SEGMENTS) || isLogFolder(top);
                boolean needed = named.contains(file)
                        || top.toString().equals(logs)
                                && !file.getFileName().toString().endsWith(".tmp");
                if (ours && !needed) {
                    Files.delete(file);
                    removed++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (directory.getNameCount() > to.getNameCount()
                        && isLogFolder(to.relativize(directory))
                        && !directory.getFileName().toString().equals(logs)) {
                    Files.delete(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isLogFolder(Path name) {
        return name.toString().matches(StoreFiles.LOG + "-[0-9]{1,19}");
    }

    /** As {@link Store#restore}. */
    static RestoreReport restore(Path backup, Path target) {
        return work("restoring " + backup + " to", target, () -> {
            Path from = backup.toRealPath();
            Path to = real(target);
            refuseNested(from, to);
            Manifest manifest = ManifestFile.read(from);
            if (manifest == null) {
                throw refused(from + " holds no backup: there is no " + ManifestFile.NAME);
            }
            if (!isEmpty(to)) {
                throw refused(to + " is not empty; choose another directory, or empty it");
            }
            Set<String> leftOut = new TreeSet<>();
            lookAt(from, manifest, leftOut);
            Disk.createDirectories(to);
            StoreLock lock = StoreLock.take(to);
            try (lock) {
                return new StoreBackup(from, to, true).restore(List.copyOf(leftOut));
            }
        });
    }

    /** Refuses what is neither a file nor a directory, and finds what is not part of the store. */
    private static void lookAt(Path from, Manifest manifest, Set<String> leftOut) throws IOException {
        Set<Path> known = new HashSet<>();
        Stream.of(MARK, ManifestFile.NAME, "LOCK", "OWNER").forEach(name -> known.add(from.resolve(name)));
        manifest.segments().forEach(entry -> known.add(from.resolve(entry.path())));
        known.addAll(LogFile.list(StoreFiles.logFolder(from, manifest)));
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!attributes.isRegularFile()) {
                    throw refused(
                            file + " is no file but " + (attributes.isSymbolicLink() ? "a symbolic link" : "a device")
                                    + ", as no backup has; nothing was restored");
                }
                if (!known.contains(file)) {
                    leftOut.add(from.relativize(file).toString());
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private RestoreReport restore(List<String> leftOut) throws IOException {
        try (StoreFiles.Commit commit = StoreFiles.commit(from)) {
            for (Segment segment : commit.segments()) {
                if (!segment.hold()) {
                    continue; // it is not there, and the report will tell
                }
                Path file = to.resolve(segment.entry().path());
                Disk.createDirectories(Disk.folder(file));
                changedFolders.add(Disk.folder(file));
                bytes += copy(segment, file);
                copied++;
            }
            bringLogs(commit, to.resolve(StoreFiles.LOG));
            for (Path folder : changedFolders) {
                Disk.syncDirectory(folder);
            }
            ManifestFile.write(to, commit.manifest().withId(UUID.randomUUID())); // the commit
        }
        return new RestoreReport(copied, bytes, leftOut, StoreFiles.verify(to));
    }

    /** A backup is not written to but by backups: its next one would overwrite that. */
    static void refuseToWrite(Path directory) {
        if (Files.exists(directory.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
            throw refused(
                    directory + " is a backup, which can be read and not written; restore it to another directory");
        }
    }

    private static void refuseNested(Path from, Path to) {
        if (from.startsWith(to) || to.startsWith(from)) {
            throw refused(to + " is " + from + ", or one lies in the other; choose another directory");
        }
    }

    /** The path without links, of a directory that need not be there yet. */
    private static Path real(Path directory) throws IOException {
        Path whole = directory.toAbsolutePath().normalize();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(whole));
    }

    private static TTLogException refused(String what) {
        return new TTLogException(ErrorCode.CONFIGURATION, what);
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T work(String what, Path target, Work<T> work) {
        return OwnThread.call(THREAD, () -> {
            try {
                return work.run();
            } catch (IOException e) {
                throw Disk.failed(what, target, e);
            }
        });
    }
}
