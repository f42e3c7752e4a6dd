/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.storage.Retention.AtDiskLimit;
import io.ttlog.storage.Retention.Limit;
import io.ttlog.storage.RollUpHistory.Point;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.rollup.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roll-ups have what the readings come to, each reading once, whenever it came, and whatever was merged, deleted or closed meanwhile. */
class RollUpTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final Retention ROLLS_UP = Retention.FOREVER.withRollUps(true);

    @TempDir
    Path directory;

    private final AtomicLong wall = new AtomicLong(RollUpHistory.START);
    private final AtomicLong nanos = new AtomicLong(17);

    private Store open(Path store, Retention retention, int fanIn) {
        return Store.open(
                store,
                StoreOptions.DEFAULT
                        .withMergeFanIn(fanIn)
                        .withRetention(retention)
                        .withNanoClock(nanos::get)
                        .withWallClock(wall::get));
    }

    private void passTo(long timeNanos) {
        nanos.addAndGet(Math.max(0, timeNanos - wall.get()));
        wall.set(Math.max(wall.get(), timeNanos));
    }

    private static List<SegmentEntry> segments(Path store, Signal signal) throws IOException {
        return Objects.requireNonNull(ManifestFile.read(store)).segments().stream()
                .filter(segment -> segment.signal() == signal)
                .toList();
    }

    private static void assertTiers(Snapshot snapshot, RollUpHistory history, List<Point> points, String what) {
        for (Tier tier : Tier.ALL) {
            Map<String, Map<String, Object>> actual = RollUpHistory.actual(TableRows.scan(snapshot, tier.signal()));
            Map<String, Map<String, Object>> expected = history.expected(tier.nanos(), points);
            assertThat(actual.keySet()).as(what + " " + tier).isEqualTo(expected.keySet());
            expected.forEach((key, row) -> assertThat(actual.get(key))
                    .as(what + " " + tier + " " + key)
                    .isEqualTo(row));
        }
    }

    @Test
    void haveWhatTheReadingsComeToWheneverTheyCome() throws Exception {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        for (int round = 0; round < 5; round++) {
            String what = "round " + round + ", -Dttlog.seed=" + seed;
            Random random = new Random(seed + round);
            RollUpHistory history = new RollUpHistory(seed + round, 1 + random.nextInt(4));
            Path path = directory.resolve("store" + round);
            int fanIn = random.nextBoolean() ? 2 : 8;
            wall.set(RollUpHistory.START);
            Store store = open(path, ROLLS_UP, fanIn);
            int sealEvery = 100 + random.nextInt(1000);
            for (Point point : history.points()) {
                passTo(RollUpHistory.START + point.arrival() * 60_000_000_000L);
                history.append(store, point);
                if (random.nextInt(sealEvery) == 0) {
                    store.seal();
                }
                if (random.nextInt(sealEvery * 4) == 0) {
                    store.compact();
                }
                if (random.nextInt(sealEvery * 8) == 0) {
                    store.close();
                    store = open(path, ROLLS_UP, fanIn);
                }
            }
            store.seal();
            passTo(RollUpHistory.START + 9 * RollUpHistory.DAY);
            store.compact();
            assertThat(segments(path, Signal.METRIC)).as(what).isNotEmpty().allMatch(SegmentEntry::rolledUp);
            assertTiers(store.snapshot(), history, history.points(), what);
            assertThat(TableRows.scan(store.snapshot(), Signal.METRIC)).hasSameSizeAs(history.points());
            store.close();
            assertTiers(Store.read(path), history, history.points(), what + ", closed");
            assertThat(Store.verify(path).damage()).isEmpty();
        }
    }

    @Test
    void aDayIsRolledUpWhenItHasBeenOverForAnHour() throws Exception {
        RollUpHistory history = new RollUpHistory(3, 1);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            passTo(RollUpHistory.START + RollUpHistory.DAY + HOUR - 1);
            store.compact();
            assertThat(segments(directory, Signal.METRIC_1D)).isEmpty();
            passTo(RollUpHistory.START + RollUpHistory.DAY + HOUR);
            store.compact();
            assertThat(segments(directory, Signal.METRIC_1D)).hasSize(1);
            assertTiers(store.snapshot(), history, history.points(), "one day");
        }
    }

    @Test
    void theBackgroundDoesItByItself() throws Exception {
        RollUpHistory history = new RollUpHistory(4, 1);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            store.seal();
            passTo(RollUpHistory.START + 2 * RollUpHistory.DAY);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (TableRows.scan(store.snapshot(), Signal.METRIC_1D).isEmpty() && System.nanoTime() < end) {
                nanos.addAndGet(Upkeep.EVERY_NANOS);
                store.sync();
                Thread.onSpinWait();
            }
            assertTiers(store.snapshot(), history, history.points(), "in the background");
        }
    }

    @Test
    void withoutThemNothingIsRolledUp() throws Exception {
        RollUpHistory history = new RollUpHistory(5, 1);
        try (Store store = open(directory, Retention.FOREVER, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            passTo(RollUpHistory.START + 3 * RollUpHistory.DAY);
            store.compact();
            assertThat(segments(directory, Signal.METRIC)).isNotEmpty().noneMatch(SegmentEntry::rolledUp);
            assertThat(segments(directory, Signal.METRIC_5M)).isEmpty();
        }
    }

    private long readings(Snapshot snapshot, Signal tier) {
        return TableRows.scan(snapshot, tier).stream()
                .mapToLong(row -> (Long) Objects.requireNonNull(row.get("readings")))
                .sum();
    }

    @Test
    void noReadingIsDeletedBeforeTheTiersHaveIt() throws Exception {
        RollUpHistory history = new RollUpHistory(6, 3);
        Limit few = new Limit(Limit.NONE.ageMax(), 1);
        List<Retention> limits = List.of(
                ROLLS_UP.with(Signal.METRIC, new Limit(Duration.ofHours(2), Long.MAX_VALUE)), // before its day is over
                ROLLS_UP.with(Signal.METRIC, few),
                ROLLS_UP);
        for (Retention retention : limits) {
            boolean byHand = retention.equals(ROLLS_UP);
            Path path = directory.resolve("store" + limits.indexOf(retention));
            wall.set(RollUpHistory.START);
            try (Store store = open(path, retention, 8)) {
                int number = 0;
                for (Point point : history.points()) {
                    passTo(RollUpHistory.START + point.arrival() * 60_000_000_000L);
                    history.append(store, point);
                    if (++number % 500 == 0) {
                        store.compact();
                        if (byHand) {
                            store.expire(ROLLS_UP.with(Signal.METRIC, few), true);
                        }
                    }
                }
                store.compact();
                if (byHand) {
                    store.expire(ROLLS_UP.with(Signal.METRIC, few), true);
                }
                long left = segments(path, Signal.METRIC).stream()
                        .filter(segment -> !segment.rolledUp())
                        .mapToLong(SegmentEntry::rowCount)
                        .sum();
                assertThat(TableRows.scan(store.snapshot(), Signal.METRIC).size())
                        .as("of " + retention)
                        .isLessThan(history.points().size() / 2);
                for (Tier tier : Tier.ALL) {
                    assertThat(readings(store.snapshot(), tier.signal()) + left)
                            .as(tier + " of " + retention)
                            .isEqualTo(history.points().size());
                }
            }
        }
    }

    @Test
    void tiersAreKeptForTheirOwnTime() throws Exception {
        RollUpHistory history = new RollUpHistory(7, 2);
        try (Store store = open(directory, Retention.USUAL, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            List<List<Signal>> left = new ArrayList<>();
            for (int day : new int[] {10, 20, 100, 400}) {
                while (wall.get() < RollUpHistory.START + day * RollUpHistory.DAY) {
                    passTo(wall.get() + 2 * HOUR);
                    if (Math.floorMod(wall.get(), RollUpHistory.DAY) == 0) {
                        store.compact();
                    }
                }
                left.add(Objects.requireNonNull(ManifestFile.read(directory)).segments().stream()
                        .map(SegmentEntry::signal)
                        .distinct()
                        .sorted()
                        .toList());
            }
            assertThat(left)
                    .containsExactly(
                            List.of(Signal.METRIC, Signal.METRIC_5M, Signal.METRIC_1H, Signal.METRIC_1D),
                            List.of(Signal.METRIC_5M, Signal.METRIC_1H, Signal.METRIC_1D),
                            List.of(Signal.METRIC_1H, Signal.METRIC_1D),
                            List.of(Signal.METRIC_1D));
        }
    }

    @Test
    void theLimitOfTheDiskHoldsForTiersToo() throws Exception {
        RollUpHistory history = new RollUpHistory(8, 2);
        try (Store store = open(directory, ROLLS_UP.withDisk(1, AtDiskLimit.DROP_OLDEST), 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            store.compact();
            store.compact();
            assertThat(Objects.requireNonNull(ManifestFile.read(directory)).segments())
                    .isEmpty();
        }
    }

    @Test
    void aSnapshotFromBeforeReadsWhatWasRolledUpAndDeletedSince() throws Exception {
        RollUpHistory history = new RollUpHistory(9, 1);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            store.seal();
        }
        Retention fewBytes = ROLLS_UP.with(Signal.METRIC, new Limit(Limit.NONE.ageMax(), 1));
        try (Store store = open(directory, fewBytes, 8)) { // nobody has opened the segments
            Snapshot before = store.snapshot();
            store.compact();
            assertThat(segments(directory, Signal.METRIC)).isEmpty();
            assertThat(TableRows.scan(before, Signal.METRIC)).hasSameSizeAs(history.points());
            assertThat(TableRows.scan(before, Signal.METRIC_5M)).isEmpty();
            assertTiers(store.snapshot(), history, history.points(), "after");
        }
    }

    @Test
    void aBackupAndItsRestoreHaveTheTiersAndKnowWhatTheyHave() throws Exception {
        RollUpHistory history = new RollUpHistory(10, 2);
        Path target = directory.resolve("backup");
        Path restored = directory.resolve("restored");
        try (Store store = open(directory.resolve("store"), ROLLS_UP, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            passTo(RollUpHistory.START + 5 * RollUpHistory.DAY);
            store.compact();
            store.backup(target);
        }
        Store.restore(target, restored);
        try (Store store = open(restored, ROLLS_UP, 8)) {
            store.compact();
            assertTiers(store.snapshot(), history, history.points(), "restored");
        }
    }

    @Test
    void aManifestThatIsMadeAnewCountsNothingTwice() throws Exception {
        RollUpHistory history = new RollUpHistory(11, 2);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            passTo(RollUpHistory.START + 5 * RollUpHistory.DAY);
            store.compact();
        }
        Files.delete(directory.resolve(ManifestFile.NAME));
        Store.repair(directory, true);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            store.compact();
            assertTiers(store.snapshot(), history, history.points(), "made anew");
        }
    }

    @Test
    void aDamagedSegmentIsLeftOutAndTold() throws Exception {
        RollUpHistory history = new RollUpHistory(12, 2);
        try (Store store = open(directory, Retention.FOREVER, 8)) {
            for (Point point : history.points()) {
                history.append(store, point);
            }
            store.compact();
        }
        List<SegmentEntry> days = segments(directory, Signal.METRIC);
        assertThat(days).hasSize(2);
        Path damaged = directory.resolve(days.get(0).path());
        byte[] bytes = Files.readAllBytes(damaged);
        for (int i = 64; i < bytes.length / 2; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(damaged, bytes);
        passTo(RollUpHistory.START + 5 * RollUpHistory.DAY);
        try (Store store = open(directory, ROLLS_UP, 8)) {
            store.compact();
            assertThat(segments(directory, Signal.METRIC))
                    .extracting(SegmentEntry::rolledUp)
                    .containsExactly(false, true);
            assertThat(readings(store.snapshot(), Signal.METRIC_1D))
                    .isEqualTo(days.get(1).rowCount());
        }
    }
}
