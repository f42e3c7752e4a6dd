/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Columns of every type with random values, and files of them without a store. */
final class RandomColumns {
    private static final String[] TEXTS = {"", "a", "größe 漢字 \uD83D\uDE80", "x".repeat(300), "it's \"that\"\n"};

    private final Random random;

    RandomColumns(long seed) {
        random = new Random(seed);
    }

    static List<ExportColumn> columns() {
        List<ExportColumn> columns = new ArrayList<>();
        for (ColumnType type : ColumnType.values()) {
            if (type != ColumnType.ANY) {
                columns.add(new ExportColumn("c " + type, ColumnRef.fixed("c"), type));
                columns.add(new ExportColumn("s_" + type, ColumnRef.fixed("s"), type)); // sparse
            }
        }
        columns.add(new ExportColumn("unique", ColumnRef.fixed("u"), ColumnType.TEXT));
        columns.add(new ExportColumn("nothing", ColumnRef.fixed("n"), ColumnType.TEXT));
        return columns;
    }

    Vector vector(ExportColumn column, int rows) {
        boolean sparse = column.name().startsWith("s_");
        boolean[] nulls = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            nulls[row] = column.name().equals("nothing") || sparse && random.nextInt(20) > 0;
        }
        return switch (column.type()) {
            case LONG, TIMESTAMP, DURATION -> {
                long[] values = random.longs(rows).toArray();
                if (rows > 0) {
                    values[0] = Long.MIN_VALUE + 2; // DuckDB takes the two below for infinite times
                }
                yield new LongVector(column.type(), values, rows, nulls);
            }
            case DOUBLE -> {
                double[] some = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -1.5};
                yield new DoubleVector(
                        random.ints(rows, 0, some.length)
                                .mapToDouble(i -> some[i])
                                .toArray(),
                        rows,
                        nulls);
            }
            case BOOLEAN -> {
                boolean[] values = new boolean[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = random.nextInt(10) < 3;
                }
                yield new BooleanVector(values, rows, nulls);
            }
            case TEXT, JSON -> {
                boolean json = column.type() == ColumnType.JSON;
                boolean unique = column.name().equals("unique");
                String[] texts = json ? new String[] {"{}", "{\"a\":1}", "{\"b\":\"ü\"}"} : TEXTS;
                if (unique) {
                    texts = random.longs(Math.max(1, rows))
                            .mapToObj(Long::toString)
                            .toArray(String[]::new);
                }
                int[] ids = new int[rows];
                int run = 0;
                for (int row = 0; row < rows; row++) {
                    if (run-- == 0) {
                        run = random.nextInt(40);
                    }
                    ids[row] = unique ? row : run > 20 ? run % 2 : random.nextInt(texts.length);
                }
                yield new TextVector(column.type(), texts, ids, rows, nulls);
            }
            case BYTES -> {
                int[] offsets = new int[rows + 1];
                for (int row = 0; row < rows; row++) {
                    offsets[row + 1] = offsets[row] + (nulls[row] ? 0 : random.nextInt(4) * 8);
                }
                byte[] bytes = new byte[offsets[rows]];
                random.nextBytes(bytes);
                yield new BytesVector(bytes, offsets, rows, nulls);
            }
            case ANY -> throw new AssertionError();
        };
    }

    /** Batches of the columns, written in groups of that many batches. */
    static Path write(Path file, TableWriter writer, List<List<Vector>> batches, int batchesPerGroup)
            throws IOException {
        Path journalFile = Export.named(file, ".journal");
        Origin origin = new Origin("", TimeRange.ALL, List.of(), List.of());
        try (Journal journal = Journal.open(journalFile, origin, false);
                PartFile out = new PartFile(file, 0)) {
            writer.begin(out);
            long rows = 0;
            for (int i = 0; i < batches.size(); i++) {
                int count = batches.get(i).get(0).rowCount();
                writer.add(batches.get(i), 0, count / 2, out);
                writer.add(batches.get(i), count / 2, count, out);
                rows += count;
                if ((i + 1) % batchesPerGroup == 0 || i == batches.size() - 1) {
                    byte[] note = writer.endGroup(out);
                    journal.add(new Checkpoint(out.position(), out.mark(), 0, 0, rows, note));
                }
            }
            writer.finish(journal, rows, out);
            out.sync();
        }
        return file;
    }

    /** So many rows of {@link #columns}, in batches. */
    List<List<Vector>> batches(int rows) {
        List<List<Vector>> batches = new ArrayList<>();
        for (int from = 0; from < rows; from += 4096) {
            int count = Math.min(4096, rows - from);
            batches.add(columns().stream().map(column -> vector(column, count)).toList());
        }
        return batches;
    }
}
