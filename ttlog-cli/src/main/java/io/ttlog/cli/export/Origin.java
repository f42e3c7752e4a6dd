/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.column.ColumnType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the export of a table began with. Who goes on with it takes all of this, whatever the store has become.
 *
 * @param request the options that decide what is in the file, for comparison
 * @param range of time: an hour up to now is not the same hour later
 * @param parts of the snapshot, in the order of the export
 * @param columns of the file
 */
record Origin(String request, TimeRange range, List<Snapshot.Part> parts, List<ExportColumn> columns) {
    private static final int VERSION = 1;

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(VERSION);
        text(request, out);
        out.writeLong(range.fromNanos());
        out.writeLong(range.toNanos());
        out.writeInt(parts.size());
        for (Snapshot.Part part : parts) {
            out.writeLong(part.segment());
            out.writeLong(part.rowCount());
            out.writeLong(part.minNanos());
            out.writeLong(part.maxNanos());
            out.writeLong(part.bytes());
        }
        out.writeInt(columns.size());
        for (ExportColumn column : columns) {
            text(column.name(), out);
            text(column.source().name(), out);
            out.writeBoolean(column.source().attribute());
            text(column.type().name(), out);
        }
        return bytes.toByteArray();
    }

    /**
     * The origin that these bytes, whose checksum is right, tell.
     *
     * @throws IOException when another version wrote them
     */
    static Origin of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("version " + version + ", and this reads " + VERSION);
        }
        String request = text(in);
        TimeRange range = new TimeRange(in.readLong(), in.readLong());
        List<Snapshot.Part> parts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            parts.add(new Snapshot.Part(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        List<ExportColumn> columns = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = text(in);
            ColumnRef source = new ColumnRef(text(in), in.readBoolean());
            columns.add(new ExportColumn(name, source, ColumnType.valueOf(text(in))));
        }
        return new Origin(request, range, List.copyOf(parts), List.copyOf(columns));
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
