/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import com.github.luben.zstd.Zstd;
import io.ttlog.storage.column.ColumnType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes one column of a row group: a dictionary page where that is shorter, and data pages (version 1). A page is its header, and its body
 * compressed; the body of a data page is the definition levels (0: null) and the values. One thread.
 */
final class ParquetColumn {
    static final int INT64 = 2;
    static final int DOUBLE = 5;
    static final int BOOLEAN = 0;
    static final int BYTE_ARRAY = 6;

    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int RLE_DICTIONARY = 8;
    private static final int ZSTD = 6;
    private static final int ZSTD_LEVEL = 3;

    /** A reader that looks for one row decodes a page. */
    private static final int PAGE_ROWS_MAX = 1 << 14;

    /** Longer dictionaries do not stay in a reader's cache. */
    private static final int DICTIONARY_BYTES_MAX = 1 << 20;

    /** Longer texts are no bounds: they would be in the file's footer. */
    private static final int STATISTICS_BYTES_MAX = 64;

    private final ByteSink body = new ByteSink();
    private final ByteSink header = new ByteSink();
    private byte[] compressed = new byte[0];
    private long plainBytes;

    /** What a row group has of a column. */
    static int physicalType(ColumnType type) {
        return switch (type) {
            case LONG, TIMESTAMP, DURATION -> INT64;
            case DOUBLE -> DOUBLE;
            case BOOLEAN -> BOOLEAN;
            case TEXT, JSON, BYTES -> BYTE_ARRAY;
            case ANY -> throw new IllegalArgumentException("a column of a file has one type");
        };
    }

    /** Writes the pages, and the column's part of the row group's description; returns its bytes unpacked and packed. */
    long[] write(GroupColumn column, PartFile out, ThriftStruct group) throws IOException {
        long start = out.position();
        plainBytes = 0;
        boolean dictionary = hasDictionary(column);
        if (dictionary) {
            writeDictionary(column, out);
        }
        long data = out.position();
        int value = 0;
        for (int from = 0; from < column.rowCount(); from += PAGE_ROWS_MAX) {
            value = writeData(column, dictionary, from, Math.min(column.rowCount(), from + PAGE_ROWS_MAX), value, out);
        }
        long bytes = out.position() - start;
        group.beginElement().i64(2, 0).begin(3);
        group.i32(1, physicalType(column.type()));
        group.list(2, ThriftStruct.I32, dictionary ? 3 : 2);
        group.elementI32(PLAIN).elementI32(RLE);
        if (dictionary) {
            group.elementI32(RLE_DICTIONARY);
        }
        group.list(3, ThriftStruct.BINARY, 1).elementText(column.column().name());
        group.i32(4, ZSTD)
                .i64(5, column.rowCount())
                .i64(6, plainBytes)
                .i64(7, bytes)
                .i64(9, data);
        if (dictionary) {
            group.i64(11, start);
        }
        statistics(column, group.begin(12));
        group.end().end().end();
        return new long[] {plainBytes, bytes};
    }

    private static boolean isText(GroupColumn column) {
        return column.type() == ColumnType.TEXT || column.type() == ColumnType.JSON;
    }

