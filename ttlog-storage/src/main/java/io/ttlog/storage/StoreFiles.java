/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventReader;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Appender;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Disk;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a store from its files, as another process does while its writer works: never locks, never writes. A manifest and the
 * log files that belong to it are taken together by reading the manifest again after the log files are open: if a seal came in
 * between, all over again.
 */
final class StoreFiles {
    /** A seal takes far longer than one attempt; more than a few in a row mean that something else is wrong. */
    private static final int ATTEMPTS_MAX = 100;

    /** The folder of log files. */
    static final String LOG = "log";

    /** The folder of log files that a recovery found damage in. */
    static final String DAMAGED = "damaged";

    /** The folder of segments. */
    static final String SEGMENTS = "segments";

    /** What the rest column is called in statistics. */
    private static final ColumnKey REST = new ColumnKey("(rest)", false, RestColumn.KEY.type());

    private StoreFiles() {}

    /** A manifest, its segments, and the log files with what is not in them. */
    record Commit(Manifest manifest, List<Segment> segments, List<LogFile> logs) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            for (LogFile log : logs) {
                log.close();
            }
        }
    }

    static StoreSnapshot read(Path directory) throws IOException {
        try (Commit commit = commit(directory)) {
            Replay replay = new Replay();
            List<Finding> damage = new ArrayList<>();
            long expected = commit.manifest().sealedThrough() + 1;
            for (LogFile log : commit.logs()) {
                replay.log = log;
                replay.appender = null;
                log.replay(expected, replay);
                expected = log.nextSequence();
                damage.addAll(log.damage());
            }
            return new StoreSnapshot(commit.segments(), replay.memtables(), damage);
        }
    }

    /** Makes a memtable of the events of logs, if there is one: mostly all is sealed, and its classes take 20 ms to load. */
    private static final class Replay implements LogFile.Visitor {
        private @Nullable Memtable memtable;
        private @Nullable Appender appender;
        private @Nullable LogFile log;

        @Override
        public void event(EventReader event, long sequence) {
            Appender rows = appender;
            if (rows == null) {
                LogFile symbols = Objects.requireNonNull(log, "one is read");
                Memtable known = memtable;
                if (known == null) {
                    memtable = known = new Memtable();
                }
                appender = rows = known.appender(symbols::symbol);
            }
            rows.append(event);
        }

        List<Memtable> memtables() {
            Memtable known = memtable;
            if (known == null) {
                return List.of();
            }
            known.publish();
            return List.of(known);
        }
    }

    /** What belongs together in a store that is being written: its logs and segments can be read though they are deleted from now on. */
    static Commit commit(Path directory) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Manifest manifest = manifest(directory);
            List<LogFile> logs = new ArrayList<>();
            boolean kept = false;
            try {
                List<Segment> segments = held(directory, manifest);
                for (Path file : LogFile.list(logFolder(directory, manifest))) {
                    logs.add(LogFile.open(file));
                }
                if (manifest(directory).sameCommit(manifest)) {
                    kept = true;
                    return new Commit(manifest, segments, logs);
                }
            } catch (NoSuchFileException e) {
                assert !kept : "sealed and removed since it was listed: the next attempt sees the new manifest";
            } finally {
                if (!kept) {
                    for (LogFile log : logs) {
                        log.close();
                    }
                }
            }
        }
        throw new TTLogException(
                ErrorCode.IO,
                "the manifest of " + directory + " changed during " + ATTEMPTS_MAX + " attempts to read it");
    }

    /** Maps the segments that are there: from then on a merge may delete them. */
    private static List<Segment> held(Path directory, Manifest manifest) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (SegmentEntry entry : manifest.segments()) {
            Segment segment = new Segment(directory, entry);
            segment.hold(); // one that was merged since is missing, and the manifest another: the next attempt sees
            // that
            segments.add(segment);
        }
        return segments;
    }

    /** The manifest in force. */
    static Manifest manifest(Path directory) throws IOException {
        Manifest manifest = ManifestFile.read(directory);
        if (manifest != null) {
            return manifest;
        }
        if (!holdsData(directory)) {
            return Manifest.EMPTY;
        }
        // A new store's first writer makes the manifest before any other file; it may have done so since we looked.
        manifest = ManifestFile.read(directory);
        if (manifest == null) {
            throw new CorruptDataException(ManifestFile.NAME, 0, missing(directory));
        }
        return manifest;
    }

    /** Where the logs are: in a backup each commit has its own. */
    static Path logFolder(Path directory, Manifest manifest) {
        Path ofCommit = directory.resolve(LOG + "-" + manifest.generation());
        return Files.isDirectory(ofCommit) ? ofCommit : directory.resolve(LOG);
    }

    /** Why a store without a manifest is neither read nor written. */
    static String missing(Path directory) {
        return "there is none, though " + directory + " holds segments or logs; restore it, or move them away";
    }

    /** Whether there are segments or logs. */
    static boolean holdsData(Path directory) throws IOException {
        if (!LogFile.list(directory.resolve(LOG)).isEmpty()) {
            return true;
        }
        return !segmentFiles(directory).isEmpty();
    }

    /** All segment files that are there, named by the manifest or not. */
    static List<Path> segmentFiles(Path directory) throws IOException {
        Path segments = directory.resolve(SEGMENTS);
        if (!Files.isDirectory(segments)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(segments)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static StoreStats stats(Path directory, StoreSnapshot snapshot) throws IOException {
        List<StoreStats.TableStats> tables = new ArrayList<>();
        List<Finding> damage = new ArrayList<>(snapshot.damage());
        for (Signal signal : Signal.values()) {
            long rows = snapshot.memtableRows(signal);
            long rawBytes = snapshot.memtableNaturalBytes(signal);
            long storedBytes = 0;
            List<Segment> segments = snapshot.segments(signal);
            for (Segment segment : segments) {
                rows += segment.entry().rowCount();
                rawBytes += segment.entry().naturalBytes();
                storedBytes += segment.entry().bytes();
            }
            tables.add(new StoreStats.TableStats(
                    signal,
                    rows,
                    snapshot.memtableRows(signal),
                    segments.size(),
                    rawBytes,
                    storedBytes,
                    clampedRows(snapshot, signal, damage)));
        }
        Manifest manifest = manifest(directory);
        return new StoreStats(
                tables,
                levels(snapshot),
                manifest.written().amplification(),
                bytesBelow(logFolder(directory, manifest)),
                bytesBelow(directory),
                List.copyOf(damage));
    }

    /** Opens all segments of the table, and reads the column where there is one, which is rare. */
    private static long clampedRows(StoreSnapshot snapshot, Signal signal, List<Finding> damage) {
        ColumnKey original = new ColumnKey(SaneTimes.ORIGINAL, true, ColumnType.LONG);
        long clamped = 0;
        for (Segment segment : snapshot.segments(signal)) {
            try {
                clamped += values(segment.file(), original);
            } catch (CorruptDataException e) {
                damage.add(Finding.of(e));
            }
        }
        for (Run run : snapshot.memtableRuns(signal)) {
            clamped += values(run, original);
        }
        return clamped;
    }

    private static long values(Run run, ColumnKey key) {
        long values = 0;
        if (run.columns().contains(key)) {
            for (RowGroup group : run.groups()) {
                Chunk chunk = group.read(key);
                values += chunk == null ? 0 : chunk.values().count();
            }
        }
        return values;
    }

    private static List<StoreStats.LevelStats> levels(StoreSnapshot snapshot) {
        List<StoreStats.LevelStats> levels = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            SortedMap<Integer, StoreStats.LevelStats> byLevel = new TreeMap<>();
            for (Segment segment : snapshot.segments(signal)) {
                SegmentEntry entry = segment.entry();
                byLevel.merge(
                        entry.level(),
                        new StoreStats.LevelStats(signal, entry.level(), 1, entry.rowCount(), entry.bytes()),
                        (a, b) -> new StoreStats.LevelStats(
                                signal,
                                a.level(),
                                a.segments() + b.segments(),
                                a.rows() + b.rows(),
                                a.storedBytes() + b.storedBytes()));
            }
            levels.addAll(byLevel.values());
        }
        return List.copyOf(levels);
    }

    static List<ColumnStats> columnStats(StoreSnapshot snapshot) {
        Map<Map.Entry<Signal, ColumnKey>, ColumnStats> byColumn = new LinkedHashMap<>();
        for (Signal signal : Signal.values()) {
            for (Segment segment : snapshot.segments(signal)) {
                for (SegmentFile.ColumnBytes column : segment.file().columnBytes()) {
                    SortedMap<String, Integer> encodings = new TreeMap<>();
                    column.encodings().forEach(encoding -> encodings.merge(encoding, 1, Integer::sum));
                    ColumnKey key = column.key().equals(RestColumn.KEY) ? REST : column.key();
                    byColumn.merge(
                            Map.entry(signal, key),
                            new ColumnStats(signal, key, column.storedBytes(), column.rawBytes(), encodings),
                            ColumnStats::plus);
                }
            }
        }
        return List.copyOf(byColumn.values());
    }

    /** Walks itself because {@link Files#walk} fails on files that the writer removes meanwhile. */
    static long bytesBelow(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        long[] bytes = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return bytes[0];
    }

    /** Reads everything that the store consists of. */
    static VerifyReport verify(Path directory) throws IOException {
        List<Finding> damage = new ArrayList<>();
        List<Finding> notes = new ArrayList<>();
        long rows = 0;
        int files = 0;
        try (Commit commit = commit(directory)) {
            files++;
            for (Segment segment : commit.segments()) {
                files++;
                try {
                    rows += verify(segment.file(), damage);
                } catch (CorruptDataException e) {
                    damage.add(Finding.of(e));
                }
            }
            long expected = commit.manifest().sealedThrough() + 1;
            for (LogFile log : commit.logs()) {
                files++;
                long[] unsealed = new long[1];
                log.replay(expected, (EventReader event, long sequence) -> unsealed[0]++);
                expected = log.nextSequence();
                rows += unsealed[0];
                damage.addAll(log.damage());
                notes.addAll(log.notes());
            }
        } catch (CorruptDataException e) {
            damage.add(Finding.of(e));
        }
        for (Path file : LogFile.list(directory.resolve(DAMAGED))) {
            damage.add(
                    new Finding(
                            DAMAGED + "/" + file.getFileName(),
                            0,
                            "a log with damage, which a writer set aside when it had taken over what it could; delete it once looked at"));
        }
        return new VerifyReport(List.copyOf(damage), List.copyOf(notes), rows, files);
    }

    private static long verify(SegmentFile file, List<Finding> damage) {
        long rows = 0;
        for (RowGroup group : file.groups()) {
            boolean sound = true;
            for (ColumnKey column : file.columns()) {
                try {
                    group.read(column);
                } catch (CorruptDataException e) {
                    damage.add(Finding.of(e));
                    sound = false;
                }
            }
            rows += sound ? group.rowCount() : 0;
        }
        CorruptDataException ofFilter = file.filters().damage();
        if (ofFilter != null) {
            damage.add(Finding.of(ofFilter));
        }
        return rows;
    }

    /** Failures of reading as callers of the store see them. */
    static TTLogException failed(Path directory, IOException cause) {
        return Disk.failed("reading store", directory, cause);
    }
}
