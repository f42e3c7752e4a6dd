/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.wire.ByteWriter;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a segment file, version 1 (RFC-0002). Little-endian; varints and texts as in {@code ByteWriter}.
 *
 * <pre>
 *  0            8          12         16             24         28       32
 *  +------------+----------+----------+--------------+----------+--------+--------+---------+--------+---------
 *  | "TTLOGSEG" | version  | signal   | segment id   | CRC32C   | zero   | chunks | filters | footer | trailer
 *  |            | i32 = 1  | i32      | i64          | of 0..24 | i32    |        |         |        |
 *  +------------+----------+----------+--------------+----------+--------+--------+---------+--------+---------
 *
 *  footer:  row group count varint,
 *           { rows varint, min time i64, max time i64, service count varint, { service text },
 *             stretch count varint, if not 0: encoding u8, offset, stored bytes, raw bytes varints }  per row group
 *           clock count varint, { times varint, encoding u8, offset, stored bytes, raw bytes varints }
 *           column count varint,
 *           { name text, attribute u8, type u8,                                                  per column
 *             { encoding u8 (0: all rows null; plus 128: one row a stretch), offset varint,
 *               stored bytes varint, raw bytes varint, null count varint,
 *               of numbers: min i64, max i64 } }                                                  per row group
 *           filtered column count varint,
 *           { name text, attribute u8, type u8, kind u8, bits u8, offset varint,                  per column and kind
 *             { bytes varint (0: none) } }                                                        per row group
 *  trailer: footer bytes i32, CRC32C of the footer and of the 4 bytes before i32, "TTLOGEND" i64
 * </pre>
 *
 * A stretch is some neighbouring rows of one series or one trace; the lengths of a group's stretches are a chunk of numbers of its own. A clock is a chunk of
 * times that stretches of several groups share. The service list of a row group is empty when its rows have no service or more than the list may hold. min and max are those
 * of the values that are not null, of doubles as raw bits; zero and zero when a double is NaN. A filter (RFC-0022) is CRC32C of the rest i32, then its planes; the
 * filters of a column lie one behind the other.
 */
final class SegmentFormat {
    static final int VERSION = 1;
    static final long MAGIC = 0x4745_5347_4F4C_5454L; // "TTLOGSEG"
    static final long END_MAGIC = 0x444E_4547_4F4C_5454L; // "TTLOGEND"
    static final int VERSION_OFFSET = 8;
    static final int SIGNAL_OFFSET = 12;
    static final int HEADER_BYTES = 32;
    static final int CHECKED_HEADER_BYTES = 24;
    static final int TRAILER_BYTES = 16;

    /** Most bytes of a footer: 8,192 columns of 64 row groups take some 16 MiB. */
    static final int FOOTER_BYTES_MAX = 256 << 20;

    /** Most row groups, and most columns, that a reader believes. */
    static final int GROUPS_MAX = 1 << 20;

    /** Encoding byte of a chunk that is not there. */
    static final int ABSENT = 0;

    /** Added to the encoding byte of a chunk that has one row a stretch. */
    static final int FOLDED = 0x80;

    private SegmentFormat() {}

    /** A row group as the footer describes it. */
    record Group(
            int rowCount,
            long minNanos,
            long maxNanos,
            List<String> services,
            @Nullable ChunkEntry stretches) {}

    /**
     * A chunk as the footer describes it.
     *
     * @param rowCount of the row group, or of its stretches when the chunk has one row a stretch
     */
    record ChunkEntry(
            ColumnEncoding encoding,
            boolean folded,
            int offset,
            int storedBytes,
            int rawBytes,
            int rowCount,
            int nullCount,
            long min,
            long max) {}

    /**
     * Filters of a column as the footer describes them.
     *
     * @param offsets where each row group's starts
     * @param storedBytes of each row group's, with checksum; 0 where there is none
     */
    record FilterEntry(ColumnKey key, KeyKind kind, int bits, int[] offsets, int[] storedBytes) {}

    /** Whether the least and the largest value of a chunk are kept. */
    static boolean hasZone(ColumnType type) {
        return type != ColumnType.TEXT && type != ColumnType.BYTES;
    }

    /** A column as the footer describes it: a chunk, or null, a row group. */
    record Column(ColumnKey key, List<@Nullable ChunkEntry> chunks) {}

    /** The header of a segment. */
    static byte[] header(Signal signal, long id) {
        ByteWriter header = new ByteWriter();
        header.putLong(MAGIC).putInt(VERSION).putInt(signal.ordinal()).putLong(id);
        return header.putInt(crc(header.array(), 0, header.length())).putInt(0).toArray();
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
