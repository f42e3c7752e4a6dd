/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import io.ttlog.storage.index.IndexWriter;
import io.ttlog.storage.index.Need;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/** Segments as they come, and once more with checksums that match, so that footer and encodings see what was made up. */
class SegmentFileFuzz extends FuzzContract {
    /** Most cells of one column that are looked at: a footer may claim many rows that are all NULL. */
    private static final int CELLS_MAX = 256;

    /** Most chunks that are read: each claims as many rows as it likes. */
    private static final int CHUNKS_MAX = 64;

    @TempDir
    Path directory;

    @Override
    protected boolean isAccepted(byte[] input) throws IOException {
        boolean accepted = isWhole(input);
        if (!accepted && input.length >= SegmentFormat.HEADER_BYTES + SegmentFormat.TRAILER_BYTES) {
            byte[] repaired = input.clone();
            repair(repaired);
            repairFilters(repaired);
            isWhole(repaired);
        }
        return accepted;
    }

    private boolean isWhole(byte[] bytes) throws IOException {
        Path path = directory.resolve("9.seg");
        Files.deleteIfExists(path); // its map stays what it was
        Files.write(path, bytes);
        try {
            SegmentFile segment = SegmentFile.open(path, "fuzz");
            int chunks = 0;
            boolean sound = segment.filters().damage() == null;
            for (RowGroup group : segment.groups()) {
                group.mayHold(0, 1, List.of("api"));
                if (sound) {
                    Need.ruling(
                            new Need.OneOf(List.of(
                                    Need.equal(IndexedSegment.TRACE_ID, new byte[16]),
                                    Need.part(IndexWriter.MESSAGE, " word " + IndexedSegment.id(0, 0), true, true))),
                            group);
                }
                for (ColumnKey column : segment.columns()) {
                    Chunk chunk = chunks < CHUNKS_MAX ? group.read(column) : null;
                    if (chunk != null) {
                        chunks++;
                        readCells(chunk);
                    }
                }
            }
            return sound;
        } catch (CorruptDataException e) {
            return false;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
    }

    private static void readCells(Chunk chunk) {
        int rows = Math.min(chunk.rowCount(), CELLS_MAX);
        Vector first = chunk.slice(0, rows);
        Vector last = chunk.slice(chunk.rowCount() - rows, chunk.rowCount());
        for (int row = 0; row < rows; row++) {
            first.boxed(row);
            last.boxed(row);
        }
    }

    private static void repair(byte[] file) {
        EventFormat.putInt(
                file,
                SegmentFormat.CHECKED_HEADER_BYTES,
                SegmentFormat.crc(file, 0, SegmentFormat.CHECKED_HEADER_BYTES));
        int trailerAt = file.length - SegmentFormat.TRAILER_BYTES;
        EventFormat.putLong(file, trailerAt + 8, SegmentFormat.END_MAGIC);
        int footerBytes = EventFormat.getInt(file, trailerAt);
        int footerAt = trailerAt - footerBytes;
        if (footerBytes >= 0 && footerAt >= SegmentFormat.HEADER_BYTES) {
            EventFormat.putInt(
                    file, trailerAt + Integer.BYTES, SegmentFormat.crc(file, footerAt, footerBytes + Integer.BYTES));
        }
        for (int at = SegmentFormat.HEADER_BYTES; at <= trailerAt - BlockFormat.HEADER_BYTES; at++) {
            int stored = EventFormat.getInt(file, at + 12);
            int storedAt = at + BlockFormat.HEADER_BYTES;
            if (EventFormat.getInt(file, at) == BlockFormat.MAGIC && stored >= 0 && stored <= trailerAt - storedAt) {
                CRC32C crc = new CRC32C();
                crc.update(file, at, 16);
                crc.update(file, storedAt, stored);
                EventFormat.putInt(file, at + 16, (int) crc.getValue());
            }
        }
    }

    /** Of a file whose footer can be read. */
    private static void repairFilters(byte[] file) {
        try {
            SegmentFile segment = SegmentFile.open(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), "fuzz");
            for (SegmentFormat.FilterEntry entry : segment.filters().entries()) {
                for (int group = 0; group < entry.groupCount(); group++) {
                    int at = entry.offset(group);
                    int stored = entry.storedBytes(group);
                    if (stored > 0) {
                        int crc = SegmentFormat.crc(file, at + Integer.BYTES, stored - Integer.BYTES);
                        EventFormat.putInt(file, at, crc);
                    }
                }
            }
        } catch (TTLogException e) {
            assertThat(e.code()).isIn(ErrorCode.CORRUPT_DATA, ErrorCode.UNKNOWN_VERSION);
        }
    }

    @Override
    protected Map<String, byte[]> written() throws IOException {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        boolean[] nulls = {false, true, false, false};
        for (ColumnType type : List.of(ColumnType.LONG, ColumnType.DOUBLE)) {
            seeds.put(type.name(), segment(type, numbers(type, nulls)));
        }
        for (ColumnType type : List.of(ColumnType.TEXT, ColumnType.BYTES)) {
            seeds.put(type.name(), segment(type, texts(type)));
        }
        seeds.put("STRETCHES", StretchedSegment.write(directory.resolve("11.seg")));
        seeds.put("FILTERS", IndexedSegment.write(directory.resolve("12.seg"), false));
        return seeds;
    }

    private byte[] segment(ColumnType type, Chunk chunk) throws IOException {
        Path file = directory.resolve("7.seg");
        Files.deleteIfExists(file);
        // Not compressed: a change of a compressed byte is rarely one of a value.
        try (SegmentWriter writer =
                new SegmentWriter(file, Signal.SPAN, 7, new int[] {chunk.rowCount(), 1}, Codecs.NONE)) {
            writer.write(new ListedRows().with(new ColumnKey("x", true, type), Arrays.asList(chunk, null)));
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    private static Chunk numbers(ColumnType type, boolean[] nulls) {
        long[] bits = type == ColumnType.DOUBLE
                ? new long[] {Double.doubleToRawLongBits(0.25), Double.doubleToRawLongBits(1.5), 0}
                : new long[] {7, 7, 1_700_000_000_000L};
        return new Chunk(type, nulls.length, nulls, new NumberValues(bits, bits.length));
    }

    private static Chunk texts(ColumnType type) {
        byte[] bytes = "apiwebdb".getBytes(StandardCharsets.UTF_8);
        int[] ids = {0, 1, 1, 2, 0};
        return new Chunk(type, ids.length, null, new BinaryValues(bytes, new int[] {0, 3, 6, 8}, 3, ids, ids.length));
    }

    /** The largest chunk as raw bytes, a copy of it and its values, twice; the rows of all that are read. */
    @Override
    protected long allocatedBytesMax() {
        return 4L * ChunkFormat.RAW_BYTES_MAX + CHUNKS_MAX * 64L * Chunk.ROWS_MAX;
    }
}
