/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a repair nothing is damaged, every row was written, and every row that could be read is there, once. */
class RepairTest {
    private static final long TIME = 1_700_000_000_000_000_000L;
    private static final int[] GROUPS = {3, 2, 4};
    private static final int HEADER_BYTES = 32;
    private static final int TRAILER_BYTES = 16;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Model model = new Model(seed);

    private Path store() {
        return folder.resolve("store");
    }

    private static StoreOptions options() {
        return StoreOptions.DEFAULT.withMergeFanIn(0);
    }

    private void append(Store store, int events) throws IOException {
        model.nextBatch(events);
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
    }

    /** A store of one segment with three row groups. */
    private Map<String, byte[]> segmentOfThreeGroups() throws IOException {
        Path origin = folder.resolve("origin");
        SegmentEntry named = new SegmentEntry(1, Signal.LOG, "all", 0, 9, TIME, TIME + 8, 0, 900, List.of("api"));
        Path file = origin.resolve(named.path());
        Files.createDirectories(file.getParent());
        long bytes;
        try (SegmentWriter writer = new SegmentWriter(file, Signal.LOG, 1, GROUPS, Codecs.NONE)) {
            List<Chunk> times = new ArrayList<>();
            List<Chunk> services = new ArrayList<>();
            List<Chunk> numbers = new ArrayList<>();
            int row = 0;
            for (int rows : GROUPS) {
                long[] time = new long[rows];
                long[] number = new long[rows];
                for (int i = 0; i < rows; i++, row++) {
                    time[i] = TIME + row;
                    number[i] = row * 1_000_003L;
                }
                times.add(new Chunk(ColumnType.TIMESTAMP, rows, null, new NumberValues(time, rows)));
                numbers.add(new Chunk(ColumnType.LONG, rows, null, new NumberValues(number, rows)));
                byte[] text = "api".getBytes(StandardCharsets.UTF_8);
                services.add(new Chunk(
                        ColumnType.TEXT, rows, null, new BinaryValues(text, new int[] {0, 3}, 1, new int[rows], rows)));
            }
            writer.write(new ListedRows()
                    .with(new ColumnKey("timestamp", false, ColumnType.TIMESTAMP), times)
                    .with(new ColumnKey("service", false, ColumnType.TEXT), services)
                    .with(new ColumnKey("number", true, ColumnType.LONG), numbers));
            bytes = writer.finish();
        }
        SegmentEntry entry = new SegmentEntry(1, Signal.LOG, "all", 0, 9, TIME, TIME + 8, bytes, 900, List.of("api"));
        ManifestFile.write(origin, new Manifest(1, 1, 0, 2, List.of(entry)));
        return FilesOf.directory(origin);
    }

    private static List<Map<String, Object>> logs(Path directory) {
        return TableRows.scan(Store.read(directory), Signal.LOG);
    }

