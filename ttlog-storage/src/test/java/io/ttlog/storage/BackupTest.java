/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is the store at one moment, whoever writes it and whenever the backup is broken off. */
class BackupTest {
    private static final int KILLS = Integer.getInteger("ttlog.backup.kills", 10);

    @TempDir
    Path folder;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final byte[] batch = new byte[1 << 16];
    private long next;

    private Path store() {
        return folder.resolve("store");
    }

    private Path target() {
        return folder.resolve("backups").resolve("target");
    }

    private Store open() {
        return Store.open(store(), StoreOptions.DEFAULT.withMergeFanIn(0));
    }

    private void append(Store store, int events) throws IOException {
        int bytes = 0;
        for (int i = 0; i < events; i++) {
            bytes = WriterProcess.put(encoder, symbols, next++, batch, bytes);
        }
        store.append(batch, 0, bytes, symbols);
    }

    private static List<Long> rowsOf(Path directory) {
        return CrashTest.numbers(Store.read(directory));
    }

    private static void assertRefused(ErrorCode code, String message, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void aBackupHoldsEverythingAppendedBeforeItAndWritingGoesOn() throws Exception {
        try (Store store = open()) {
            append(store, 50);
            store.seal();
            append(store, 30); // in the log alone
            BackupReport report = store.backup(target());
            append(store, 20);
            assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(80));
            assertThat(report.verified().damage()).isEmpty();
            assertThat(report.verified().notes()).isEmpty();
            assertThat(report.verified().rows()).isEqualTo(80);
            assertThat(report.linked()).isEqualTo(1);
            assertThat(CrashTest.numbers(store.snapshot())).isEqualTo(CrashTest.upTo(100));
        }
        assertThat(rowsOf(store())).isEqualTo(CrashTest.upTo(100));
    }

