/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StretchLongsTest extends ColumnEncodingContract {
    @Override
    protected ColumnEncoding encoding() {
        return new StretchLongs();
    }

    @Override
    protected int samplesTakenMin() {
        return 49;
    }

    private static byte[] bytesOf(int[] stretchEnds, long... numbers) {
        Neighbours neighbours = Neighbours.of(numbers.length, stretchEnds, key -> null);
        ByteWriter target = new ByteWriter();
        assertThat(new StretchLongs().encode(new NumberValues(numbers, numbers.length), neighbours, target))
                .isTrue();
        ByteReader source = new ByteReader(target.toArray(), 0, target.length(), "test", 0);
        NumberValues back = (NumberValues) new StretchLongs().decode(source, numbers.length, neighbours);
        assertThat(back.bits()).isEqualTo(numbers);
        return target.toArray();
    }

    @Test
    void traceTimesAreAsDrawnInTheRfc() {
        byte[] drawn = {(byte) 0xE8, 7, 0, 1, 0, 0, (byte) 0x90, 0x4E, 0, 2, 0x12, 4, 0x10};
        assertThat(bytesOf(new int[] {5}, 5_000_000, 5_001_000, 5_010_000, 5_012_000, 5_020_000))
                .isEqualTo(drawn);
    }

    @Test
    void stretchesThatTickEvenlyTakeNoBytesANumber() {
        int[] ends = new int[100];
        long[] times = new long[10_000];
        Random random = new Random(1);
        for (int series = 0; series < ends.length; series++) {
            ends[series] = (series + 1) * 100;
            long start = random.nextLong(1L << 40);
            for (int i = 0; i < 100; i++) {
                times[series * 100 + i] = (start + i * 60_000L) * 1_000_000;
            }
        }
        assertThat(bytesOf(ends, times)).hasSizeLessThan(1000 + times.length); // zeros, one byte each
    }

    @Test
    void numbersFarApartComeBack() {
        bytesOf(new int[] {2, 5}, Long.MIN_VALUE, Long.MAX_VALUE, -1, 1, Long.MIN_VALUE);
        bytesOf(new int[] {1, 2, 3}, Long.MAX_VALUE, Long.MIN_VALUE, 0);
        bytesOf(new int[] {3}, 1_000, Long.MIN_VALUE + 1_000, Long.MAX_VALUE - 807);
        bytesOf(new int[] {3}, -3_000, 3_000, 6_000);
    }
}
