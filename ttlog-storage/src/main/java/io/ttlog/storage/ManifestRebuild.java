/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.Vector;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Appender;
import io.ttlog.storage.memtable.Memtable;
import io.ttlog.storage.rollup.Tier;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A manifest for segments that have lost theirs. A crash leaves segments whose rows are elsewhere too: inputs of a merge that was
 * committed, segments of a seal whose log is still there. Without a manifest only the rows can tell, so they are compared, by 64 bits of
 * each: a segment all of whose rows are in another one, or in the log, is left out. Belongs to one thread.
 */
final class ManifestRebuild {
    private static final Pattern PATH = Pattern.compile("segments/([a-z0-9_]+)/([a-z0-9-]{1,64})/([0-9]{1,18})\\.seg");
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Path directory;
    private final List<Finding> unreadable = new ArrayList<>();
    private final List<String> twice = new ArrayList<>();

    ManifestRebuild(Path directory) {
        this.directory = directory;
    }

    /** Segments that cannot be read at all; after {@link #run}. */
    List<Finding> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Segments whose rows are elsewhere too; after {@link #run}. */
    List<String> twice() {
        return List.copyOf(twice);
    }

    Manifest run() throws IOException {
        List<SegmentEntry> found = new ArrayList<>();
        long latestId = 0;
        for (Path file : StoreFiles.segmentFiles(directory)) {
            String path = directory.relativize(file).toString().replace('\\', '/');
            Matcher name = PATH.matcher(path);
            Signal signal = name.matches() ? signal(name.group(1)) : null;
            if (signal == null) {
                unreadable.add(new Finding(path, 0, "no segment has such a name"));
                continue;
            }
            long id = Long.parseLong(name.group(3));
            latestId = Math.max(latestId, id);
            try {
                found.add(entry(file, path, signal, name.group(2), id));
            } catch (CorruptDataException e) {
                unreadable.add(Finding.of(e));
            }
        }
        found.sort(Comparator.comparingLong(SegmentEntry::id));
        Map<Signal, long[]> logged = new EnumMap<>(Signal.class);
        long sealedThrough = logs(logged);
        List<SegmentEntry> segments = new ArrayList<>();
        for (SegmentEntry entry : found) {
            if (isTwice(entry, found, logged.getOrDefault(entry.signal(), new long[0]))) {
                twice.add(entry.path());
            } else {
                segments.add(entry);
            }
        }
        List<SegmentEntry> known = segments.stream()
                .map(entry -> entry.rolledUp(isRolledUp(entry, segments)))
                .toList();
        return new Manifest(1, 1, sealedThrough, latestId + 1, known).withId(UUID.randomUUID());
    }

    /** Nobody knows any more: if a roll-up has its time it is taken for it, since it must not be counted twice. */
    private static boolean isRolledUp(SegmentEntry entry, List<SegmentEntry> all) {
        return entry.signal() == Signal.METRIC
                && all.stream()
                        .anyMatch(other -> other.signal() == Tier.FIVE_MINUTES.signal()
                                && other.minNanos() <= entry.maxNanos()
                                && other.maxNanos() >= Tier.FIVE_MINUTES.start(entry.minNanos()));
    }

    private static @Nullable Signal signal(String table) {
        for (Signal signal : Signal.values()) {
            if (signal.table().equals(table)) {
                return signal;
            }
        }
        return null;
    }

    private static SegmentEntry entry(Path path, String name, Signal signal, String partition, long id)
            throws IOException {
        SegmentFile file = SegmentFile.open(SegmentFile.mended(path, name, signal, id), name);
        long rawBytes = file.columnBytes().stream()
                .mapToLong(SegmentFile.ColumnBytes::rawBytes)
                .sum(); // the nearest to natural bytes that a segment tells
        return new SegmentEntry(
                id,
                signal,
                partition,
                0,
                file.rowCount(),
                file.minNanos(),
                file.maxNanos(),
                Files.size(path),
                rawBytes,
                List.of());
    }

    /** The rows in the logs; returns the sequence before their first. */
    private long logs(Map<Signal, long[]> rows) throws IOException {
        Memtable memtable = new Memtable();
        List<Path> files = LogFile.list(directory.resolve(StoreFiles.LOG));
        if (files.isEmpty()) {
            return 0;
        }
        String first = files.get(0).getFileName().toString();
        long sealedThrough = Math.max(0, Long.parseLong(first.substring(0, first.indexOf('.'))) - 1);
        long expected = sealedThrough + 1;
        for (Path path : files) {
            try (LogFile log = LogFile.open(path)) {
                Appender appender = memtable.appender(log::symbol);
                log.replay(expected, (event, sequence) -> appender.append(event));
                expected = log.nextSequence();
            }
        }
        memtable.publish();
        for (Signal signal : Signal.values()) {
            int count = memtable.published().of(signal);
            if (count > 0) {
                rows.put(signal, digests(memtable.run(signal, count)));
            }
        }
        return sealedThrough;
    }

    private boolean isTwice(SegmentEntry entry, List<SegmentEntry> all, long[] logged) throws IOException {
        long[] own = null;
        if (entry.rowCount() <= logged.length) {
            own = digests(entry);
            if (own.length < entry.rowCount()) {
                return false; // damaged: nobody knows what its other rows were
            }
            if (isIn(own, logged)) {
                return true;
            }
        }
        for (SegmentEntry other : all) {
            boolean mayHoldAll = other.signal() == entry.signal()
                    && other.id() != entry.id()
                    && other.minNanos() <= entry.minNanos()
                    && other.maxNanos() >= entry.maxNanos()
                    && (other.rowCount() > entry.rowCount()
                            || other.rowCount() == entry.rowCount() && other.id() > entry.id());
            if (mayHoldAll) {
                own = own == null ? digests(entry) : own;
                if (own.length == entry.rowCount() && isIn(own, digests(other))) {
                    return true;
                }
            }
        }
        return false;
    }

    private long[] digests(SegmentEntry entry) throws IOException {
        Path file = directory.resolve(entry.path());
        return digests(
                SegmentFile.open(SegmentFile.mended(file, entry.path(), entry.signal(), entry.id()), entry.path()));
    }

    /** 64 bits of each row, sorted; of a row group that cannot be read none. */
    private static long[] digests(Run run) {
        long[] all = new long[(int) Math.min(Integer.MAX_VALUE - 8, run.rowCount())];
        int count = 0;
        for (RowGroup group : run.groups()) {
            long[] rows = new long[group.rowCount()];
            try {
                for (ColumnKey key : run.columns()) {
                    Chunk chunk = group.read(key);
                    if (chunk != null && key.equals(RestColumn.KEY)) {
                        RestValues rest = new RestValues(chunk); // which attributes are in it is chance
                        for (ColumnKey attribute : rest.keys()) {
                            add(attribute, Objects.requireNonNull(rest.slice(attribute, 0, rows.length)), rows);
                        }
                    } else if (chunk != null) {
                        add(key, chunk.slice(0, group.rowCount()), rows);
                    }
                }
            } catch (CorruptDataException e) {
                continue; // its rows are lost in any case, and told as such
            }
            for (int i = 0; i < rows.length && count < all.length; i++) {
                all[count++] = rows[i];
            }
        }
        long[] digests = Arrays.copyOf(all, count);
        Arrays.sort(digests);
        return digests;
    }

    private static void add(ColumnKey key, Vector values, long[] rows) {
        long ofKey = digest((key.attribute() ? "a" : "f") + key.type().name().toLowerCase(Locale.ROOT) + key.name());
        for (int row = 0; row < rows.length; row++) {
            Object value = values.boxed(row);
            if (value != null) {
                rows[row] += mixed(ofKey ^ mixed(digest(value))); // columns come in any order
            }
        }
    }

    private static long digest(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        }
        byte[] bytes = value instanceof byte[] given
                ? given
                : value.toString().getBytes(StandardCharsets.UTF_16LE); // keeps lone surrogates apart
        long digest = bytes.length;
        for (byte b : bytes) {
            digest = mixed(digest + b);
        }
        return digest;
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 32)) * MIX;
        return mixed ^ (mixed >>> 29);
    }

    /** Whether each of some sorted numbers is among others, as often as it comes. */
    private static boolean isIn(long[] some, long[] others) {
        int at = 0;
        for (long wanted : some) {
            while (at < others.length && others[at] < wanted) {
                at++;
            }
            if (at == others.length || others[at] != wanted) {
                return false;
            }
            at++;
        }
        return true;
    }
}