    @Test
    void anUnfinishedLastRecordStaysBehind() throws Exception {
        Path killed = folder.resolve("killed");
        try (Store store = open()) {
            append(store, 20);
            append(store, 10);
            FilesOf.write(killed, FilesOf.directory(store()));
        }
        Path log = LogFile.list(killed.resolve("log")).get(0);
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 5));
        BackupReport report = Store.backup(killed, target(), false);
        assertThat(report.verified().notes()).isEmpty();
        assertThat(report.verified().damage()).isEmpty();
        assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(20));
    }

    @Test
    void whatAMergeRemovesMeanwhileCanStillBeCopied() throws Exception {
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            append(store, 20);
            store.seal();
            Map<String, byte[]> before = FilesOf.directory(store());
            try (StoreFiles.Commit commit = StoreFiles.commit(store())) {
                store.compact();
                assertThat(commit.segments()).hasSize(2);
                for (Segment segment : commit.segments()) {
                    assertThat(store().resolve(segment.entry().path())).doesNotExist();
                    byte[] bytes = new byte[segment.bytes().limit()];
                    segment.bytes().get(bytes);
                    assertThat(bytes).isEqualTo(before.get(segment.entry().path()));
                }
            }
        }
    }

    @Test
    void aSecondBackupBringsOnlyWhatIsNewAndRemovesWhatIsGone() throws Exception {
        try (Store store = open()) {
            for (int seal = 0; seal < 4; seal++) {
                append(store, 20);
                store.seal();
            }
            BackupReport first = Store.backup(store(), target(), true);
            assertThat(first.copied()).isEqualTo(4);
            assertThat(first.linked()).isZero();
            append(store, 20);
            store.seal();
            append(store, 5);
            BackupReport second = Store.backup(store(), target(), true);
            assertThat(second.kept()).isEqualTo(4);
            assertThat(second.copied()).isEqualTo(1);
            assertThat(second.removed()).isZero();
            assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(105));
            store.compact();
            BackupReport third = store.backup(target());
            assertThat(third.kept()).isZero();
            assertThat(third.linked()).isEqualTo(1);
            assertThat(third.removed()).as("five segments and a log").isEqualTo(6);
            assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(105));
            assertThat(FilesOf.directory(target()))
                    .containsOnlyKeys(Stream.concat(
                                    Stream.of("MANIFEST", "BACKUP", "LOCK"),
                                    FilesOf.manifest(store()).segments().stream()
                                            .map(SegmentEntry::path))
                            .toArray(String[]::new));
            assertThat(store.backup(target()).bytes()).as("nothing is new").isZero();
        }
    }

    /** The entry of the segment has changed, its file has not. */
    @Test
    void aSegmentThatWasRolledUpSinceIsTheSame() throws Exception {
        RollUpHistory history = new RollUpHistory(4, 1);
        StoreOptions rollsUp = StoreOptions.DEFAULT
                .withRetention(Retention.FOREVER.withRollUps(true))
                .withMergeFanIn(0);
        long[] wall = {RollUpHistory.START};
        try (Store store = Store.open(store(), rollsUp.withWallClock(() -> wall[0]))) {
            history.append(store, history.points().get(0));
            store.compact();
            assertThat(store.backup(target()).linked()).isEqualTo(1);
            wall[0] += 2 * RollUpHistory.DAY;
            store.compact();
            BackupReport second = store.backup(target());
            assertThat(second.kept()).isEqualTo(1);
            assertThat(second.linked()).as("tiers").isEqualTo(3);
        }
    }

    @Test
    void aBackupSharesTheBytesOfItsSegmentsUnlessCopiesAreAskedFor() throws Exception {
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            String path = FilesOf.manifest(store()).segments().get(0).path();
            store.backup(target());
            assertThat(Files.isSameFile(store().resolve(path), target().resolve(path)))
                    .isTrue();
            assertThat(Files.getAttribute(store().resolve(path), "unix:nlink")).isEqualTo(2);
            Path other = folder.resolve("copies");
            Store.backup(store(), other, true);
            assertThat(Files.getAttribute(store().resolve(path), "unix:nlink")).isEqualTo(2);
            assertThat(other.resolve(path)).hasSameBinaryContentAs(store().resolve(path));
        }
    }

    @Test
    void aRestoredStoreGoesOnAndIsAnother() throws Exception {
        try (Store store = open()) {
            append(store, 50);
            store.seal();
            append(store, 30);
            store.backup(target());
        }
        Path restored = folder.resolve("restored");
        RestoreReport report = Store.restore(target(), restored);
        assertThat(report.segments()).isEqualTo(1);
        assertThat(report.leftOut()).isEmpty();
        assertThat(report.verified().damage()).isEmpty();
        assertThat(report.verified().rows()).isEqualTo(80);
        next = 80;
        try (Store store = Store.open(restored, StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).isEmpty();
            append(store, 20);
        }
        assertThat(rowsOf(restored)).isEqualTo(CrashTest.upTo(100));
        assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(80));
        assertThat(FilesOf.manifest(restored).id())
                .isNotEqualTo(FilesOf.manifest(store()).id());
        assertRefused(
                ErrorCode.CONFIGURATION,
                "holds a backup of another store",
                () -> Store.backup(restored, target(), false));
        assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(80));
    }

    @Test
    void aBackupIsNotOpenedForWriting() throws Exception {
        try (Store store = open()) {
            append(store, 5);
            store.backup(target());
        }
        Map<String, byte[]> before = FilesOf.directory(target());
        assertRefused(
                ErrorCode.CONFIGURATION,
                "is a backup, which can be read and not written",
                () -> Store.open(target(), StoreOptions.DEFAULT));
        assertThat(FilesOf.directory(target()).keySet()).isEqualTo(before.keySet());
        assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(5));
    }

    @Test
    void refusesTargetsThatHoldSomethingElse() throws Exception {
        try (Store store = open()) {
            append(store, 5);
            Path other = Files.createDirectories(folder.resolve("other"));
            Files.writeString(other.resolve("letter"), "x");
            assertRefused(ErrorCode.CONFIGURATION, "neither empty nor a backup", () -> store.backup(other));
            assertRefused(ErrorCode.CONFIGURATION, "no directory", () -> store.backup(other.resolve("letter")));
            assertThat(FilesOf.directory(other)).containsOnlyKeys("letter");
            assertRefused(ErrorCode.CONFIGURATION, "lies in the other", () -> store.backup(store()));
            assertRefused(ErrorCode.CONFIGURATION, "lies in the other", () -> store.backup(store().resolve("b")));
            assertRefused(ErrorCode.CONFIGURATION, "lies in the other", () -> store.backup(folder));
            Path link = Files.createSymbolicLink(folder.resolve("link"), store());
            assertRefused(ErrorCode.CONFIGURATION, "lies in the other", () -> store.backup(link.resolve("b")));
            assertThat(store().resolve("b")).doesNotExist();
        }
        assertRefused(
                ErrorCode.CONFIGURATION,
                "holds no store",
                () -> Store.backup(Files.exists(folder) ? folder.resolve("other") : folder, target(), false));
        Path second = folder.resolve("second");
        Store.open(second, StoreOptions.DEFAULT).close();
        assertRefused(
                ErrorCode.CONFIGURATION, "neither empty nor a backup", () -> Store.backup(store(), second, false));
    }

    @Test
    void aStoreThatWasPutBackDoesNotOverwriteTheBackupOfItsLaterState() throws Exception {
        try (Store store = open()) {
            append(store, 20);
        }
        Map<String, byte[]> early = FilesOf.directory(store());
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            store.backup(target());
        }
        try (Stream<Path> all = Files.walk(store())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        FilesOf.write(store(), early);
        assertRefused(ErrorCode.CONFIGURATION, "put back", () -> Store.backup(store(), target(), false));
        next = 1000;
        for (int opened = 0; opened < 3; opened++) {
            try (Store store = open()) {
                append(store, 7);
            }
        }
        assertThat(FilesOf.manifest(store()).generation())
                .isGreaterThan(FilesOf.manifest(target()).generation());
        assertRefused(ErrorCode.CONFIGURATION, "another segment", () -> Store.backup(store(), target(), false));
        assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(40));
    }

    /** Between any two files that a backup writes or removes: the target is the earlier backup or the new one. */
    @Test
    void aBackupThatIsBrokenOffAnywhereIsTheEarlierOrTheNewOne() throws Exception {
        Map<String, byte[]> early;
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            append(store, 20);
            store.seal();
            append(store, 11);
            Store.backup(store(), target(), true);
            early = FilesOf.directory(target());
            append(store, 9);
            store.compact();
            append(store, 7);
            store.seal();
            append(store, 3);
            Store.backup(store(), target(), true);
            Map<String, byte[]> late = FilesOf.directory(target());
            assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(70));

            List<String> brought = new ArrayList<>(late.keySet());
            brought.removeAll(early.keySet());
            brought.sort(null); // log-* before segments: an order is as good as another
            List<String> gone = new ArrayList<>(early.keySet());
            gone.removeAll(late.keySet());
            assertThat(brought).hasSize(3);
            assertThat(gone).hasSize(3);
            Map<String, byte[]> state = new TreeMap<>(early);
            List<Map<String, byte[]>> states = new ArrayList<>(List.of(Map.copyOf(state)));
            for (String file : brought) {
                byte[] whole = Objects.requireNonNull(late.get(file));
                state.put(file, Arrays.copyOf(whole, whole.length / 2));
                states.add(Map.copyOf(state));
                state.put(file, whole);
                states.add(Map.copyOf(state));
            }
            int committed = states.size();
            state.put("MANIFEST", Objects.requireNonNull(late.get("MANIFEST")));
            states.add(Map.copyOf(state));
            for (String file : gone) {
                state.remove(file);
                states.add(Map.copyOf(state));
            }
            for (int i = 0; i < states.size(); i++) {
                Path broken = folder.resolve("broken" + i);
                FilesOf.write(broken, states.get(i));
                int rows = i < committed ? 51 : 70;
                assertThat(rowsOf(broken)).as("state " + i).isEqualTo(CrashTest.upTo(rows));
                assertThat(Store.verify(broken).damage()).as("state " + i).isEmpty();
                Path restored = folder.resolve("restored" + i);
                assertThat(Store.restore(broken, restored).verified().damage()).isEmpty();
                assertThat(rowsOf(restored)).as("state " + i).isEqualTo(CrashTest.upTo(rows));
                Store.backup(store(), broken, true);
                assertThat(rowsOf(broken)).as("state " + i).isEqualTo(CrashTest.upTo(70));
                assertThat(FilesOf.directory(broken).keySet()).as("state " + i).isEqualTo(late.keySet());
            }
        }
    }

    @Test
    void aFirstBackupThatWasBrokenOffIsBegunAgain() throws Exception {
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            append(store, 20);
            Store.backup(store(), target(), true);
            Files.delete(target().resolve("MANIFEST"));
            assertThatThrownBy(() -> Store.read(target())).isInstanceOf(CorruptDataException.class);
            BackupReport again = store.backup(target());
            assertThat(again.kept()).as("nobody knows how far it came").isZero();
            assertThat(rowsOf(target())).isEqualTo(CrashTest.upTo(40));
        }
    }

    @AfterEach
    void killAll() throws InterruptedException {
        WriterProcess.killAll();
    }

    /** Backups of a store that another process writes, seals and merges, until it is killed. */
    @Test
    void backsUpAStoreThatAnotherProcessWrites() throws Exception {
        Process process = WriterProcess.start(store(), 0, 10_000, 1L << 40, 0);
        long acked = 0;
        int backups = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            int lines = 0;
            while ((line = out.readLine()) != null) {
                if (line.startsWith("acked ")) {
                    acked = Long.parseLong(line.substring(6));
                }
                if (++lines % 200 == 0 && backups < 20) {
                    BackupReport report = Store.backup(store(), target(), backups % 2 == 0);
                    assertThat(report.verified().damage()).isEmpty();
                    List<Long> rows = rowsOf(target());
                    assertThat(rows).isEqualTo(CrashTest.upTo(rows.size()));
                    assertThat((long) rows.size())
                            .isGreaterThanOrEqualTo(acked)
                            .isEqualTo(report.verified().rows());
                    backups++;
                } else if (backups == 20) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(backups).isEqualTo(20);
        assertThat(FilesOf.manifest(target()).segments()).hasSizeGreaterThan(1);
    }

    /** A process that backs up again and again what it writes. */
    static final class BackingProcess {
        private BackingProcess() {}

        public static void main(String[] args) throws Exception {
            WriterProcess.endWithParent();
            Symbols symbols = new Symbols();
            EventEncoder encoder = new EventEncoder();
            byte[] batch = new byte[1 << 16];
            StoreOptions options = StoreOptions.DEFAULT.withSealBytes(4000).withMergeFanIn(2);
            long next = Long.parseLong(args[2]);
            try (Store store = Store.open(Path.of(args[0]), options)) {
                while (true) {
                    int bytes = 0;
                    for (int i = 0; i < 40; i++) {
                        bytes = WriterProcess.put(encoder, symbols, next++, batch, bytes);
                    }
                    store.append(batch, 0, bytes, symbols);
                    System.out.println("backing " + next);
                    Store.backup(Path.of(args[0]), Path.of(args[1]), next % 3 == 0);
                    System.out.println("backed " + next);
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void aKilledBackupLosesNothingThatAnEarlierOneHad() throws Exception {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        long backed = 0;
        long rowCount = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = WriterProcess.start(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BackingProcess.class.getName(),
                    store().toString(),
                    target().toString(),
                    Long.toString(rowCount)));
            int killAfter = 1 + random.nextInt(12);
            long aimNanos = random.nextInt(30_000_000);
            int lines = 0;
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String line;
                while ((line = out.readLine()) != null) {
                    if (line.startsWith("backed ")) {
                        backed = Long.parseLong(line.substring(7));
                    } else if (++lines == killAfter) {
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < aimNanos) {
                            Thread.onSpinWait();
                        }
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            String what = "kill " + kill + ", -Dttlog.seed=" + seed;
            rowCount = rowsOf(store()).size();
            if (backed > 0) {
                List<Long> rows = rowsOf(target());
                assertThat(rows).as(what).isEqualTo(CrashTest.upTo(rows.size()));
                assertThat((long) rows.size()).as(what).isBetween(backed, rowCount);
                assertThat(Store.verify(target()).damage()).as(what).isEmpty();
            }
        }
        assertThat(backed).isPositive();
    }

    @Test
    void restoreRefusesLinksAndLeavesOutWhatTheManifestDoesNotName() throws Exception {
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            store.backup(target());
        }
        Files.writeString(target().resolve("letter"), "x");
        Path stray = target().resolve(
                        FilesOf.manifest(target()).segments().get(0).path())
                .resolveSibling("99.seg");
        Files.writeString(stray, "x");
        Path restored = folder.resolve("restored");
        RestoreReport report = Store.restore(target(), restored);
        assertThat(report.leftOut())
                .containsExactly("letter", target().relativize(stray).toString());
        assertThat(FilesOf.directory(restored).keySet())
                .noneMatch(file -> file.endsWith("letter") || file.endsWith("99.seg"));
        assertRefused(ErrorCode.CONFIGURATION, "is not empty", () -> Store.restore(target(), restored));

        Path secret = Files.writeString(folder.resolve("secret"), "x");
        Path segment =
                target().resolve(FilesOf.manifest(target()).segments().get(0).path());
        Files.delete(segment);
        Files.createSymbolicLink(segment, secret);
        Path second = folder.resolve("second");
        assertRefused(ErrorCode.CONFIGURATION, "symbolic link", () -> Store.restore(target(), second));
        Files.delete(segment);
        Path parent = segment.getParent();
        Files.delete(stray);
        Files.delete(parent);
        Files.createSymbolicLink(parent, folder);
        assertRefused(ErrorCode.CONFIGURATION, "symbolic link", () -> Store.restore(target(), second));
        assertThat(second).doesNotExist();
    }

    @Test
    void restoreRefusesNamesThatLeaveTheTarget() throws Exception {
        Path forged = Files.createDirectories(folder.resolve("forged"));
        for (String partition : List.of("../../../outside", "..", "a/b", "")) {
            SegmentEntry entry = new SegmentEntry(1, Signal.LOG, partition, 0, 1, 0, 0, 1, 1, List.of());
            ManifestFile.write(forged, new Manifest(1, 1, 0, 2, List.of(entry)));
            assertThatThrownBy(() -> Store.restore(forged, folder.resolve("restored")))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("partition");
        }
        assertThat(folder.resolve("restored")).doesNotExist();
    }

    @Test
    void restoresWhatIsLeftOfADamagedBackupAndTellsTheRest() throws Exception {
        try (Store store = open()) {
            append(store, 20);
            store.seal();
            append(store, 20);
            store.seal();
            Store.backup(store(), target(), true);
        }
        List<SegmentEntry> segments = FilesOf.manifest(target()).segments();
        Files.delete(target().resolve(segments.get(0).path()));
        RestoreReport report = Store.restore(target(), folder.resolve("restored"));
        assertThat(report.segments()).isEqualTo(1);
        assertThat(report.verified().rows()).isEqualTo(20);
        assertThat(report.verified().damage())
                .singleElement()
                .satisfies(found ->
                        assertThat(found.file()).isEqualTo(segments.get(0).path()));
        try (Store store = open()) {
            BackupReport mended = store.backup(target());
            assertThat(mended.copied())
                    .as("what the target has lost comes again")
                    .isEqualTo(1);
            assertThat(mended.verified().damage()).isEmpty();
        }
    }
}
