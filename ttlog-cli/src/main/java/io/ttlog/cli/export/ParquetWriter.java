/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Apache Parquet: a row group for each group, and in the footer, which is made of the notes, where all is. Every column is optional and flat, pages
 * are compressed with zstd and have a checksum.
 *
 * @see <a href="https://github.com/apache/parquet-format">The specification</a>, which names the fields that have only numbers here
 */
final class ParquetWriter implements TableWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int CONVERTED_JSON = 19;

    private final String table;
    private final List<GroupColumn> group;
    private final ParquetColumn pages = new ParquetColumn();

    ParquetWriter(String table, List<ExportColumn> columns) {
        this.table = table;
        this.group = GroupColumn.of(columns);
    }

    @Override
    public void begin(PartFile out) throws IOException {
        out.write(MAGIC);
    }

    @Override
    public void add(List<Vector> columns, int from, int to, PartFile out) {
        for (int i = 0; i < columns.size(); i++) {
            group.get(i).add(columns.get(i), from, to);
        }
    }

    @Override
    public byte[] endGroup(PartFile out) throws IOException {
        ByteSink note = new ByteSink();
        ThriftStruct description = new ThriftStruct(note);
        description.list(1, ThriftStruct.STRUCT, group.size());
        long plain = 0;
        long packed = 0;
        long start = out.position();
        int rowCount = group.get(0).rowCount();
        for (GroupColumn column : group) {
            long[] bytes = pages.write(column, out, description);
            plain += bytes[0];
            packed += bytes[1];
            column.clear();
        }
        description.i64(2, plain).i64(3, rowCount).i64(5, start).i64(6, packed).end();
        return note.toArray();
    }

    @Override
    public void finish(Notes notes, long rowCount, PartFile out) throws IOException {
        long start = out.position();
        ByteSink bytes = new ByteSink();
        ThriftStruct footer = new ThriftStruct(bytes);
        footer.i32(1, VERSION).list(2, ThriftStruct.STRUCT, group.size() + 1);
        footer.beginElement().text(4, "schema").i32(5, group.size()).end();
        group.forEach(column -> schema(column.column(), footer));
        footer.i64(3, rowCount).list(4, ThriftStruct.STRUCT, notes.count());
        bytes.writeTo(out);
        bytes.clear();
        notes.forEach(out::write);
        String types = group.stream()
                .map(column -> JsonPrinter.quoted(column.column().name()) + ":\"" + column.type() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        footer.list(5, ThriftStruct.STRUCT, 2);
        footer.beginElement().text(1, "ttlog.table").text(2, table).end();
        footer.beginElement().text(1, "ttlog.types").text(2, types).end();
        footer.text(6, "ttlog").list(7, ThriftStruct.STRUCT, group.size());
        for (int i = 0; i < group.size(); i++) {
            footer.beginElement().begin(1).end().end(); // the order of values that their type has
        }
        footer.end();
        bytes.writeTo(out);
        bytes.clear();
        bytes.int32(Math.toIntExact(out.position() - start)).bytes(MAGIC).writeTo(out);
    }

    private static void schema(ExportColumn column, ThriftStruct footer) {
        footer.beginElement()
                .i32(1, ParquetColumn.physicalType(column.type()))
                .i32(3, OPTIONAL)
                .text(4, column.name());
        switch (column.type()) {
            case TEXT -> footer.i32(6, UTF8).begin(10).begin(1).end().end();
            case JSON -> footer.i32(6, CONVERTED_JSON).begin(10).begin(12).end().end();
            case TIMESTAMP ->
                footer.begin(10)
                        .begin(8)
                        .bool(1, true) // of UTC
                        .begin(2)
                        .begin(3) // nanoseconds
                        .end()
                        .end()
                        .end()
                        .end();
            default -> {
                // a number, truth or bytes, and no more
            }
        }
        footer.end();
    }
}
