/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.segment.v1.IndexedSegment;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.segment.v1.SegmentWriter;
import io.ttlog.storage.segment.v1.StretchedSegment;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of version 1 as they were when it was made, in {@code src/test/resources/golden} as hexadecimal text: what we write
 * today must be the same bytes, and what was written then must be read. With {@code -Dttlog.golden=DIRECTORY} they are
 * written anew, for a new version.
 */
class GoldenFilesTest {
    private static final long TIME = 1_700_000_000_000_000_000L;

    @TempDir
    Path directory;

    private static void assertGolden(String name, byte[] bytes) throws Exception {
        String hex = HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n") + "\n";
        String target = System.getProperty("ttlog.golden");
        if (target != null) {
            Files.writeString(Path.of(target).resolve(name), hex);
        }
        assertThat(hex).isEqualTo(golden(name));
    }

    private static String golden(String name) throws Exception {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] goldenBytes(String name) throws Exception {
        return HexFormat.of().parseHex(golden(name).replace("\n", ""));
    }

    private static final Manifest MANIFEST = new Manifest(
            new UUID(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L),
            3,
            7,
            1000,
            5,
            List.of(
                    new SegmentEntry(
                            2, Signal.LOG, "h20231114-22", 0, 10, TIME, TIME + 9, 4096, 9999, List.of("api", "web")),
                    new SegmentEntry(4, Signal.METRIC, "all", 2, 1, Long.MIN_VALUE, Long.MAX_VALUE, 77, 8, List.of())),
            List.of(new StreamMark(-1, 300)),
            new Manifest.Written(5000, 77));

    @Test
    void manifest() throws Exception {
        ManifestFile.write(directory, MANIFEST);
        assertGolden("manifest-v1.hex", Files.readAllBytes(directory.resolve("MANIFEST")));
        Files.write(directory.resolve("MANIFEST"), goldenBytes("manifest-v1.hex"));
        assertThat(ManifestFile.read(directory)).isEqualTo(MANIFEST);
    }

    @Test
    void log() throws Exception {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(
                        Level.WARN,
                        symbols.intern("Disk {disk} is full"),
                        symbols.intern("io.example.Disks"),
                        symbols.intern("main"),
                        symbols.intern("api"),
                        TIME)
                .field(symbols.intern("disk"), "sda\uD83C");
        byte[] event = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        Arrays.fill(event, EventFormat.recordBytes(event, 0), event.length, (byte) 0);
        try (LogWriter writer = LogWriter.create(directory, 17, 0x0123_4567_89AB_CDEFL)) {
            writer.append(event, 0, event.length, symbols);
            writer.append(event, 0, event.length, symbols);
        }
        Path file = directory.resolve("00000000000000000017.log");
        assertGolden("log-v1.hex", Files.readAllBytes(file));
        Files.write(file, goldenBytes("log-v1.hex"));
        List<String> seen = new ArrayList<>();
        try (LogFile reader = LogFile.open(file)) {
            reader.replay(17, (e, sequence) -> {
                e.nextField();
                seen.add(sequence + " " + e.level() + " " + reader.symbol(e.name()) + " " + reader.symbol(e.service())
                        + " " + reader.symbol(e.fieldKey()) + "=" + e.fieldText());
            });
            assertThat(reader.damage()).isEmpty();
        }
        assertThat(seen)
                .containsExactly(
                        "17 WARN Disk {disk} is full api disk=sda\uD83C",
                        "18 WARN Disk {disk} is full api disk=sda\uD83C");
    }

    @Test
    void segment() throws Exception {
        Path file = directory.resolve("9.seg");
        ColumnKey time = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);
        ColumnKey service = new ColumnKey("service", false, ColumnType.TEXT);
        ColumnKey ratio = new ColumnKey("ratio", true, ColumnType.DOUBLE);
        // Not compressed: a codec's output may change from release to release, and stays readable all the same.
        try (SegmentWriter writer = new SegmentWriter(file, Signal.SPAN, 9, new int[] {3, 2}, Codecs.NONE)) {
            ListedRows rows = new ListedRows();
            rows.with(
                    time,
                    Arrays.asList(
                            numbers(ColumnType.TIMESTAMP, null, TIME, TIME + 1, TIME + 5),
                            numbers(ColumnType.TIMESTAMP, null, TIME, TIME)));
            rows.with(service, Arrays.asList(texts("api", "api", "web"), texts("web", "web")));
            rows.with(
                    ratio,
                    Arrays.asList(
                            numbers(
                                    ColumnType.DOUBLE,
                                    new boolean[] {false, true, false},
                                    Double.doubleToRawLongBits(0.25),
                                    Double.doubleToRawLongBits(-0.0)),
                            null));
            writer.write(rows);
            writer.finish();
        }
        assertGolden("segment-v1.hex", Files.readAllBytes(file));
        Files.write(file, goldenBytes("segment-v1.hex"));
        SegmentFile read = SegmentFile.open(file, "golden");
        assertThat(read.signal()).isEqualTo(Signal.SPAN);
        assertThat(read.columns()).containsExactly(time, service, ratio);
        assertThat(values(read, time)).containsExactly(TIME, TIME + 1, TIME + 5, TIME, TIME);
        assertThat(values(read, service)).containsExactly("api", "api", "web", "web", "web");
        assertThat(values(read, ratio)).containsExactly(0.25, null, -0.0);
        assertThat(read.mayHold(TIME + 6, Long.MAX_VALUE, List.of())).isFalse();
        assertThat(read.mayHold(TIME, TIME, List.of("db"))).isFalse();
        assertThat(read.mayHold(TIME, TIME, List.of("web"))).isTrue();
    }

    @Test
    void segmentWithStretches() throws Exception {
        Path file = directory.resolve("11.seg");
        assertGolden("segment-stretches-v1.hex", StretchedSegment.write(file));
        Files.write(file, goldenBytes("segment-stretches-v1.hex"));
        assertThat(StretchedSegment.isIn(SegmentFile.open(file, "golden"))).isTrue();
    }

    @Test
    void segmentWithFilters() throws Exception {
        Path file = directory.resolve("12.seg");
        assertGolden("segment-filters-v1.hex", IndexedSegment.write(file, false));
        Files.write(file, goldenBytes("segment-filters-v1.hex"));
        SegmentFile read = SegmentFile.open(file, "golden");
        assertThat(read.filters().bytes()).hasSize(3);
        assertThat(read.filters().damage()).isNull();
        assertThat(IndexedSegment.isIn(read)).isTrue();
    }

    private static List<Object> values(SegmentFile file, ColumnKey key) {
        List<Object> values = new ArrayList<>();
        for (var group : file.groups()) {
            Chunk chunk = group.read(key);
            for (int row = 0; chunk != null && row < group.rowCount(); row++) {
                values.add(chunk.slice(0, group.rowCount()).boxed(row));
            }
        }
        return values;
    }

    private static Chunk numbers(ColumnType type, boolean @org.jspecify.annotations.Nullable [] nulls, long... bits) {
        return new Chunk(type, nulls == null ? bits.length : nulls.length, nulls, new NumberValues(bits, bits.length));
    }

    private static Chunk texts(String... texts) {
        int[] offsets = new int[texts.length + 1];
        int[] ids = new int[texts.length];
        for (int i = 0; i < texts.length; i++) {
            offsets[i + 1] = offsets[i] + texts[i].length();
            ids[i] = Arrays.asList(texts).indexOf(texts[i]);
        }
        byte[] bytes = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        return new Chunk(
                ColumnType.TEXT, texts.length, null, new BinaryValues(bytes, offsets, texts.length, ids, ids.length));
    }
}
