/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PiecesOfDoublesTest extends ColumnEncodingContract {
    private static final int VALUES = 1000;

    @Override
    protected ColumnEncoding encoding() {
        return new PiecesOfDoubles();
    }

    @Override
    protected int samplesTakenMin() {
        return 56;
    }

    private static int bytesOf(int[] stretchEnds, IntToDoubleFunction series) {
        int count = stretchEnds[stretchEnds.length - 1];
        long[] bits = new long[count];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(series.applyAsDouble(i)));
        ByteWriter target = new ByteWriter();
        assertThat(new PiecesOfDoubles()
                        .encode(new NumberValues(bits, count), Neighbours.of(count, stretchEnds, key -> null), target))
                .isTrue();
        ByteReader source = new ByteReader(target.toArray(), 0, target.length(), "test", 0);
        NumberValues back = (NumberValues) new PiecesOfDoubles().decode(source, count);
        assertThat(back.bits()).isEqualTo(bits);
        return target.length();
    }

    private static int bytesOf(IntToDoubleFunction series) {
        return bytesOf(new int[] {VALUES}, series);
    }

    @Test
    void evenCountersAndConstantsTakeNoBytesAValue() {
        assertThat(bytesOf(i -> 17.25)).isLessThan(20);
        assertThat(bytesOf(i -> Double.NaN)).isLessThan(20);
        assertThat(bytesOf(i -> 1e9 + 300.0 * i)).isLessThan(30);
    }

    @Test
    void aCounterThatRestsIsSparse() {
        assertThat(bytesOf(i -> Math.floor(i / 10.0))).isLessThan(240);
    }

    @Test
    void exceptionsDoNotSpoilDecimals() {
        Random random = new Random(6);
        assertThat(bytesOf(i -> i % 50 == 0 ? Math.PI * i : random.nextInt(2000) / 100.0))
                .isLessThan(2600);
        assertThat(bytesOf(i -> i < 3 ? Double.NaN : i % 7 == 0 ? -0.0 : random.nextInt(200) / 4.0))
                .isLessThan(3600);
    }

    @Test
    void fewValuesMakeADictionary() {
        Random random = new Random(7);
        double[] values = random.doubles(20).toArray();
        assertThat(bytesOf(i -> values[random.nextInt(20)])).isLessThan(1300);
    }

    @Test
    void extremesComeBack() {
        double[] extremes = {
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            -0.0,
            0,
            1L << 53,
            -(1L << 53)
        };
        Random random = new Random(8);
        bytesOf(i -> extremes[random.nextInt(extremes.length)]);
        bytesOf(i -> Double.longBitsToDouble(random.nextLong()));
        bytesOf(i -> (random.nextBoolean() ? 1 : -1) * (double) ((1L << 53) - 1 - random.nextInt(3)));
    }

    @Test
    void eachSeriesHasItsOwnForm() {
        int[] ends = {1, 2, 200, 203, 204, 600, 10_000};
        Random random = new Random(9);
        bytesOf(ends, i -> i < 200 ? i : i < 600 ? 3.5 : i < 5000 ? random.nextDouble() : random.nextInt(5));
    }
}
