/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One object a line, with a key for each column, also where it is null. Attributes are nested in {@code attrs}. */
final class NdjsonWriter implements TableWriter {
    private static final byte[] NO_NOTE = {};

    private final List<String> keys;
    private final CellText cells = new CellText();

    NdjsonWriter(List<ExportColumn> columns) {
        keys = columns.stream()
                .map(column -> JsonPrinter.quoted(column.name()) + ":")
                .toList();
    }

    @Override
    public void begin(PartFile out) {
        // a line needs nothing before it
    }

    @Override
    public void add(List<Vector> columns, int from, int to, PartFile out) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int row = from; row < to; row++) {
            for (int i = 0; i < columns.size(); i++) {
                lines.append(i == 0 ? '{' : ',').append(keys.get(i));
                if (columns.get(i).isNull(row)) {
                    lines.append("null");
                } else {
                    cells.appendJson(columns.get(i), row, lines);
                }
            }
            lines.append("}\n");
        }
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] endGroup(PartFile out) {
        return NO_NOTE;
    }

    @Override
    public void finish(Notes notes, long rowCount, PartFile out) {
        // nor after it
    }
}
