/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merged segments hold the rows of their inputs, in the order of one seal of all, and nobody notices the change. */
class MergeTest {
    private static final int SEALS = 10;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Model model = new Model(seed);

    private static StoreOptions onlyWhenAsked() {
        return StoreOptions.DEFAULT.withMergeFanIn(0);
    }

    private void fill(Store store, int seals, int events) throws IOException {
        for (int seal = 0; seal < seals; seal++) {
            model.nextBatch(events);
            store.append(model.batch(), 0, model.batchBytes(), model.symbols());
            store.seal();
        }
    }

    private List<SegmentEntry> segments() throws IOException {
        return Objects.requireNonNull(ManifestFile.read(directory)).segments();
    }

    @Test
    void compactingMakesOneSegmentOfEachTableAndDayWithTheSameRows() throws Exception {
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            fill(store, SEALS, 200);
            int before = segments().size();
            store.compact();
            assertThat(segments().size()).as("-Dttlog.seed=" + seed).isLessThan(before / 2);
            assertThat(segments().stream().map(s -> s.signal() + s.partition()).distinct())
                    .hasSameSizeAs(segments());
            StoreTest.assertRows(store.snapshot(), model, "merged, -Dttlog.seed=" + seed);
        }
        StoreTest.assertRows(Store.read(directory), model, "read by another, -Dttlog.seed=" + seed);
        assertThat(Store.verify(directory).damage()).isEmpty();
        assertThat(StoreFiles.segmentFiles(directory)).hasSameSizeAs(segments());
    }

    @Test
    void everyCodecAndFanInAnswersWithTheSameRows() throws Exception {
        Random random = new Random(seed);
        for (BlockCodec codec : List.of(Codecs.NONE, Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY)) {
            Path own = directory.resolve(codec.name());
            Model rows = new Model(seed);
            StoreOptions options = StoreOptions.DEFAULT
                    .withCodecs(codec, Codecs.NONE)
                    .withMergeFanIn(2 + random.nextInt(4))
                    .withSealBytes(2000 + random.nextInt(20_000));
            try (Store store = Store.open(own, options)) {
                for (int batch = 0; batch < 60; batch++) {
                    rows.nextBatch(30);
                    store.append(rows.batch(), 0, rows.batchBytes(), rows.symbols());
                    StoreTest.assertRows(store.snapshot(), rows, options + ", -Dttlog.seed=" + seed);
                }
            }
            StoreTest.assertRows(Store.read(own), rows, options + ", -Dttlog.seed=" + seed);
        }
    }

    @Test
    void rowsOfSegmentsComeInOrder() throws Exception {
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            fill(store, SEALS, 200);
            assertThat(rowsInOrder("sealed")).isEqualTo(SEALS * 200);
            store.compact();
            assertThat(rowsInOrder("merged")).isEqualTo(SEALS * 200);
        }
    }

    /** The order of what happened at one time is that in which it was told. */
    @Test
    void rowsOfOneTimeStayInTheOrderInWhichTheyCame() throws Exception {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        byte[] event = new byte[1 << 10];
        List<Long> told = new ArrayList<>();
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            for (long number = 0; number < 40; number++) {
                encoder.beginLog(
                                Level.INFO,
                                symbols.intern("event {number}"),
                                symbols.intern("logger"),
                                symbols.intern("main"),
                                symbols.intern("service"),
                                1_700_000_000_000_000_000L)
                        .field(symbols.intern("number"), number);
                int bytes = encoder.end();
                System.arraycopy(encoder.buffer(), 0, event, 0, bytes);
                store.append(event, 0, EventFormat.aligned(bytes), symbols);
                told.add(number);
                if (number % 10 == 9) {
                    store.seal();
                }
            }
            assertThat(segments()).hasSize(4);
            store.compact();
            assertThat(segments()).hasSize(1);
            List<Long> read = new ArrayList<>();
            Scan scan = Scan.all(Signal.LOG, List.of(ColumnRef.attribute("number")));
            try (Snapshot.Cursor cursor = store.snapshot().scan(scan)) {
                for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                    LongVector numbers = (LongVector) batch.vectors().get(0);
                    for (int row = 0; row < batch.rowCount(); row++) {
                        read.add(numbers.values()[row]);
                    }
                }
            }
            assertThat(read).isEqualTo(told);
        }
    }

    /** Two services share the row groups of the inputs, and have too many rows for that together. */
    @Test
    void aRowGroupOfAnInputGoesToSeveralOfTheMergedSegment() throws Exception {
        int rowsOfEach = 9_000;
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        byte[] event = new byte[1 << 10];
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            for (int seal = 0; seal < 2; seal++) {
                for (int i = 0; i < 2 * rowsOfEach; i++) {
                    encoder.beginLog(
                                    Level.INFO,
                                    symbols.intern("event of {user}"),
                                    symbols.intern("logger"),
                                    symbols.intern("main"),
                                    symbols.intern("service" + i % 2),
                                    1_700_000_000_000_000_000L + i)
                            .field(symbols.intern("user"), i % 2 + "." + i % 30);
                    int bytes = encoder.end();
                    System.arraycopy(encoder.buffer(), 0, event, 0, bytes);
                    store.append(event, 0, EventFormat.aligned(bytes), symbols);
                }
                store.seal();
            }
            store.compact();
            SegmentEntry merged = segments().get(0);
            assertThat(SegmentFile.open(directory.resolve(merged.path()), merged.path())
                            .groups())
                    .hasSize(2);
            long rows = 0;
            Scan scan = Scan.all(
                    Signal.LOG,
                    List.of(ColumnRef.attribute("user"), ColumnRef.fixed("service"), ColumnRef.fixed("timestamp")));
            try (Snapshot.Cursor cursor = store.snapshot().scan(scan)) {
                for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                    for (int row = 0; row < batch.rowCount(); row++, rows++) {
                        long i = ((LongVector) batch.vectors().get(2)).values()[row] - 1_700_000_000_000_000_000L;
                        assertThat(((TextVector) batch.vectors().get(0)).text(row))
                                .isEqualTo(i % 2 + "." + i % 30);
                        assertThat(((TextVector) batch.vectors().get(1)).text(row))
                                .isEqualTo("service" + i % 2);
                    }
                }
            }
            assertThat(rows).isEqualTo(4L * rowsOfEach);
        }
    }

    private int rowsInOrder(String what) throws IOException {
        int rows = 0;
        for (SegmentEntry entry : segments()) {
            SegmentFile file = SegmentFile.open(directory.resolve(entry.path()), entry.path());
            RowOrder before = null;
            int rowBefore = 0;
            for (RowGroup group : file.groups()) {
                RowOrder order = new RowOrder(file.signal(), file.columns(), group::read, group.rowCount(), true);
                for (int row = 0; row < group.rowCount(); row++, rows++) {
                    if (before != null && file.signal() != Signal.SPAN) { // a trace of two inputs stays in two parts
                        assertThat(before.compare(rowBefore, order, row))
                                .as("%s, row %d of %s, -Dttlog.seed=%d", what, row, entry, seed)
                                .isNotPositive();
                    }
                    before = order;
                    rowBefore = row;
                }
            }
        }
        return rows;
    }

    @Test
    void aSnapshotFromBeforeAMergeReadsFilesThatAreGone() throws Exception {
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            fill(store, SEALS, 50);
            Snapshot inProcess = store.snapshot();
            Snapshot ofAnother = StoreFiles.read(directory);
            List<Path> files = new ArrayList<>();
            for (SegmentEntry entry : segments()) {
                files.add(directory.resolve(entry.path()));
            }
            store.compact();
            assertThat(files).anyMatch(Files::notExists);
            StoreTest.assertRows(inProcess, model, "in process, -Dttlog.seed=" + seed);
            StoreTest.assertRows(ofAnother, model, "of another process, -Dttlog.seed=" + seed);
        }
    }

    @Test
    void aDamagedSegmentStaysAndTheOthersAreMergedWithoutIt() throws Exception {
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            fill(store, SEALS, 200);
        }
        SegmentEntry victim = segments().stream()
                .filter(segment -> segment.signal() == Signal.LOG)
                .findFirst()
                .orElseThrow();
        Path file = directory.resolve(victim.path());
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);
        int before = segments().size();
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            store.compact();
            assertThat(segments().size()).isLessThan(before);
            assertThat(segments()).contains(victim);
        }
        assertThat(Store.verify(directory).damage().stream().map(Finding::file)).containsOnly(victim.path());
    }

    @Test
    void whatWasWrittenIsCounted() throws Exception {
        try (Store store = Store.open(directory, onlyWhenAsked())) {
            fill(store, SEALS, 100);
            long sealed = segments().stream().mapToLong(SegmentEntry::bytes).sum();
            store.compact();
            var written = Objects.requireNonNull(ManifestFile.read(directory)).written();
            assertThat(written.sealed()).isEqualTo(sealed);
            assertThat(written.merged())
                    .isEqualTo(segments().stream()
                            .filter(segment -> segment.level() > 0)
                            .mapToLong(SegmentEntry::bytes)
                            .sum());
            assertThat(written.amplification()).isBetween(1.1, 2.5);
        }
    }
}
