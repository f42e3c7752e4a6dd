/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.rollup.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a store is given, and what is done with it, whatever its options: batches of a {@link Model}, readings of a {@link RollUpHistory}, seals,
 * merges, lives, kills, backups, and looks at it, at which the rows are those of the model.
 */
final class StoreHistory {
    private static final int STEPS = 60;
    private static final int BATCH_EVENTS_MAX = 50;
    private static final int READINGS_MAX = 120;
    private static final int QUESTIONS = 40;
    private static final long HOUR = 3_600_000_000_000L;
    private static final long STREAM = 5;

    private static final List<BlockCodec> CODECS =
            List.of(Codecs.NONE, Codecs.LZ4, Codecs.SNAPPY, Codecs.zstd(1), Codecs.ZSTD, Codecs.zstd(12));
    private static final long[] SEAL_BYTES = {1 << 10, 8 << 10, 64 << 10, 32 << 20};
    private static final int[] FAN_INS = {0, 2, 3, 8};
    private static final Duration[] SYNCS = {Duration.ZERO, Duration.ofSeconds(1), Duration.ofDays(1)};

    /** What may differ without a difference. */
    record Options(StoreOptions store, boolean hurried, boolean indexes) {
        /** As little as there can be: one memtable, no merges, no compression, and readers that read everything. */
        static final Options PLAIN = new Options(
                StoreOptions.DEFAULT
                        .withCodec(Codecs.NONE)
                        .withMergeFanIn(0)
                        .withRetention(Retention.FOREVER.withRollUps(true)),
                true,
                false);

        static Options of(Random random) {
            return new Options(
                    StoreOptions.DEFAULT
                            .withCodecs(
                                    CODECS.get(random.nextInt(CODECS.size())),
                                    CODECS.get(random.nextInt(CODECS.size())))
                            .withSealBytes(SEAL_BYTES[random.nextInt(SEAL_BYTES.length)])
                            .withMergeFanIn(FAN_INS[random.nextInt(FAN_INS.length)])
                            .withSyncEvery(SYNCS[random.nextInt(SYNCS.length)])
                            .withRetention(Retention.FOREVER.withRollUps(random.nextInt(4) > 0)),
                    random.nextBoolean(),
                    random.nextInt(4) > 0);
        }

        @Override
        public String toString() {
            return store.codec().name() + " behind " + store.freshCodec().name() + ", seals of " + store.sealBytes()
                    + ", merges of " + store.mergeFanIn() + ", syncs " + store.syncEvery()
                    + (hurried ? "" : ", unhurried") + (store.retention().rollsUp() ? ", rolls up" : "")
                    + (indexes ? "" : ", without indexes");
        }
    }

    private final Options options;
    private final Random random;
    private final Model model;
    private final RollUpHistory readings;
    private int readingsDone;
    private final AtomicLong wall = new AtomicLong(RollUpHistory.START);
    private final AtomicLong nanos = new AtomicLong(17);

    private SimulatedDisk disk = new SimulatedDisk();
    private Path directory = disk.path("/data/store");
    private Store store;
    private int copies;
    private long frames;

    private StoreHistory(long seed, Options options) {
        this.options = options;
        this.random = new Random(seed);
        this.model = new Model(seed);
        this.readings = new RollUpHistory(seed, 2, model.symbols());
        this.store = open();
    }

    /** Runs it; returns all rows at the end, those of tiers apart. */
    static Map<Boolean, List<String>> run(long seed, Options options) throws IOException {
        StoreHistory history = new StoreHistory(seed, options);
        try {
            for (int step = 0; step < STEPS; step++) {
                history.step();
                history.nanos.addAndGet(400_000_000);
                history.store.sync();
            }
            return history.end();
        } finally {
            history.store.close();
        }
    }

    private Store open() {
        return Store.open(directory, options.store.withNanoClock(nanos::get).withWallClock(wall::get));
    }

    private void step() throws IOException {
        int kind = random.nextInt(22);
        switch (kind) {
            case 0, 1, 2, 3, 4, 5 -> append();
            case 6, 7 -> appendFrame();
            case 8, 9, 10 -> appendReadings();
            case 11, 12 -> store.seal();
            case 13 -> store.compact();
            case 14 -> store.flush(Ack.SYNCED);
            case 15 -> pass(1 + random.nextInt(20));
            case 16 -> reopen();
            case 17 -> kill();
            case 18 -> backUp(random.nextBoolean());
            case 19 -> restore(random.nextBoolean());
            case 20 -> store.expire(Retention.FOREVER.withRollUps(false), true);
            default -> look();
        }
    }

    private void append() throws IOException {
        model.nextBatch(1 + random.nextInt(BATCH_EVENTS_MAX));
        if (options.hurried) {
            store.append(model.batch(), 0, model.batchBytes(), model.symbols());
        } else {
            store.appendUnhurried(model.batch(), 0, model.batchBytes(), model.symbols());
        }
    }

    private void appendFrame() throws IOException {
        model.nextBatch(1 + random.nextInt(BATCH_EVENTS_MAX));
        if (store.storedThrough(STREAM) != frames) {
            throw new AssertionError("frames to " + store.storedThrough(STREAM) + ", and not to " + frames);
        }
        store.appendFrame(model.batch(), 0, model.batchBytes(), model.symbols(), new StreamMark(STREAM, ++frames));
    }