    @Test
    void eachFlippedByteOfASegmentCostsAtMostTheRowGroupThatItIsIn() throws Exception {
        Map<String, byte[]> good = segmentOfThreeGroups();
        List<Map<String, Object>> rows = logs(FilesOf.write(folder.resolve("good"), good));
        assertThat(rows).hasSize(9);
        List<List<Map<String, Object>>> withoutOne =
                List.of(rows.subList(3, 9), join(rows.subList(0, 3), rows.subList(5, 9)), rows.subList(0, 5));
        String path = "segments/logs/all/1.seg";
        byte[] segment = Objects.requireNonNull(good.get(path));
        int footerBytes =
                ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).getInt(segment.length - TRAILER_BYTES);
        int footerAt = segment.length - TRAILER_BYTES - footerBytes;
        int[] lost = new int[4];
        for (int at = 0; at < segment.length; at++) {
            Path damaged = FilesOf.write(folder.resolve("at" + at), good);
            byte[] bytes = segment.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            Files.write(damaged.resolve(path), bytes);
            RepairReport report = Store.repair(damaged, false);
            String what = "byte " + at + ": " + report;
            assertThat(report.verified().damage()).as(what).isEmpty();
            assertThat(report.kept()).as(what).containsExactly("damaged/repair-2/" + path);
            assertThat(damaged.resolve(report.kept().get(0))).hasBinaryContent(bytes);
            List<Map<String, Object>> left = logs(damaged);
            assertThat(report.verified().rows()).as(what).isEqualTo(left.size());
            assertThat(report.losses().stream()
                            .mapToLong(RepairReport.Loss::rows)
                            .sum())
                    .as(what)
                    .isEqualTo(9 - left.size());
            if (at < HEADER_BYTES || at >= segment.length - 8) {
                assertThat(left).as(what).isEqualTo(rows);
            } else if (at < footerAt) {
                assertThat(left).as(what).isIn(withoutOne);
                lost[withoutOne.indexOf(left)]++;
                assertThat(report.losses()).singleElement().satisfies(loss -> {
                    assertThat(loss.file()).isEqualTo(path);
                    assertThat(loss.offset()).isBetween(32L, (long) footerAt);
                });
            } else {
                assertThat(left).as(what).isEmpty();
                lost[3]++;
            }
            assertThat(StoreFiles.segmentFiles(damaged)).hasSize(left.isEmpty() ? 0 : 1);
            SegmentEntry mended =
                    left.isEmpty() ? null : FilesOf.manifest(damaged).segments().get(0);
            if (mended != null) {
                assertThat(mended.id()).isEqualTo(2);
                assertThat(mended.minNanos()).isEqualTo(left.get(0).get("timestamp"));
                assertThat(mended.maxNanos())
                        .isEqualTo(left.get(left.size() - 1).get("timestamp"));
            }
        }
        assertThat(lost).as("each group and the footer were hit").doesNotContain(0);
    }

    private static List<Map<String, Object>> join(List<Map<String, Object>> one, List<Map<String, Object>> other) {
        List<Map<String, Object>> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    @Test
    void aSegmentThatIsCutOffOrGoneIsLostAndTheStoreIsSound() throws Exception {
        Map<String, byte[]> good = segmentOfThreeGroups();
        String path = "segments/logs/all/1.seg";
        byte[] segment = Objects.requireNonNull(good.get(path));
        for (int length : new int[] {-1, 0, 10, 31, 48, segment.length / 2, segment.length - 1}) {
            Path damaged = FilesOf.write(folder.resolve("cut" + length), good);
            if (length < 0) {
                Files.delete(damaged.resolve(path));
            } else {
                Files.write(damaged.resolve(path), Arrays.copyOf(segment, length));
            }
            RepairReport report = Store.repair(damaged, false);
            assertThat(report.losses())
                    .singleElement()
                    .satisfies(loss -> assertThat(loss.rows()).isEqualTo(9));
            assertThat(report.verified().damage()).isEmpty();
            assertThat(report.kept()).hasSize(length < 0 ? 0 : 1);
        }
    }

    @Test
    void changesNothingWhereNothingIsDamaged() throws Exception {
        try (Store store = Store.open(store(), options())) {
            append(store, 50);
            store.seal();
            append(store, 20);
            FilesOf.write(folder.resolve("killed"), FilesOf.directory(store()));
        }
        for (Path sound : List.of(store(), folder.resolve("killed"))) {
            Files.deleteIfExists(sound.resolve("OWNER"));
            Map<String, byte[]> before = FilesOf.directory(sound);
            RepairReport report = Store.repair(sound, true);
            assertThat(report.losses()).isEmpty();
            assertThat(report.notes()).isEmpty();
            assertThat(report.kept()).isEmpty();
            assertThat(report.verified().rows()).isEqualTo(70);
            Map<String, byte[]> after = FilesOf.directory(sound);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
        }
    }

    @Test
    void damageAnywhereInSegmentsAndLogsLeavesASoundStoreWithRowsThatWereWritten() throws Exception {
        Map<String, byte[]> good;
        try (Store store = Store.open(store(), options())) {
            for (int seal = 0; seal < 3; seal++) {
                append(store, 40);
                store.seal();
            }
            for (int batch = 0; batch < 8; batch++) {
                append(store, 5);
            }
            good = FilesOf.directory(store());
        }
        Random random = new Random(seed);
        List<String> names = good.keySet().stream()
                .filter(name -> name.endsWith(".seg") || name.endsWith(".log"))
                .toList();
        for (int round = 0; round < 40; round++) {
            Path damaged = FilesOf.write(folder.resolve("round" + round), good);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                Path file = damaged.resolve(names.get(random.nextInt(names.size())));
                byte[] bytes = Files.readAllBytes(file);
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
            }
            String what = "round " + round + ", -Dttlog.seed=" + seed;
            RepairReport report = Store.repair(damaged, false);
            assertThat(report.verified().damage()).as(what).isEmpty();
            int left = 0;
            for (Signal signal : Signal.values()) {
                List<Map<String, Object>> rows = TableRows.read(Store.read(damaged), signal);
                assertThat(model.rows(signal)).as(what).containsAll(rows);
                assertThat(rows).as(what).doesNotHaveDuplicates();
                left += rows.size();
            }
            long lost =
                    report.losses().stream().mapToLong(RepairReport.Loss::rows).sum();
            if (report.losses().stream().noneMatch(loss -> loss.rows() == RepairReport.ROWS_UNKNOWN)) {
                assertThat(left + lost).as(what + report).isLessThanOrEqualTo(160);
            }
            assertThat(Store.repair(damaged, false).losses()).as(what).isEmpty();
        }
    }

    @Test
    void tellsHowManyRowsALogHasLost() throws Exception {
        try (Store store = Store.open(store(), options())) {
            for (int batch = 0; batch < 5; batch++) {
                append(store, 10);
            }
            FilesOf.write(folder.resolve("killed"), FilesOf.directory(store()));
        }
        Path killed = folder.resolve("killed");
        Path log = LogFile.list(killed.resolve("log")).get(0);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        long left = Store.verify(killed).rows();
        assertThat(left).isLessThan(50);
        RepairReport report = Store.repair(killed, false);
        assertThat(report.verified().rows()).isEqualTo(left);
        assertThat(report.verified().damage()).isEmpty();
        assertThat(report.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.file()).isEqualTo("log/" + log.getFileName());
            assertThat(loss.rows()).isEqualTo(50 - left);
        });
        assertThat(report.kept()).hasSize(1);
        assertThat(killed.resolve(report.kept().get(0))).hasBinaryContent(bytes);
    }

    @Test
    void refusesALostManifestUntilItIsToRebuildIt() throws Exception {
        try (Store store = Store.open(store(), options())) {
            append(store, 60);
            store.seal();
            append(store, 60);
            store.seal();
            append(store, 30); // in the log
            FilesOf.write(folder.resolve("killed"), FilesOf.directory(store()));
        }
        Path killed = folder.resolve("killed");
        for (boolean gone : new boolean[] {false, true}) {
            byte[] before = Files.readAllBytes(killed.resolve("MANIFEST"));
            if (gone) {
                Files.delete(killed.resolve("MANIFEST"));
            } else {
                Files.write(killed.resolve("MANIFEST"), Arrays.copyOf(before, before.length - 1));
            }
            assertThatThrownBy(() -> Store.repair(killed, false))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("--rebuild-manifest");
            RepairReport report = Store.repair(killed, true);
            assertThat(report.losses()).isEmpty();
            assertThat(report.notes()).singleElement().asString().contains("made anew");
            assertThat(report.kept()).hasSize(gone ? 0 : 1);
            StoreTest.assertRows(Store.read(killed), model, "-Dttlog.seed=" + seed);
            assertThat(report.verified().damage()).isEmpty();
        }
        try (Store store = Store.open(killed, options())) {
            append(store, 10);
        }
        StoreTest.assertRows(Store.read(killed), model, "goes on, -Dttlog.seed=" + seed);
    }

    @Test
    void aRebuiltManifestHasEachRowOnceThoughACrashLeftItTwice() throws Exception {
        Map<String, byte[]> beforeMerge;
        try (Store store = Store.open(store(), options())) {
            for (int seal = 0; seal < 4; seal++) {
                append(store, 40);
                store.seal();
            }
            beforeMerge = FilesOf.directory(store());
            store.compact();
            append(store, 30);
            Map<String, byte[]> beforeSeal = FilesOf.directory(store());
            store.seal();
            FilesOf.write(folder.resolve("killed"), beforeMerge);
            FilesOf.write(folder.resolve("killed"), beforeSeal); // its log stays though its rows are in segments
            FilesOf.write(folder.resolve("killed"), FilesOf.directory(store()));
        }
        Path killed = folder.resolve("killed");
        Files.delete(killed.resolve("MANIFEST"));
        RepairReport report = Store.repair(killed, true);
        StoreTest.assertRows(Store.read(killed), model, "-Dttlog.seed=" + seed + " " + report);
        assertThat(report.kept()).hasSizeGreaterThan(4);
        assertThat(report.verified().damage()).isEmpty();
    }

    @Test
    void aRepairThatIsBrokenOffAnywhereIsDoneByTheNext() throws Exception {
        Map<String, byte[]> good = segmentOfThreeGroups();
        String path = "segments/logs/all/1.seg";
        byte[] bytes = Objects.requireNonNull(good.get(path)).clone();
        bytes[HEADER_BYTES + 3] ^= 1;
        good.put(path, bytes);
        Path whole = FilesOf.write(folder.resolve("whole"), good);
        Store.repair(whole, false);
        Map<String, byte[]> repaired = FilesOf.directory(whole);
        List<Map<String, Object>> rows = logs(whole);
        assertThat(rows.size()).isBetween(5, 7);

        String aside = "damaged/repair-2/" + path;
        String mended = "segments/logs/all/2.seg";
        assertThat(repaired).containsKeys(aside, mended).doesNotContainKey(path);
        Map<String, byte[]> state = new TreeMap<>(good);
        List<Map<String, byte[]>> states = new ArrayList<>();
        for (String file : List.of(aside, mended, "MANIFEST")) {
            byte[] then = Objects.requireNonNull(repaired.get(file));
            if (!file.equals("MANIFEST")) { // which is replaced at once
                state.put(file, Arrays.copyOf(then, then.length / 2));
                states.add(Map.copyOf(state));
            }
            state.put(file, then);
            states.add(Map.copyOf(state));
        }
        for (int i = 0; i < states.size(); i++) {
            Path broken = FilesOf.write(folder.resolve("broken" + i), states.get(i));
            boolean committed = i == states.size() - 1;
            assertThat(Store.verify(broken).damage().isEmpty()).as("state " + i).isEqualTo(committed);
            RepairReport report = Store.repair(broken, false);
            assertThat(report.verified().damage()).as("state " + i).isEmpty();
            assertThat(logs(broken)).as("state " + i).isEqualTo(rows);
            Store.open(broken, options()).close();
            assertThat(StoreFiles.segmentFiles(broken)).as("state " + i).hasSize(1);
            assertThat(FilesOf.directory(broken).values())
                    .as("the original is somewhere, state " + i)
                    .anyMatch(kept -> Arrays.equals(kept, bytes));
        }
    }

    @Test
    void refusesBackupsAndStoresThatAreWritten() throws Exception {
        try (Store store = Store.open(store(), options())) {
            append(store, 10);
            store.backup(folder.resolve("backup"));
            assertThatThrownBy(() -> Store.repair(store(), false))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED));
        }
        assertThatThrownBy(() -> Store.repair(folder.resolve("backup"), false)).hasMessageContaining("is a backup");
    }
}