    private static int bits(List<byte[]> distinct) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(distinct.size() - 1));
    }

    private static boolean hasDictionary(GroupColumn column) {
        if (!isText(column) || column.valueCount() == 0) {
            return false;
        }
        long distinctBytes = 0;
        for (byte[] text : column.distinct()) {
            distinctBytes += Integer.BYTES + text.length;
        }
        long plain = 0;
        for (int i = 0; i < column.valueCount(); i++) {
            plain += Integer.BYTES + column.bytes(i).length;
        }
        long indexes = (long) column.valueCount() * bits(column.distinct()) / Byte.SIZE;
        return distinctBytes <= DICTIONARY_BYTES_MAX && distinctBytes + indexes < plain;
    }

    private void writeDictionary(GroupColumn column, PartFile out) throws IOException {
        body.clear();
        for (byte[] text : column.distinct()) {
            body.int32(text.length).bytes(text);
        }
        int count = column.distinct().size();
        writePage(
                DICTIONARY_PAGE,
                page -> page.begin(7).i32(1, count).i32(2, PLAIN).end(),
                out);
    }

    /** Writes the rows of a page, whose first value has that index, and returns the index of the next page's. */
    private int writeData(GroupColumn column, boolean dictionary, int from, int to, int firstValue, PartFile out)
            throws IOException {
        int[] levels = new int[to - from];
        int value = firstValue;
        for (int row = from; row < to; row++) {
            if (column.isPresent(row)) {
                levels[row - from] = 1;
                value++;
            }
        }
        ByteSink encoded = new ByteSink();
        RunLengths.append(levels, 0, levels.length, 1, encoded);
        body.clear();
        body.int32(encoded.size()).bytes(encoded.array(), 0, encoded.size());
        if (dictionary) {
            int[] ids = new int[value - firstValue];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = (int) column.value(firstValue + i);
            }
            int bits = bits(column.distinct());
            RunLengths.append(ids, 0, ids.length, bits, body.int8(bits));
        } else {
            appendPlain(column, firstValue, value);
        }
        int encoding = dictionary ? RLE_DICTIONARY : PLAIN;
        writePage(
                DATA_PAGE,
                page -> page.begin(5)
                        .i32(1, to - from)
                        .i32(2, encoding)
                        .i32(3, RLE)
                        .i32(4, RLE)
                        .end(),
                out);
        return value;
    }

    private void appendPlain(GroupColumn column, int from, int to) {
        switch (physicalType(column.type())) {
            case BOOLEAN -> {
                for (int first = from; first < to; first += Byte.SIZE) {
                    int bits = 0;
                    for (int i = first; i < Math.min(to, first + Byte.SIZE); i++) {
                        bits |= (int) column.value(i) << (i - first);
                    }
                    body.int8(bits);
                }
            }
            case BYTE_ARRAY -> {
                for (int i = from; i < to; i++) {
                    byte[] bytes = column.bytes(i);
                    body.int32(bytes.length).bytes(bytes);
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    body.int64(column.value(i));
                }
            }
        }
    }

    /** Writes the part of a page's header that its kind has. */
    private interface PageKind {
        void write(ThriftStruct header);
    }

    private void writePage(int type, PageKind kind, PartFile out) throws IOException {
        int room = Math.toIntExact(Zstd.compressBound(body.size()));
        if (compressed.length < room) {
            compressed = new byte[room];
        }
        long packed = Zstd.compressByteArray(compressed, 0, room, body.array(), 0, body.size(), ZSTD_LEVEL);
        if (Zstd.isError(packed)) {
            throw new IOException("zstd: " + Zstd.getErrorName(packed));
        }
        CRC32 checksum = new CRC32();
        checksum.update(compressed, 0, (int) packed);
        header.clear();
        ThriftStruct page = new ThriftStruct(header);
        page.i32(1, type).i32(2, body.size()).i32(3, (int) packed).i32(4, (int) checksum.getValue());
        kind.write(page);
        page.end();
        plainBytes += header.size() + body.size();
        header.writeTo(out);
        out.write(compressed, 0, (int) packed);
    }

    /** Without a value, or with a NaN, which has no place in the order of all readers, there are no bounds. */
    private static void statistics(GroupColumn column, ThriftStruct statistics) {
        statistics.i64(3, column.rowCount() - column.valueCount());
        byte[][] bounds = column.valueCount() == 0 ? null : bounds(column);
        if (bounds != null) {
            statistics.binary(5, bounds[1]).binary(6, bounds[0]);
        }
    }

    private static byte @Nullable [][] bounds(GroupColumn column) {
        return switch (column.type()) {
            case LONG, TIMESTAMP, DURATION, BOOLEAN -> longBounds(column);
            case DOUBLE -> doubleBounds(column);
            case TEXT, BYTES -> byteBounds(column.distinct());
            case JSON, ANY -> null;
        };
    }

    private static byte[][] longBounds(GroupColumn column) {
        long least = column.value(0);
        long most = least;
        for (int i = 1; i < column.valueCount(); i++) {
            least = Math.min(least, column.value(i));
            most = Math.max(most, column.value(i));
        }
        return column.type() == ColumnType.BOOLEAN
                ? new byte[][] {{(byte) least}, {(byte) most}}
                : new byte[][] {plain(least), plain(most)};
    }

    private static byte @Nullable [][] doubleBounds(GroupColumn column) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < column.valueCount(); i++) {
            double value = Double.longBitsToDouble(column.value(i));
            if (Double.isNaN(value)) {
                return null;
            }
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        // Either zero may stand for both, as the specification asks.
        return new byte[][] {
            plain(Double.doubleToRawLongBits(least == 0 ? -0.0 : least)),
            plain(Double.doubleToRawLongBits(most == 0 ? 0.0 : most))
        };
    }

    private static byte @Nullable [][] byteBounds(List<byte[]> values) {
        byte[] least = values.get(0);
        byte[] most = least;
        for (byte[] value : values) {
            least = Arrays.compareUnsigned(value, least) < 0 ? value : least;
            most = Arrays.compareUnsigned(value, most) > 0 ? value : most;
        }
        return least.length > STATISTICS_BYTES_MAX || most.length > STATISTICS_BYTES_MAX
                ? null
                : new byte[][] {least, most};
    }

    private static byte[] plain(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
