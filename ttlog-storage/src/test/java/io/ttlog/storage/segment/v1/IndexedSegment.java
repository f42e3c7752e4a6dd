/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.IndexWriter;
import io.ttlog.storage.index.Need;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A segment of three row groups of logs with filters: the third has messages that its template's holes make. Nothing is compressed. */
public final class IndexedSegment {
    static final int GROUPS = 3;
    static final ColumnKey TRACE_ID = new ColumnKey("trace_id", false, ColumnType.BYTES);
    static final ColumnKey PLACE = new ColumnKey("place", true, ColumnType.TEXT);

    private static final int ROWS = 40;

    /** So that filters are a small part of the segment. */
    private static final ColumnKey NOISE = new ColumnKey("noise", true, ColumnType.BYTES);

    private static final int NOISE_BYTES = 100;

    private IndexedSegment() {}

    /** The id that a row and nothing else has. */
    static String id(int group, int row) {
        return HexFormat.of().toHexDigits(new Random(group * 1000L + row).nextLong())
                + HexFormat.of().toHexDigits(new Random(group * 1000L + row + 500).nextLong());
    }

    /** The trace of a row. */
    static byte[] trace(int group, int row) {
        return HexFormat.of().parseHex(id(group + 7, row));
    }

    /** The message of a row; null when it is its template's text. */
    static @Nullable String message(int group, int row) {
        return row % 10 == 9 ? null : "only " + group + ": " + id(group, row) + " then w" + group + "x" + row + ".";
    }

    /** The template of a row without a message. */
    static @Nullable String template(int group, int row) {
        return row % 10 != 9 ? null : group == 2 ? "with {place} in it" : "plain text " + group;
    }

    static ListedRows rows() {
        ListedRows rows = new ListedRows();
        @Nullable Chunk[][] columns = new @Nullable Chunk[5][GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            byte[][] traces = new byte[ROWS][];
            String[] messages = new String[ROWS];
            String[] templates = new String[ROWS];
            String[] places = new String[ROWS];
            byte[][] noise = new byte[ROWS][NOISE_BYTES];
            for (int row = 0; row < ROWS; row++) {
                traces[row] = trace(group, row);
                messages[row] = message(group, row);
                templates[row] = template(group, row);
                new Random(group * 1000L + row + 700).nextBytes(noise[row]);
                places[row] = group == 1 ? null : "here";
            }
            columns[0][group] = TestChunks.bytes(traces);
            columns[1][group] = TestChunks.texts(messages);
            columns[2][group] = TestChunks.texts(templates);
            columns[4][group] = TestChunks.bytes(noise);
            columns[3][group] = group == 1 ? null : TestChunks.texts(places);
        }
        List<ColumnKey> keys = List.of(TRACE_ID, IndexWriter.MESSAGE, IndexWriter.TEMPLATE, PLACE, NOISE);
        for (int column = 0; column < keys.size(); column++) {
            rows.with(keys.get(column), Arrays.asList(columns[column]));
        }
        return rows;
    }

    /** Whether a file rules out what no row has, and nothing that a row has. */
    public static boolean isIn(SegmentFile file) {
        boolean right = true;
        for (int group = 0; group < GROUPS; group++) {
            for (int row = 0; row < ROWS; row++) {
                String message = message(group, row);
                String text = message == null ? "plain text " + group : message;
                right &= may(file, group, Need.equal(TRACE_ID, trace(group, row)));
                right &= may(file, group, Need.equal(IndexWriter.MESSAGE, text));
                right &=
                        message == null || may(file, group, Need.part(IndexWriter.MESSAGE, id(group, row), true, true));
            }
            right &= !may(file, group, Need.equal(TRACE_ID, new byte[16]));
        }
        return right;
    }

    private static boolean may(SegmentFile file, int group, Need need) {
        return Need.ruling(need, file.groups().get(group)) == Need.Ruling.POSSIBLE;
    }

    /** Writes it. */
    public static byte[] write(Path file, boolean cheap) throws IOException {
        Files.deleteIfExists(file);
        try (SegmentWriter writer =
                new SegmentWriter(file, Signal.LOG, 12, new int[] {ROWS, ROWS, ROWS}, Codecs.NONE, cheap)) {
            writer.write(rows());
            writer.finish();
        }
        return Files.readAllBytes(file);
    }
}
