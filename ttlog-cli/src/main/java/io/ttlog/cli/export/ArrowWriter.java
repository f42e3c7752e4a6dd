/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Apache Arrow's IPC file format: the stream (the schema, and a record batch for each group) between magic bytes, and a footer that tells where the
 * batches are. Not compressed, so that readers can map it.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">The specification</a>; numbers of fields and unions are those of
 *     its {@code Schema.fbs}, {@code Message.fbs} and {@code File.fbs}
 */
final class ArrowWriter implements TableWriter {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int CONTINUATION = -1;
    private static final int PREFIX_BYTES = 8;
    private static final int ALIGNMENT = 8;
    private static final int VERSION_5 = 4;
    private static final int HEADER_SCHEMA = 1;
    private static final int HEADER_RECORD_BATCH = 3;
    private static final int NANOSECOND = 3;
    private static final int DOUBLE_PRECISION = 2;

    private final String table;
    private final List<GroupColumn> group;

    ArrowWriter(String table, List<ExportColumn> columns) {
        this.table = table;
        this.group = GroupColumn.of(columns);
    }

    @Override
    public void begin(PartFile out) throws IOException {
        out.write(new ByteSink().bytes(MAGIC).align(ALIGNMENT).toArray());
        FlatTable flat = new FlatTable();
        int schema = schema(flat);
        message(flat, HEADER_SCHEMA, schema, new ByteSink(), out);
    }

    @Override
    public void add(List<Vector> columns, int from, int to, PartFile out) {
        for (int i = 0; i < columns.size(); i++) {
            group.get(i).add(columns.get(i), from, to);
        }
    }

    @Override
    public byte[] endGroup(PartFile out) throws IOException {
        ByteSink body = new ByteSink();
        List<Long> nodes = new ArrayList<>();
        List<Long> buffers = new ArrayList<>();
        int rowCount = group.get(0).rowCount();
        for (GroupColumn column : group) {
            nodes.add((long) rowCount);
            nodes.add((long) rowCount - column.valueCount());
            append(column, body, buffers);
            column.clear();
        }
        FlatTable flat = new FlatTable();
        int bufferPlaces = flat.structs(2, longs(buffers));
        int nodePlaces = flat.structs(2, longs(nodes));
        int batch = flat.begin(4)
                .field(0, rowCount, Long.BYTES)
                .pointer(1, nodePlaces)
                .pointer(2, bufferPlaces)
                .end();
        long start = out.position();
        int metadataBytes = message(flat, HEADER_RECORD_BATCH, batch, body, out);
        // A struct Block: offset, length of the metadata and four bytes of padding, length of the body.
        return new ByteSink()
                .int64(start)
                .int64(metadataBytes)
                .int64(body.size())
                .toArray();
    }

