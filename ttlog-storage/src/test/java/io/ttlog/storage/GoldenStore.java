/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.manifest.StreamMark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Makes a small store that has one of everything, and writes its rows as text. */
final class GoldenStore {
    private static final long DAY = RollUpHistory.DAY;
    private static final long START = RollUpHistory.START;
    private static final int EVENTS = 60;
    private static final int READINGS = 150;
    private static final int UUIDS = 60;

    /** Longer texts are recorded by length and checksum. */
    private static final int TEXT_CHARS_MAX = 120;

    private final Path directory;
    private long stream;

    GoldenStore(Path directory) {
        this.directory = directory;
    }

    private Store open(BlockCodec merged, BlockCodec fresh, boolean rollUps) {
        return Store.open(
                directory,
                StoreOptions.DEFAULT
                        .withCodecs(merged, fresh)
                        .withMergeFanIn(0)
                        .withRetention(Retention.FOREVER.withRollUps(rollUps))
                        .withWallClock(() -> START + 2 * DAY));
    }

    /** Makes it, and leaves a copy that a killed writer would leave. */
    void writeTo(Path target) throws IOException {
        try (Store store = open(Codecs.ZSTD, Codecs.LZ4, true)) {
            RollUpHistory history = new RollUpHistory(5, 1);
            int half = READINGS / 2;
            for (RollUpHistory.Point point : history.points().subList(0, half)) {
                history.append(store, point);
            }
            store.compact();
            for (RollUpHistory.Point point : history.points().subList(half, READINGS)) {
                history.append(store, point);
            }
            store.compact();
        }
        try (Store store = open(Codecs.ZSTD, Codecs.LZ4, false)) {
            appendUuids(store, START + 7 * DAY, 0);
            appendTwice(store, START + 3 * DAY);
            appendUuids(store, START + 7 * DAY, UUIDS);
            store.compact();
        }
        try (Store store = open(Codecs.SNAPPY, Codecs.NONE, false)) {
            appendTwice(store, START + 4 * DAY);
            store.compact();
        }
        try (Store store = open(Codecs.ZSTD, Codecs.zstd(9), false)) {
            appendManyAttributes(store, START + 5 * DAY);
        }
        try (Store store = open(Codecs.ZSTD, Codecs.LZ4, false)) {
            append(store, START + 6 * DAY, 1);
        }
        try (Store store = open(Codecs.ZSTD, Codecs.SNAPPY, false)) {
            append(store, START + 6 * DAY, 2);
            store.seal();
            append(store, START + 6 * DAY, 3);
            store.flush(Ack.SYNCED);
            copy(directory, target);
        }
    }

    private void appendTwice(Store store, long firstNanos) throws IOException {
        append(store, firstNanos, 1);
        store.seal();
        append(store, firstNanos, 2);
    }

    /** All tables, a frame among them. */
    private void append(Store store, long firstNanos, long seed) throws IOException {
        Model model = new Model(firstNanos / DAY * 31 + seed, firstNanos);
        model.nextBatch(EVENTS);
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
        model.nextBatch(EVENTS / 4);
        store.appendFrame(model.batch(), 0, model.batchBytes(), model.symbols(), new StreamMark(77, ++stream));
    }

    /** What filters of ids are made of, where no template has holes. */
    private static void appendUuids(Store store, long firstNanos, int from) throws IOException {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        for (int i = from; i < from + UUIDS; i++) {
            UUID id = UUID.nameUUIDFromBytes(new byte[] {(byte) i});
            encoder.beginLog(Level.DEBUG, 0, 0, 0, symbols.intern("ids"), firstNanos + i);
            byte[] digest = new byte[32]; // filters take a twelfth of what columns do
            new Random(i).nextBytes(digest);
            encoder.field(symbols.intern("digest"), digest);
            encoder.message("request " + id + " of " + i % 7 + " done");
            append(store, encoder, symbols);
        }
    }

    /** More than there are columns for. */
    private static void appendManyAttributes(Store store, long firstNanos) throws IOException {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        for (int key = 0; key < RestColumn.COLUMNS_MAX + 40; key += 40) {
            encoder.beginLog(Level.TRACE, 0, 0, 0, symbols.intern("wide"), firstNanos + key);
            for (int i = 0; i < 40; i++) {
                if (i % 2 == 0) {
                    encoder.field(symbols.intern("k" + (key + i)), "v" + i);
                } else {
                    encoder.field(symbols.intern("k" + (key + i)), i % 4 == 1);
                }
            }
            append(store, encoder, symbols);
        }
    }

    private static void append(Store store, EventEncoder encoder, Symbols symbols) throws IOException {
        byte[] record = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        store.append(record, 0, record.length, symbols);
    }

    /** Copies what is in a store, without what tells who writes it. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.toList();
        }
        for (Path path : all) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else if (!List.of("LOCK", "OWNER").contains(path.getFileName().toString())) {
                Files.copy(path, target);
            }
        }
    }

    /** Deletes what an earlier one has left. */
    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(directory)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }

    /** Writes lines, compressed: they take as much as the store otherwise. */
    static void writeLines(Path file, List<String> lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Reads them. */
    static List<String> readLines(Path file) throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            return in.lines().toList();
        }
    }

    /** Each row of each table, a line of ASCII, sorted. */
    static List<String> lines(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            for (Map<String, Object> row : TableRows.scan(snapshot, signal)) {
                StringBuilder line = new StringBuilder(signal.table());
                row.forEach((column, value) -> line.append(' ')
                        .append(column)
                        .append('=')
                        .append(value instanceof String text ? "\"" + recorded(text) + "\"" : Objects.toString(value)));
                lines.add(line.toString());
            }
        }
        Collections.sort(lines);
        return lines;
    }

    private static String recorded(String text) {
        StringBuilder ascii = new StringBuilder();
        text.chars()
                .forEach(c -> ascii.append(
                        c < ' ' || c > '~' || c == '"' || c == '\\'
                                ? String.format("\\u%04X", c)
                                : String.valueOf((char) c)));
        if (ascii.length() <= TEXT_CHARS_MAX) {
            return ascii.toString();
        }
        CRC32C crc = new CRC32C();
        crc.update(ascii.toString().getBytes(StandardCharsets.US_ASCII));
        return ascii.substring(0, 20) + "... " + text.length() + " chars, CRC32C " + Long.toHexString(crc.getValue());
    }
}
