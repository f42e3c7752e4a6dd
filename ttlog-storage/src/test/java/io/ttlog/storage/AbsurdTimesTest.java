/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events whose time cannot be: they are kept, with their time in an attribute, and make no partition of their own. */
class AbsurdTimesTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final long HOUR = 3_600_000_000_000L;
    private static final long OF_1754 = -6_795_364_578_871_345_152L;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private long number;

    private EventEncoder log(long nanos) {
        encoder.beginLog(Level.INFO, symbols.intern("event {seq}"), 0, 0, symbols.intern("api"), nanos);
        return encoder.field(symbols.intern("seq"), number++);
    }

    private byte[] record() {
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, EventFormat.recordBytes(encoder.buffer(), 0));
        return record;
    }

    private void append(Store store, byte[]... records) throws IOException {
        int bytes = Stream.of(records).mapToInt(record -> record.length).sum();
        byte[] batch = new byte[bytes];
        int at = 0;
        for (byte[] record : records) {
            System.arraycopy(record, 0, batch, at, record.length);
            at += record.length;
        }
        store.append(batch, 0, bytes, symbols);
    }

    private void append(Store store, long... times) throws IOException {
        byte[][] records = new byte[times.length][];
        for (int i = 0; i < times.length; i++) {
            log(times[i]);
            records[i] = record();
        }
        append(store, records);
    }

    private Store open() {
        return Store.open(directory.resolve("store"), StoreOptions.DEFAULT.withMergeFanIn(0));
    }

    private static List<Map<String, Object>> rows(Snapshot snapshot) {
        return TableRows.read(snapshot, Signal.LOG);
    }

    private static List<Object> column(List<Map<String, Object>> rows, String name) {
        List<Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.getOrDefault(name, "none")));
        return values;
    }

    private List<SegmentEntry> segments() throws IOException {
        return Objects.requireNonNull(ManifestFile.read(directory.resolve("store")))
                .segments();
    }

    @Test
    void takesTheTimeOfTheLastSaneEventAndKeepsItsOwn() throws IOException {
        try (Store store = open()) {
            append(store, NOW + 5, NOW + 3, OF_1754, NOW + 7, Long.MAX_VALUE, 0);
            List<Map<String, Object>> rows = rows(store.snapshot());
            assertThat(column(rows, "timestamp")).containsExactly(NOW + 5, NOW + 3, NOW + 3, NOW + 7, NOW + 7, NOW + 7);
            assertThat(column(rows, "attribute:original_timestamp"))
                    .containsExactly("none", "none", OF_1754, "none", Long.MAX_VALUE, 0L);
            assertThat(column(rows, "message"))
                    .containsExactly("event 0", "event 1", "event 2", "event 3", "event 4", "event 5");
        }
    }

    @Test
    void everyReaderSeesTheSameRowBeforeAndAfterReplaySealAndMerge() throws IOException {
        Path killed = directory.resolve("killed");
        List<Map<String, Object>> rows;
        try (Store store = open()) {
            append(store, NOW, OF_1754, NOW + HOUR);
            store.seal();
            append(store, OF_1754 + 1, NOW + 2 * HOUR, OF_1754 + 2);
            rows = rows(store.snapshot());
            copy(directory.resolve("store"), killed);
            assertThat(rows(Store.read(killed))).as("from another process").isEqualTo(rows);
            try (Store next = Store.open(killed, StoreOptions.DEFAULT.withMergeFanIn(0))) {
                assertThat(rows(next.snapshot())).as("replayed").isEqualTo(rows);
                next.seal();
                assertThat(rows(next.snapshot())).as("sealed").isEqualTo(rows);
                next.compact();
                assertThat(rows(next.snapshot())).as("merged").isEqualTo(rows);
            }
        }
        assertThat(rows(Store.read(directory.resolve("store")))).as("closed").isEqualTo(rows);
        assertThat(column(rows, "timestamp"))
                .containsExactly(NOW, NOW, NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR, NOW + 2 * HOUR);
    }

    @Test
    void theyMakeNoPartitionOfTheirOwn() throws IOException {
        try (Store store = open()) {
            append(store, NOW, OF_1754, Long.MIN_VALUE, Long.MAX_VALUE, SaneTimes.TO_NANOS, SaneTimes.FROM_NANOS - 1);
            store.seal();
            assertThat(segments()).hasSize(1);
            append(store, Long.MIN_VALUE, Long.MAX_VALUE, 0);
            store.seal();
            assertThat(segments().stream().map(SegmentEntry::partition).distinct())
                    .hasSize(1);
        }
        try (Store store = open()) {
            append(store, OF_1754);
            store.seal();
            assertThat(segments().stream().map(SegmentEntry::partition).distinct())
                    .as("by the next writer")
                    .hasSize(1);
        }
        StoreStats.TableStats logs =
                Store.stats(directory.resolve("store")).tables().get(0);
        assertThat(logs.clampedRows()).isEqualTo(9);
        assertThat(logs.rows()).isEqualTo(10);
    }

    @Test
    void theNextWriterGoesOnWithTheNewestOfWhatAKilledOneHasLogged() throws IOException {
        Path killed = directory.resolve("killed");
        try (Store store = open()) {
            append(store, NOW + HOUR, NOW);
            copy(directory.resolve("store"), killed);
        }
        try (Store next = Store.open(killed, StoreOptions.DEFAULT)) {
            append(next, OF_1754);
            assertThat(column(rows(next.snapshot()), "timestamp")).containsExactly(NOW + HOUR, NOW, NOW + HOUR);
        }
        assertThat(Store.stats(killed).tables().get(0).clampedRows()).isEqualTo(1);
    }

    @Test
    void inAnEmptyTableItIsTheNearerBound() throws IOException {
        try (Store store = open()) {
            append(store, -1, Long.MAX_VALUE);
            assertThat(column(rows(store.snapshot()), "timestamp"))
                    .containsExactly(SaneTimes.FROM_NANOS, SaneTimes.TO_NANOS - 1);
        }
    }

    @Test
    void aBoundIsNotFollowed() throws IOException {
        Path killed = directory.resolve("killed");
        try (Store store = open()) {
            append(store, Long.MAX_VALUE, SaneTimes.TO_NANOS - 1, NOW);
            copy(directory.resolve("store"), killed);
        }
        for (Path left : List.of(directory.resolve("store"), killed)) {
            try (Store next = Store.open(left, StoreOptions.DEFAULT.withMergeFanIn(0))) {
                append(next, Long.MAX_VALUE, OF_1754);
                assertThat(column(rows(next.snapshot()), "timestamp"))
                        .as("by the next writer of " + left)
                        .containsExactly(SaneTimes.TO_NANOS - 1, SaneTimes.TO_NANOS - 1, NOW, NOW, NOW);
            }
        }
    }

    @Test
    void aBoundIsNotFollowedByTheSameWriterEither() throws IOException {
        try (Store store = open()) {
            append(store, SaneTimes.TO_NANOS - 1, OF_1754, SaneTimes.TO_NANOS - 1, OF_1754);
            append(store, OF_1754);
            assertThat(column(rows(store.snapshot()), "timestamp"))
                    .containsExactly(
                            SaneTimes.TO_NANOS - 1,
                            SaneTimes.FROM_NANOS,
                            SaneTimes.TO_NANOS - 1,
                            SaneTimes.FROM_NANOS,
                            SaneTimes.FROM_NANOS);
        }
    }

    @Test
    void whereThereIsNothingElseTheNextWriterTakesTheNearerBoundAgain() throws IOException {
        try (Store store = open()) {
            append(store, Long.MAX_VALUE);
        }
        try (Store store = open()) {
            append(store, OF_1754, Long.MAX_VALUE, SaneTimes.FROM_NANOS);
        }
        try (Store store = open()) {
            append(store, Long.MAX_VALUE);
            assertThat(column(rows(store.snapshot()), "timestamp"))
                    .containsExactly(
                            SaneTimes.TO_NANOS - 1,
                            SaneTimes.FROM_NANOS,
                            SaneTimes.TO_NANOS - 1,
                            SaneTimes.FROM_NANOS,
                            SaneTimes.TO_NANOS - 1);
        }
    }

    /** Rows of many years are one partition, whose latest time is the bound. */
    @Test
    void aSegmentWithABoundIsKnownByItsEarliestTime() throws IOException {
        long[] times = new long[2 + Partitions.PARTITIONS_MAX];
        times[0] = Long.MAX_VALUE;
        for (int i = 1; i < times.length; i++) {
            times[i] = NOW - (times.length - 1 - i) * 40L * 24 * HOUR;
        }
        try (Store store = open()) {
            append(store, times);
        }
        assertThat(segments()).hasSize(1);
        assertThat(segments().get(0).maxNanos()).isEqualTo(SaneTimes.TO_NANOS - 1);
        try (Store store = open()) {
            append(store, OF_1754);
            assertThat(column(rows(store.snapshot()), "timestamp")).last().isEqualTo(times[1]);
        }
    }

    /** A sink gives a batch that was refused once more. */
    @Test
    void aBatchThatIsNotTakenLeavesNoTimeBehind() {
        SaneTimes times = new SaneTimes();
        log(NOW);
        byte[] sane = record();
        log(OF_1754);
        byte[] absurd = record();
        assertThat(times.firstAbsurd(sane, 0, sane.length)).isEqualTo(sane.length);
        assertThat(clamped(times, absurd)).isEqualTo(SaneTimes.FROM_NANOS);
        times.firstAbsurd(sane, 0, sane.length);
        times.taken();
        assertThat(clamped(times, absurd)).isEqualTo(NOW);
    }

    private long clamped(SaneTimes times, byte[] record) {
        int first = times.firstAbsurd(record, 0, record.length);
        times.clamp(record, 0, first, record.length, symbols);
        return EventFormat.timestampNanos(times.buffer(), 0);
    }

    @Test
    void theBoundsThemselvesAreSane() throws IOException {
        try (Store store = open()) {
            append(store, SaneTimes.FROM_NANOS, SaneTimes.TO_NANOS - 1);
            List<Map<String, Object>> rows = rows(store.snapshot());
            assertThat(column(rows, "timestamp")).containsExactly(SaneTimes.FROM_NANOS, SaneTimes.TO_NANOS - 1);
            assertThat(column(rows, "attribute:original_timestamp")).containsOnly("none");
        }
    }

    @Test
    void eachTableHasItsOwnTimeAndDurationsStay() throws IOException {
        encoder.beginSpan(
                SpanKind.SERVER, SpanStatus.OK, symbols.intern("GET /"), 0, symbols.intern("api"), 7, 42, 1, 2, 3, 0);
        encoder.field(symbols.intern("seq"), 0L).error("broken").weight(2);
        byte[] span = record();
        encoder.beginReading(MetricKind.GAUGE, symbols.intern("heat"), symbols.intern("api"), NOW + 9, 1.5)
                .field(symbols.intern("seq"), 1L);
        byte[] sane = record();
        encoder.beginReading(MetricKind.GAUGE, symbols.intern("heat"), symbols.intern("api"), -9, 1.5)
                .field(symbols.intern("seq"), 2L);
        byte[] metric = record();
        try (Store store = open()) {
            append(store, sane, span, metric);
            Map<String, Object> row =
                    TableRows.read(store.snapshot(), Signal.SPAN).get(0);
            Map<String, Object> expected = new HashMap<>(Map.of(
                    "timestamp", SaneTimes.FROM_NANOS, "duration", 42L, "error", "broken", "weight", Model.bits(2)));
            expected.put("attribute:original_timestamp", 7L);
            assertThat(row).containsAllEntriesOf(expected);
            assertThat(column(TableRows.read(store.snapshot(), Signal.METRIC), "timestamp"))
                    .containsExactly(NOW + 9, NOW + 9);
        }
    }

    @Test
    void aGapKeepsItsLength() throws IOException {
        Symbols names = symbols;
        encoder.beginGap(0, DropReason.RING_FULL, 0, names.intern("api"), NOW, NOW + 1, 1);
        byte[] sane = record();
        encoder.beginGap(0, DropReason.RING_FULL, 0, names.intern("api"), 100, 350, 2);
        byte[] absurd = record();
        encoder.beginGap(0, DropReason.RING_FULL, 0, names.intern("api"), Long.MIN_VALUE, Long.MAX_VALUE, 3);
        byte[] endless = record();
        try (Store store = open()) {
            append(store, sane, absurd, endless);
            List<Map<String, Object>> gaps = TableRows.read(store.snapshot(), Signal.GAP);
            assertThat(column(gaps, "timestamp")).containsExactly(NOW, NOW, NOW);
            assertThat(column(gaps, "until")).containsExactly(NOW + 1, NOW + 250, NOW);
        }
    }

    @Test
    void anOwnFieldOfThatNameStaysAndAnEventThatIsFullHasNoRoom() throws IOException {
        log(1).field(symbols.intern("original_timestamp"), "mine");
        byte[] own = record();
        log(2);
        for (int i = 1; i < EventFormat.FIELDS_MAX; i++) {
            encoder.field(symbols.intern("seq"), number - 1);
        }
        byte[] full = record();
        try (Store store = open()) {
            append(store, own, full);
            List<Map<String, Object>> rows = rows(store.snapshot());
            assertThat(column(rows, "attribute:original_timestamp")).containsExactly("mine", "none");
            assertThat(column(rows, "timestamp")).containsOnly(SaneTimes.FROM_NANOS);
        }
        assertThat(Store.verify(directory.resolve("store")).damage()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.toList();
        }
        for (Path path : all) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }
}
