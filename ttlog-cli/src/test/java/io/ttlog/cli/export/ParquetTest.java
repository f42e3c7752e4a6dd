/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.CommandRun;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Parquet writer wrote, as DuckDB reads it. */
class ParquetTest {
    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    private Path write(TableWriter writer, List<List<Vector>> batches, int batchesPerGroup) throws IOException {
        return RandomColumns.write(folder.resolve("file.parquet"), writer, batches, batchesPerGroup);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 5000, 100_000})
    void duckDbReadsEveryValue(int rows) throws Exception {
        System.out.println("-Dttlog.seed=" + seed);
        List<ExportColumn> columns = RandomColumns.columns();
        List<List<Vector>> batches = new RandomColumns(seed).batches(rows);
        Path file = write(new ParquetWriter("logs", columns), batches, 9);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            StringBuilder select = new StringBuilder("SELECT ");
            for (ExportColumn column : columns) {
                String name = '"' + column.name() + '"';
                select.append(
                        switch (column.type()) {
                            case TIMESTAMP -> "epoch_ns(" + name + ")";
                            case JSON -> name + "::VARCHAR";
                            default -> name;
                        });
                select.append(", ");
            }
            select.append("file_row_number FROM read_parquet('" + file
                    + "', file_row_number = true) ORDER BY file_row_number");
            try (ResultSet answer = statement.executeQuery(select.toString())) {
                for (List<Vector> batch : batches) {
                    for (int row = 0; row < batch.get(0).rowCount(); row++) {
                        assertThat(answer.next()).isTrue();
                        for (int i = 0; i < columns.size(); i++) {
                            Object expected = batch.get(i).boxed(row);
                            Object read = read(answer, i + 1);
                            if (!java.util.Objects.deepEquals(read, expected)) {
                                assertThat(read)
                                        .as("%s of row %d", columns.get(i), row)
                                        .isEqualTo(expected);
                            }
                        }
                    }
                }
                assertThat(answer.next()).isFalse();
            }
            assertThat(types(statement, file))
                    .hasSize(columns.size())
                    .contains(
                            "c TIMESTAMP TIMESTAMPTZ_NS",
                            "c JSON JSON",
                            "c TEXT VARCHAR",
                            "c BYTES BLOB",
                            "c DURATION BIGINT",
                            "c DOUBLE DOUBLE",
                            "c BOOLEAN BOOLEAN",
                            "c LONG BIGINT");
        }
    }

    private static List<String> types(Statement statement, Path file) throws SQLException {
        List<String> types = new ArrayList<>();
        try (ResultSet answer = statement.executeQuery("DESCRIBE SELECT * FROM '" + file + "'")) {
            while (answer.next()) {
                types.add(answer.getString(1) + " " + answer.getString(2));
            }
        }
        return types;
    }

    private static Object read(ResultSet answer, int index) throws SQLException {
        Object value = answer.getObject(index);
        if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        return value;
    }

    @Test
    void statisticsAreTheBoundsOfEachRowGroup() throws Exception {
        List<ExportColumn> columns = List.of(
                new ExportColumn("number", ColumnRef.fixed("a"), ColumnType.LONG),
                new ExportColumn("ratio", ColumnRef.fixed("b"), ColumnType.DOUBLE),
                new ExportColumn("text", ColumnRef.fixed("c"), ColumnType.TEXT));
        List<Vector> first = List.of(
                new LongVector(ColumnType.LONG, new long[] {-5, 7, 0}, 3, new boolean[] {false, false, true}),
                new DoubleVector(new double[] {0.0, 2.5, 1}, 3, null),
                new TextVector(ColumnType.TEXT, new String[] {"b", "é", "unused"}, new int[] {0, 1, 0}, 3, null));
        List<Vector> second = List.of(
                new LongVector(ColumnType.LONG, new long[1], 1, new boolean[] {true}),
                new DoubleVector(new double[] {Double.NaN}, 1, null),
                new TextVector(ColumnType.TEXT, new String[] {"x".repeat(65)}, new int[1], 1, null));
        Path file = write(new ParquetWriter("logs", columns), List.of(first, second), 1);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet answer = statement.executeQuery(
                        "SELECT row_group_id, path_in_schema, stats_min_value, stats_max_value, stats_null_count, row_group_num_rows,"
                                + " compression FROM parquet_metadata('" + file + "')")) {
            List<String> lines = new ArrayList<>();
            while (answer.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= 7; i++) {
                    line.append(i == 1 ? "" : " ").append(answer.getString(i));
                }
                lines.add(line.toString());
            }
            assertThat(lines)
                    .containsExactly(
                            "0 number -5 7 1 3 ZSTD",
                            "0 ratio -0.0 2.5 0 3 ZSTD",
                            "0 text b é 0 3 ZSTD",
                            "1 number null null 1 1 ZSTD",
                            "1 ratio null null 0 1 ZSTD",
                            "1 text null null 0 1 ZSTD");
        }
    }

    @Test
    void theCommandsFileHasTheRowsOfTheStore() throws Exception {
        System.out.println("-Dttlog.seed=" + seed);
        Path data = folder.resolve("data");
        try (StoreOfAll store = new StoreOfAll(data, seed)) {
            store.logs(0, 90_000).seal().logs(90_000, 100_000);
        }
        Path file = folder.resolve("logs.parquet");
        CommandRun run = CommandRun.of("export", "--data", data.toString(), "--to", file.toString());
        assertThat(run.code()).as(run.err()).isZero();
        CommandRun csv = CommandRun.of(
                "export",
                "--data",
                data.toString(),
                "--to",
                folder.resolve("logs.csv").toString());
        assertThat(csv.code()).as(csv.err()).isZero();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            String difference =
                    "SELECT count(*) FROM (SELECT n, number, text, \"attrs.Message\", truth, took, lower(hex(trace_id)) AS"
                            + " trace, lower(hex(bytes)) AS b, attrs::VARCHAR AS a, message, epoch_ns(timestamp::TIMESTAMP_NS) AS ns FROM '"
                            + file
                            + "' EXCEPT SELECT n::BIGINT, number::BIGINT, text, \"attrs.Message\", truth::BOOLEAN, took::BIGINT, trace_id, bytes, attrs,"
                            + " message, epoch_ns(replace(timestamp, 'Z', '')::TIMESTAMP_NS) FROM read_csv('"
                            + folder.resolve("logs.csv")
                            + "', all_varchar = true, allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',', header = true, new_line = '\\r\\n'))";
            try (ResultSet answer =
                    statement.executeQuery("SELECT count(*), count(DISTINCT n), sum(n) FROM '" + file + "'")) {
                assertThat(answer.next()).isTrue();
                assertThat(answer.getLong(1)).isEqualTo(100_000);
                assertThat(answer.getLong(2)).isEqualTo(100_000);
                assertThat(answer.getLong(3)).isEqualTo(100_000L * 99_999 / 2);
            }
            try (ResultSet answer = statement.executeQuery(difference)) {
                assertThat(answer.next()).isTrue();
                assertThat(answer.getLong(1)).isZero();
            }
        }
    }

    @Test
    void runsAndPackedGroupsAreAsTheSpecificationDrawsThem() {
        ByteSink packed = new ByteSink();
        RunLengths.append(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, 0, 8, 3, packed);
        assertThat(HexFormat.of().formatHex(packed.toArray())).isEqualTo("0388c6fa"); // the specification's example
        ByteSink runs = new ByteSink();
        int[] values = Stream.concat(Stream.of(1, 0), Stream.generate(() -> 1).limit(100))
                .mapToInt(i -> i)
                .toArray();
        RunLengths.append(values, 0, values.length, 1, runs);
        assertThat(HexFormat.of().formatHex(runs.toArray())).isEqualTo("03fd" + "bc01" + "01");
    }

    @Test
    void aPageHasTheChecksumOfItsBody() throws Exception {
        List<ExportColumn> columns = List.of(new ExportColumn("number", ColumnRef.fixed("a"), ColumnType.LONG));
        Vector numbers = new LongVector(ColumnType.LONG, random.longs(1000).toArray(), 1000, null);
        Path file = write(new ParquetWriter("logs", columns), List.of(List.of(numbers)), 1);
        byte[] bytes = Files.readAllBytes(file);
        int end;
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet answer = statement.executeQuery(
                        "SELECT data_page_offset, total_compressed_size FROM parquet_metadata('" + file + "')")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getInt(1)).isEqualTo(4);
            end = 4 + answer.getInt(2);
        }
        // DuckDB does not look at checksums. The body begins where the magic bytes of zstd are; field 4 before it is
        // CRC-32.
        int body = 4;
        while (ByteBuffer.wrap(bytes, body, 4).getInt() != 0x28B5_2FFD) {
            body++;
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes, body, end - body);
        int expected = (int) checksum.getValue();
        byte[] field = new ByteSink().int8(0x15).zigzag(expected).toArray();
        String header = HexFormat.of().formatHex(bytes, 4, body);
        assertThat(header).contains(HexFormat.of().formatHex(field));
    }
}
