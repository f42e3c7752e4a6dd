/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** RFC 4180 with a header, lines ending in {@code \r\n}. Null is an empty field, the empty text a pair of quotes. */
final class CsvWriter implements TableWriter {
    private static final byte[] NO_NOTE = {};

    private final List<ExportColumn> columns;
    private final CellText cells = new CellText();

    CsvWriter(List<ExportColumn> columns) {
        this.columns = columns;
    }

    @Override
    public void begin(PartFile out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (ExportColumn column : columns) {
            line.append(line.isEmpty() ? "" : ",");
            int from = line.length();
            quote(line.append(column.name()), from);
        }
        out.write(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void add(List<Vector> vectors, int from, int to, PartFile out) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int row = from; row < to; row++) {
            for (int i = 0; i < vectors.size(); i++) {
                if (i > 0) {
                    lines.append(',');
                }
                if (!vectors.get(i).isNull(row)) {
                    int start = lines.length();
                    cells.appendPlain(vectors.get(i), row, lines);
                    quote(lines, start);
                }
            }
            lines.append("\r\n");
        }
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Puts what begins there in quotes, if it needs them. */
    private static void quote(StringBuilder line, int from) {
        boolean needed = line.length() == from;
        for (int i = from; i < line.length() && !needed; i++) {
            char c = line.charAt(i);
            needed = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (needed) {
            String quoted = line.substring(from).replace("\"", "\"\"");
            line.setLength(from);
            line.append('"').append(quoted).append('"');
        }
    }

    @Override
    public byte[] endGroup(PartFile out) {
        return NO_NOTE;
    }

    @Override
    public void finish(Notes notes, long rowCount, PartFile out) {
        // the last line ends like all others
    }
}