    @Override
    public void finish(Notes notes, long rowCount, PartFile out) throws IOException {
        out.write(new ByteSink().int32(CONTINUATION).int32(0).toArray());
        List<Long> blocks = new ArrayList<>();
        notes.forEach(note -> {
            ByteBuffer block = ByteBuffer.wrap(note).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            while (block.hasRemaining()) {
                blocks.add(block.getLong());
            }
        });
        FlatTable flat = new FlatTable();
        int batches = flat.structs(3, longs(blocks));
        int dictionaries = flat.structs(3);
        int schema = schema(flat);
        int footer = flat.begin(4)
                .pointer(1, schema)
                .pointer(2, dictionaries)
                .pointer(3, batches)
                .field(0, VERSION_5, Short.BYTES)
                .end();
        byte[] bytes = flat.finish(footer);
        out.write(bytes);
        out.write(new ByteSink().int32(bytes.length).bytes(MAGIC).toArray());
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** Writes a message, and returns the bytes before its body. */
    private static int message(FlatTable flat, int type, int header, ByteSink body, PartFile out) throws IOException {
        int message = flat.begin(5)
                .field(3, body.size(), Long.BYTES)
                .pointer(2, header)
                .field(0, VERSION_5, Short.BYTES)
                .field(1, type, Byte.BYTES)
                .end();
        byte[] metadata = flat.finish(message);
        out.write(new ByteSink().int32(CONTINUATION).int32(metadata.length).toArray());
        out.write(metadata);
        body.writeTo(out);
        return PREFIX_BYTES + metadata.length;
    }

    private int schema(FlatTable flat) {
        int[] fields = new int[group.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = field(group.get(i).column(), flat);
        }
        int fieldPlaces = flat.vector(fields);
        int key = flat.text("ttlog.table");
        int value = flat.text(table);
        int pair = flat.begin(2).pointer(0, key).pointer(1, value).end();
        int metadata = flat.vector(pair);
        return flat.begin(4).pointer(1, fieldPlaces).pointer(2, metadata).end();
    }

    private static int field(ExportColumn column, FlatTable flat) {
        int name = flat.text(column.name());
        int children = flat.vector();
        int zone = column.type() == ColumnType.TIMESTAMP ? flat.text("UTC") : 0;
        int union = switch (column.type()) {
            case LONG -> 2;
            case DOUBLE -> 3;
            case BYTES -> 4;
            case TEXT, JSON -> 5;
            case BOOLEAN -> 6;
            case TIMESTAMP -> 10;
            case DURATION -> 18;
            case ANY -> throw new IllegalArgumentException("a column of a file has one type");
        };
        int type = switch (column.type()) {
            case LONG ->
                flat.begin(2)
                        .field(0, Long.SIZE, Integer.BYTES)
                        .field(1, 1, Byte.BYTES) // signed
                        .end();
            case DOUBLE -> flat.begin(1).field(0, DOUBLE_PRECISION, Short.BYTES).end();
            case TIMESTAMP ->
                flat.begin(2).pointer(1, zone).field(0, NANOSECOND, Short.BYTES).end();
            case DURATION -> flat.begin(1).field(0, NANOSECOND, Short.BYTES).end();
            case TEXT, JSON, BYTES, BOOLEAN, ANY -> flat.begin(0).end();
        };
        return flat.begin(7)
                .pointer(0, name)
                .pointer(3, type)
                .pointer(5, children)
                .field(1, 1, Byte.BYTES) // may be null
                .field(2, union, Byte.BYTES)
                .end();
    }

    /** Appends the buffers of a column: which rows are there, where each value ends if they have lengths, and the values. */
    private static void append(GroupColumn column, ByteSink body, List<Long> buffers) {
        int rows = column.rowCount();
        int start = body.size();
        bits(rows, row -> column.isPresent(row), body);
        end(start, body, buffers);
        start = body.size();
        switch (column.type()) {
            case BOOLEAN -> {
                boolean[] truths = new boolean[rows];
                int value = 0;
                for (int row = 0; row < rows; row++) {
                    truths[row] = column.isPresent(row) && column.value(value++) != 0;
                }
                bits(rows, row -> truths[row], body);
            }
            case TEXT, JSON, BYTES -> {
                int end = 0;
                int value = 0;
                body.int32(end);
                for (int row = 0; row < rows; row++) {
                    end += column.isPresent(row) ? column.bytes(value++).length : 0;
                    body.int32(end);
                }
                end(start, body, buffers);
                start = body.size();
                for (int i = 0; i < value; i++) {
                    body.bytes(column.bytes(i));
                }
            }
            default -> {
                int value = 0;
                for (int row = 0; row < rows; row++) {
                    body.int64(column.isPresent(row) ? column.value(value++) : 0);
                }
            }
        }
        end(start, body, buffers);
    }

    private static void end(int start, ByteSink body, List<Long> buffers) {
        buffers.add((long) start);
        buffers.add((long) body.size() - start);
        body.align(ALIGNMENT);
    }

    private interface Bit {
        boolean at(int row);
    }

    private static void bits(int rows, Bit bit, ByteSink body) {
        for (int first = 0; first < rows; first += Byte.SIZE) {
            int bits = 0;
            for (int row = first; row < Math.min(rows, first + Byte.SIZE); row++) {
                bits |= bit.at(row) ? 1 << (row - first) : 0;
            }
            body.int8(bits);
        }
    }
}
