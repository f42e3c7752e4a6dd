/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.CommandRun;
import io.ttlog.storage.column.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Arrow writer wrote, as Apache Arrow's own Java library reads it. */
class ArrowTest {
    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 5000, 100_000})
    void arrowReadsEveryValue(int rows) throws IOException {
        System.out.println("-Dttlog.seed=" + seed);
        List<List<Vector>> batches = new RandomColumns(seed).batches(rows);
        Path file = RandomColumns.write(
                folder.resolve("file.arrow"), new ArrowWriter("logs", RandomColumns.columns()), batches, 1);
        try (BufferAllocator memory = new RootAllocator();
                FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            assertThat(reader.getRecordBlocks()).hasSize(batches.size());
            for (int i = 0; i < batches.size(); i++) {
                ArrowBlock block = reader.getRecordBlocks().get(i);
                channel.position(block.getOffset());
                try (ArrowRecordBatch batch =
                        MessageSerializer.deserializeRecordBatch(new ReadChannel(channel), block, memory)) {
                    assertThat(batch.getNodes())
                            .extracting(ArrowFieldNode::getNullCount)
                            .isEqualTo(batches.get(i).stream()
                                    .map(ArrowTest::nulls)
                                    .toList());
                }
            }
            compare(reader, batches);
        }
        // Between its magic bytes the file is a stream.
        byte[] bytes = Files.readAllBytes(file);
        try (BufferAllocator memory = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(
                        new ByteArrayInputStream(Arrays.copyOfRange(bytes, 8, bytes.length)), memory)) {
            compare(reader, batches);
        }
    }

    private static int nulls(Vector vector) {
        return (int)
                IntStream.range(0, vector.rowCount()).filter(vector::isNull).count();
    }

    private void compare(ArrowReader reader, List<List<Vector>> batches) throws IOException {
        List<ExportColumn> columns = RandomColumns.columns();
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        assertThat(root.getSchema().getFields().stream().map(field -> field.getName() + " " + field.getType()))
                .hasSize(columns.size())
                .contains(
                        "c LONG Int(64, true)",
                        "c DOUBLE FloatingPoint(DOUBLE)",
                        "c BOOLEAN Bool",
                        "c TEXT Utf8",
                        "c JSON Utf8",
                        "c BYTES Binary",
                        "c TIMESTAMP Timestamp(NANOSECOND, UTC)",
                        "c DURATION Duration(NANOSECOND)");
        assertThat(root.getSchema().getCustomMetadata()).containsEntry("ttlog.table", "logs");
        for (List<Vector> batch : batches) {
            assertThat(reader.loadNextBatch()).isTrue();
            assertThat(root.getRowCount()).isEqualTo(batch.get(0).rowCount());
            for (int i = 0; i < columns.size(); i++) {
                FieldVector read = root.getVector(i);
                int nulls = 0;
                for (int row = 0; row < root.getRowCount(); row++) {
                    Object expected = batch.get(i).boxed(row);
                    Object value = value(read, row);
                    if (!Objects.deepEquals(value, expected)) {
                        assertThat(value)
                                .as("%s of row %d", columns.get(i), row)
                                .isEqualTo(expected);
                    }
                    nulls += expected == null ? 1 : 0;
                }
                assertThat(read.getNullCount()).isEqualTo(nulls);
            }
        }
        assertThat(reader.loadNextBatch()).isFalse();
    }

    private static Object value(FieldVector vector, int row) {
        Object value = vector.getObject(row);
        if (value instanceof java.time.Duration duration) {
            return duration.getSeconds() * 1_000_000_000L + duration.getNano();
        }
        return value instanceof org.apache.arrow.vector.util.Text ? value.toString() : value;
    }

    @Test
    void theCommandsFileHasTheRowsOfTheStore() throws IOException {
        System.out.println("-Dttlog.seed=" + seed);
        Path data = folder.resolve("data");
        try (StoreOfAll store = new StoreOfAll(data, seed)) {
            store.logs(0, 20_000).seal().logs(20_000, 30_000);
        }
        Path file = folder.resolve("logs.feather");
        CommandRun run = CommandRun.of("export", "--data", data.toString(), "--to", file.toString());
        assertThat(run.code()).as(run.err()).isZero();
        TreeSet<Long> numbers = new TreeSet<>();
        try (BufferAllocator memory = new RootAllocator();
                FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                BigIntVector n = (BigIntVector) root.getVector("n");
                TimeStampNanoTZVector times = (TimeStampNanoTZVector) root.getVector("timestamp");
                for (int row = 0; row < root.getRowCount(); row++) {
                    numbers.add(n.get(row));
                    assertThat(times.get(row)).isEqualTo(StoreOfAll.TIME + n.get(row) * StoreOfAll.STEP_NANOS);
                }
            }
        }
        assertThat(numbers).hasSize(30_000);
        assertThat(numbers.last()).isEqualTo(29_999);
    }
}
