/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More attributes than a table has columns for: they are there as if each had one. */
class RestColumnTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final int KEYS = RestColumn.COLUMNS_MAX * 2;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final List<Map<String, Object>> expected = new ArrayList<>();

    /** Rows with keys of their own and keys of many, whose types change from row to row. */
    private void append(Store store, int firstKey, int rows) throws IOException {
        for (int i = 0; i < rows; i++) {
            long seq = expected.size();
            Map<String, Object> row = new TreeMap<>(Map.of(
                    "timestamp", NOW + seq, "level", "INFO", "service", "api", "template", "", "attribute:seq", seq));
            row.remove("template");
            encoder.beginLog(Level.INFO, 0, 0, 0, symbols.intern("api"), NOW + seq)
                    .field(symbols.intern("seq"), seq);
            for (int field = 0; field < 12; field++) {
                field("key" + (firstKey + random.nextInt(KEYS)), row);
            }
            encoder.message("m" + seq);
            row.put("message", "m" + seq);
            write(store);
            expected.add(row);
        }
    }

    private void write(Store store) throws IOException {
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, EventFormat.recordBytes(encoder.buffer(), 0));
        store.append(record, 0, record.length, symbols);
    }

    private void field(String key, Map<String, Object> row) {
        int symbol = symbols.intern(key);
        String column = "attribute:" + key;
        switch (random.nextInt(9)) {
            case 0 -> {
                double value =
                        random.nextBoolean() ? random.nextGaussian() : Double.longBitsToDouble(0x7FF8_0000_0000_77L);
                encoder.field(symbol, value);
                row.put(column, Model.bits(value));
            }
            case 1 -> {
                boolean value = random.nextBoolean();
                encoder.field(symbol, value);
                row.put(column, value);
            }
            case 2 -> {
                byte[] value = new byte[random.nextInt(5)];
                random.nextBytes(value);
                encoder.field(symbol, value);
                row.put(column, "bytes " + HexFormat.of().formatHex(value));
            }
            case 3 -> {
                long value = random.nextLong();
                encoder.fieldTimestamp(symbol, value);
                row.put(column, "TIMESTAMP " + value);
            }
            case 4 -> {
                long value = random.nextLong();
                encoder.fieldDuration(symbol, value);
                row.put(column, "DURATION " + value);
            }
            case 5 -> {
                encoder.fieldNull(symbol);
                row.remove(column);
            }
            case 6, 7 -> {
                long value = random.nextLong();
                encoder.field(symbol, value);
                row.put(column, value);
            }
            default -> {
                String value = "text \ud800 \"" + random.nextInt(10);
                encoder.field(symbol, value);
                row.put(column, value);
            }
        }
    }

    private void assertRows(Snapshot snapshot, String when) {
        List<Map<String, Object>> rows = TableRows.read(snapshot, Signal.LOG);
        String context = when + ", -Dttlog.seed=" + seed;
        assertThat(rows).as(context).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as(context).isEqualTo(expected.get(i));
        }
    }

    private List<SegmentEntry> segments(Path store) throws IOException {
        return Objects.requireNonNull(ManifestFile.read(store)).segments();
    }

    private static long attributeColumns(Path store, SegmentEntry entry) throws IOException {
        return SegmentFile.open(store.resolve(entry.path()), entry.path()).columns().stream()
                .filter(key -> key.attribute() && !key.equals(RestColumn.KEY))
                .count();
    }

    private static List<String> attrs(Snapshot snapshot) {
        List<String> all = new ArrayList<>();
        try (Snapshot.Cursor cursor =
                snapshot.scan(Scan.all(Signal.LOG, List.of(ColumnRef.fixed(ColumnReaders.ALL_ATTRIBUTES))))) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    all.add((String) batch.vectors().get(0).boxed(row));
                }
            }
        }
        return all;
    }

    @Test
    void attributesBeyondTheColumnsAreThereAsIfTheyHadOne() throws IOException {
        Path own = directory.resolve("store");
        Path killed = directory.resolve("killed");
        try (Store store = Store.open(own, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            append(store, 0, 600);
            assertRows(store.snapshot(), "in memory");
            List<String> attrs = attrs(store.snapshot());
            copy(own, killed);
            assertRows(Store.read(killed), "read by another");
            store.seal();
            assertRows(store.snapshot(), "sealed");
            assertThat(attrs(store.snapshot())).as("-Dttlog.seed=" + seed).isEqualTo(attrs);
            SegmentEntry sealed = segments(own).get(0);
            assertThat(attributeColumns(own, sealed)) // but for columns whose values were all taken back
                    .isBetween(RestColumn.COLUMNS_MAX - 50L, (long) RestColumn.COLUMNS_MAX);
            append(store, KEYS / 2, 600); // of which half are known
            store.seal();
            append(store, 0, 100);
            assertRows(store.snapshot(), "two segments and a memtable");
            attrs = attrs(store.snapshot());
            store.compact();
            assertRows(store.snapshot(), "merged");
            assertThat(attrs(store.snapshot())).as("-Dttlog.seed=" + seed).isEqualTo(attrs);
            assertThat(segments(own)).hasSize(1);
            assertThat(attributeColumns(own, segments(own).get(0)))
                    .as("kept")
                    .isLessThanOrEqualTo(RestColumn.COLUMNS_MAX);
        }
        assertRows(Store.read(own), "closed");
        assertThat(Store.verify(own).damage()).isEmpty();
        try (Store next = Store.open(killed, StoreOptions.DEFAULT)) {
            expected.subList(600, expected.size()).clear();
            assertRows(next.snapshot(), "taken over");
        }
    }

    @Test
    void whoCameFirstKeepsItsColumn() throws IOException {
        Path own = directory.resolve("store");
        try (Store store = Store.open(own, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            for (int half = 0; half < 2; half++) {
                for (int key = 0; key < RestColumn.COLUMNS_MAX; key++) {
                    encoder.beginLog(Level.INFO, 0, 0, 0, symbols.intern("api"), NOW + key)
                            .field(symbols.intern((half == 0 ? "first" : "second") + key), (long) key);
                    write(store);
                }
                store.seal();
            }
            store.compact();
        }
        SegmentEntry merged = segments(own).get(0);
        SegmentFile file = SegmentFile.open(own.resolve(merged.path()), merged.path());
        assertThat(file.columns().stream().map(ColumnKey::name).filter(name -> name.startsWith("first")))
                .hasSize(RestColumn.COLUMNS_MAX);
        assertThat(file.restKeys())
                .hasSize(RestColumn.COLUMNS_MAX)
                .allMatch(key -> key.name().startsWith("second"));
        assertThat(Store.columnStats(own).stream().map(column -> column.key().name()))
                .contains("(rest)")
                .doesNotContain("");
    }

    @Test
    void seriesThatDifferInTheRestAloneStaySeries() throws IOException {
        Path own = directory.resolve("store");
        try (Store store = Store.open(own, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            for (int key = 0; key < RestColumn.COLUMNS_MAX; key++) {
                encoder.beginReading(MetricKind.GAUGE, symbols.intern("heat"), 0, NOW, 1)
                        .field(symbols.intern("label" + key), "x");
                write(store);
            }
            for (int point = 0; point < 20; point++) {
                encoder.beginReading(MetricKind.GAUGE, symbols.intern("heat"), 0, NOW + point, point)
                        .field(symbols.intern("late"), "value" + point % 2);
                write(store);
            }
            store.compact();
        }
        SegmentEntry entry = segments(own).get(0);
        SegmentFile file = SegmentFile.open(own.resolve(entry.path()), entry.path());
        int[] ends = Objects.requireNonNull(file.groups().get(0).stretchEnds());
        assertThat(ends.length).as("series").isEqualTo(RestColumn.COLUMNS_MAX + 2);
    }

    @Test
    void aRowWithMoreThanTheRestMayHoldGetsColumns() throws IOException {
        Path own = directory.resolve("store");
        String longKey = "k".repeat(Symbols.SYMBOL_CHARS_MAX - 10);
        try (Store store = Store.open(own, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            encoder.beginLog(Level.INFO, 0, 0, 0, symbols.intern("api"), NOW);
            for (int key = 0; key < RestColumn.COLUMNS_MAX + 700; key++) {
                String name = key < RestColumn.COLUMNS_MAX ? "key" + key : longKey + key;
                encoder.field(symbols.intern(name), (long) key);
            }
            write(store);
            Map<String, Object> before =
                    TableRows.scan(store.snapshot(), Signal.LOG).get(0);
            assertThat(before).hasSize(RestColumn.COLUMNS_MAX + 700 + 4);
            store.seal();
            assertThat(attributeColumns(own, segments(own).get(0))).isGreaterThan(RestColumn.COLUMNS_MAX);
            store.compact();
            assertThat(TableRows.scan(store.snapshot(), Signal.LOG)).containsExactly(before);
        }
    }

    @Test
    void valuesThatAreNoRestAreDamageOrHarmless() {
        RestColumn row = new RestColumn();
        row.put(new ColumnKey("a", true, ColumnType.LONG), 7);
        row.put(new ColumnKey("b", true, ColumnType.TEXT), "text".getBytes(StandardCharsets.UTF_8), 0, 4);
        row.put(new ColumnKey("c", true, ColumnType.BOOLEAN), 1);
        byte[] sound = row.take();
        assertThat(values(sound).keys()).extracting(ColumnKey::name).containsExactly("a", "b", "c");
        for (int at = 0; at < sound.length; at++) {
            byte[] cut = Arrays.copyOf(sound, at);
            assertThatCode(() -> values(cut))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(CorruptDataException.class));
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = sound.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertThatCode(() -> values(flipped))
                        .satisfiesAnyOf(
                                thrown -> assertThat(thrown).isNull(),
                                thrown -> assertThat(thrown).isInstanceOf(CorruptDataException.class));
            }
        }
        byte[] twice = Arrays.copyOf(sound, sound.length * 2);
        System.arraycopy(sound, 0, twice, sound.length, sound.length);
        assertThatCode(() -> values(twice))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("twice");
    }

    private static RestValues values(byte[] value) {
        BinaryValues one = new BinaryValues(value, new int[] {0, value.length}, 1, new int[] {0}, 1);
        return new RestValues(new Chunk(ColumnType.BYTES, 1, null, one));
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
