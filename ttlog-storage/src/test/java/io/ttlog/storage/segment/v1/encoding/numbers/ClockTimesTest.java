/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.Clocks;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClockTimesTest {
    private static final int READINGS = 50;

    private final ClockTimes encoding = new ClockTimes();

    private static long[] ticks(long start, Random random) {
        long[] times = new long[READINGS];
        for (int i = 0; i < READINGS; i++) {
            times[i] = start + i * 60_000L + random.nextInt(500);
        }
        return times;
    }

    /** Row groups of series that follow two clocks, and one that follows none. */
    private static List<@Nullable Chunk> groups(Random random) {
        long[] one = ticks(1_000_000, random);
        long[] two = ticks(2_000_000, random);
        List<@Nullable Chunk> chunks = new ArrayList<>();
        for (int group = 0; group < 3; group++) {
            long[] times = new long[3 * READINGS];
            System.arraycopy(one, 0, times, 0, READINGS);
            System.arraycopy(group == 1 ? ticks(3_000_000, random) : two, 0, times, READINGS, READINGS);
            System.arraycopy(two, 0, times, 2 * READINGS, READINGS);
            chunks.add(TestChunks.numbers(ColumnType.TIMESTAMP, times));
        }
        return chunks;
    }

    private static List<int @Nullable []> ends() {
        int[] ends = {READINGS, 2 * READINGS, 3 * READINGS};
        return Arrays.asList(ends, ends, ends);
    }

    @Test
    void timesThatSeriesShareAreStoredOnce() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        List<@Nullable Chunk> chunks = groups(new Random(seed));
        Clocks clocks = Clocks.of(() -> chunks::get, ends());
        assertThat(clocks.all()).hasSize(1);
        assertThat(clocks.all().get(0)).as("-Dttlog.seed=" + seed).hasSize(2 * READINGS);
        for (Chunk chunk : chunks) {
            assert chunk != null;
            Neighbours neighbours = Neighbours.of(chunk.rowCount(), ends().get(0), key -> null);
            ByteWriter target = new ByteWriter();
            assertThat(encoding.encode(chunk.values(), neighbours.withClocks(clocks), target))
                    .isTrue();
            NumberValues back = (NumberValues) encoding.decode(
                    new ByteReader(target.toArray(), 0, target.length(), "test", 0),
                    chunk.rowCount(),
                    neighbours.withClocks(index -> index == 0 ? clocks.all().get(0) : null));
            assertThat(back.bits()).isEqualTo(((NumberValues) chunk.values()).bits());
        }
    }

    @Test
    void timesThatNobodySharesMakeNoClock() {
        Random random = new Random(1);
        List<@Nullable Chunk> chunks = List.of(TestChunks.numbers(ColumnType.TIMESTAMP, ticks(5, random)));
        Clocks clocks = Clocks.of(() -> chunks::get, Arrays.asList(new int[][] {{READINGS}}));
        assertThat(clocks.all()).isEmpty();
    }

    @Test
    void aClockIsCutBeforeItIsTooLong() {
        Random random = new Random(2);
        List<@Nullable Chunk> chunks = new ArrayList<>();
        List<int @Nullable []> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long[] times = random.longs(Clocks.TIMES_MAX / 2 + 1, 0, 1L << 40).toArray();
            for (int twice = 0; twice < 2; twice++) {
                chunks.add(TestChunks.numbers(ColumnType.TIMESTAMP, times));
                ends.add(new int[] {times.length});
            }
        }
        Clocks clocks = Clocks.of(() -> chunks::get, ends);
        assertThat(clocks.all()).hasSize(3).allMatch(times -> times.length <= Clocks.TIMES_MAX);
        for (Chunk chunk : chunks) {
            assert chunk != null;
            assertThat(clocks.place(((NumberValues) chunk.values()).bits(), 0, chunk.rowCount()))
                    .isNotNegative();
        }
    }

    @Test
    void placesOutsideOfTheClocksAreRefused() {
        for (long place : new long[] {-1, 2, 92, Clocks.TIMES_MAX + 1L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ByteWriter bytes = new ByteWriter();
            LongLayout.put(new long[] {place}, 0, 1, Neighbours.none(1), bytes);
            Neighbours neighbours = Neighbours.none(10)
                    .withClocks(index -> index == 0 ? new long[10] : index == 1 ? new long[9] : null);
            assertThatThrownBy(() -> encoding.decode(
                            new ByteReader(bytes.toArray(), 0, bytes.length(), "test", 0), 10, neighbours))
                    .as("place %d", place)
                    .isInstanceOf(CorruptDataException.class);
        }
    }
}