    private void appendReadings() throws IOException {
        int to = Math.min(readings.points().size(), readingsDone + 1 + random.nextInt(READINGS_MAX));
        while (readingsDone < to) {
            RollUpHistory.Point point = readings.points().get(readingsDone++);
            passTo(RollUpHistory.START + point.arrival() * 60_000_000_000L);
            readings.append(store, point);
        }
    }

    private void pass(int hours) {
        passTo(wall.get() + hours * HOUR);
    }

    private void passTo(long timeNanos) {
        nanos.addAndGet(Math.max(0, timeNanos - wall.get()));
        wall.set(Math.max(wall.get(), timeNanos));
    }

    private void reopen() throws IOException {
        store.close();
        store = open();
    }

    private void kill() throws IOException {
        SimulatedDisk left = disk.afterKill();
        store.close(); // ends its threads; nobody looks there any more
        disk = left;
        directory = disk.path(directory.toString());
        store = open();
    }

    private void backUp(boolean copied) {
        Store.backup(directory, disk.path("/backup" + copies), copied);
    }

    /** And goes on with what was restored, which is another store. */
    private void restore(boolean copied) throws IOException {
        backUp(copied);
        store.close();
        directory = disk.path("/data/restored" + copies);
        Store.restore(disk.path("/backup" + copies), directory);
        copies++;
        store = open();
    }

    private void look() {
        Random asking = new Random(random.nextLong());
        try (Snapshot snapshot = asking.nextBoolean() ? store.snapshot() : read()) {
            assertRows(snapshot);
            for (int i = 0; i < QUESTIONS; i++) {
                ask(asking, snapshot);
            }
        }
    }

    /** As another process does. */
    private Snapshot read() {
        try {
            return StoreFiles.read(directory);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRows(Snapshot snapshot) {
        for (Signal signal : List.of(Signal.LOG, Signal.SPAN, Signal.METRIC, Signal.GAP)) {
            List<Map<String, Object>> rows = TableRows.scan(snapshot, signal);
            int all = rows.size();
            rows.removeIf(row -> !isOfModel(row));
            assertSame(model.rows(signal), TableRows.sorted(rows, signal), "rows of " + signal);
            if (all - rows.size() != (signal == Signal.METRIC ? readingsDone : 0)) {
                throw new AssertionError(all - rows.size() + " readings, and not " + readingsDone);
            }
        }
    }

    /** Not a reading of a series. */
    private static boolean isOfModel(Map<String, Object> row) {
        return row.containsKey("attribute:seq") || row.containsKey("reason");
    }

    private void ask(Random asking, Snapshot snapshot) {
        Signal signal = Signal.values()[asking.nextInt(4)];
        if (model.rows(signal).isEmpty()) {
            return;
        }
        StoreQuestion question = StoreQuestion.of(asking, signal, model.rows(signal));
        List<Map<String, Object>> expected = new ArrayList<>(model.rows(signal));
        expected.removeIf(row -> !question.holds().test(row));
        List<Map<String, Object>> rows =
                TableRows.scan(snapshot, signal, all -> options.indexes ? question.scan(all.columns()) : all);
        rows.removeIf(row -> !isOfModel(row) || !question.holds().test(row));
        assertSame(expected, TableRows.sorted(rows, signal), signal + " where " + question.words());
    }

    private static void assertSame(List<Map<String, Object>> expected, List<Map<String, Object>> rows, String what) {
        if (!rows.equals(expected)) {
            int at = 0;
            while (at < Math.min(rows.size(), expected.size()) && rows.get(at).equals(expected.get(at))) {
                at++;
            }
            throw new AssertionError(what + ": " + rows.size() + " and not " + expected.size() + ", at " + at + " "
                    + (at < rows.size() ? rows.get(at) : "nothing") + " and not "
                    + (at < expected.size() ? expected.get(at) : "nothing"));
        }
    }

    private Map<Boolean, List<String>> end() throws IOException {
        look();
        pass(10 * 24);
        store.compact();
        look();
        if (options.store.retention().rollsUp()) {
            assertTiers(store.snapshot());
        }
        store.close();
        VerifyReport report = Store.verify(directory);
        if (!report.damage().isEmpty()) {
            throw new AssertionError(report.toString());
        }
        Map<Boolean, List<String>> lines = new TreeMap<>(Map.of(false, new ArrayList<>(), true, new ArrayList<>()));
        try (Snapshot snapshot = Store.read(directory)) {
            for (String line : GoldenStore.lines(snapshot)) {
                boolean tier = line.startsWith("metrics_");
                Objects.requireNonNull(lines.get(tier)).add(line);
            }
        }
        return lines;
    }

    private void assertTiers(Snapshot snapshot) {
        List<RollUpHistory.Point> done = readings.points().subList(0, readingsDone);
        for (Tier tier : Tier.ALL) {
            List<Map<String, Object>> rows = TableRows.scan(snapshot, tier.signal());
            rows.removeIf(StoreHistory::isOfModel);
            Map<String, Map<String, Object>> actual = RollUpHistory.actual(rows);
            Map<String, Map<String, Object>> expected = readings.expected(tier.nanos(), done);
            if (!actual.equals(expected)) {
                Map<String, Object> differing = new TreeMap<>();
                expected.forEach((key, row) -> {
                    if (!row.equals(actual.get(key))) {
                        differing.put(key, actual.get(key) + " and not " + row);
                    }
                });
                throw new AssertionError(tier + ": " + differing);
            }
        }
    }
}
