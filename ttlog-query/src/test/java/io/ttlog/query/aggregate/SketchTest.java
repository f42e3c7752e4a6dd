/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.ColumnType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How far sketches are off, with a fixed seed: a bound on chance is no bound otherwise. */
class SketchTest {
    private static final int TRIALS = 400;

    @Test
    void distinctCountsAreOffByAtMost1Point3PercentIn4KiB() {
        Random random = new Random(42);
        for (int count : new int[] {1_000, 20_000, 100_000}) {
            double squares = 0;
            int bytes = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                HyperLogLog sketch = new HyperLogLog();
                long base = random.nextLong();
                for (int i = 0; i < count; i++) {
                    sketch.add(HyperLogLog.hash(base + i));
                }
                bytes = sketch.bytes();
                double error = (double) sketch.estimate() / count - 1;
                squares += error * error;
            }
            double error = Math.sqrt(squares / TRIALS);
            // the measured error has an error itself, of 1 by the root of twice the trials; twice that is allowed
            double allowed = 0.013 * (1 + 2 / Math.sqrt(2.0 * TRIALS));
            assertThat(error).as("of %d", count).isLessThanOrEqualTo(allowed);
            assertThat(bytes).isLessThanOrEqualTo(4_097);
        }
    }

    @Test
    void fewDistinctValuesAreCountedExactly() {
        HyperLogLog sketch = new HyperLogLog();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < HyperLogLog.EXACT_MAX; i++) {
                sketch.add(HyperLogLog.hash("v" + i));
            }
        }
        assertThat(sketch.estimate()).isEqualTo(HyperLogLog.EXACT_MAX);
        assertThat(sketch.isExact()).isTrue();
    }

    @Test
    void percentilesOfManyValuesAreWithinOnePercent() {
        Random random = new Random(7);
        int count = 500_000;
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Math.exp(random.nextGaussian() * 4) * (random.nextInt(10) == 0 ? -1 : 1);
        }
        Percentiles percentiles = new Percentiles(1_000_000, ColumnType.DOUBLE);
        percentiles.resize(1);
        ColumnBuilder builder = new ColumnBuilder(ColumnType.DOUBLE, count);
        for (double value : values) {
            builder.appendDouble(value);
        }
        percentiles.add(new int[count], builder.build(), count);
        percentiles.finish();
        Arrays.sort(values);
        assertThat(percentiles.isApproximate()).isTrue();
        for (double fraction : new double[] {0, 0.01, 0.05, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
            for (boolean discrete : new boolean[] {true, false}) {
                ColumnBuilder result = new ColumnBuilder(ColumnType.DOUBLE, 1);
                percentiles.result(0, fraction, discrete, true, result);
                Double found = (Double) result.build().boxed(0);
                int rank =
                        discrete ? (int) Percentiles.rank(fraction, count) : (int) Math.round(fraction * (count - 1));
                assertThat(found).as("%s", fraction).isCloseTo(values[rank], within(Math.abs(values[rank]) * 0.01));
            }
        }
    }

    @Test
    void topKNeverCountsTooLowAndFindsTheFrequent() {
        TopK topK = new TopK(ColumnType.LONG, 3);
        topK.resize(1);
        Random random = new Random(3);
        for (int batch = 0; batch < 50; batch++) {
            ColumnBuilder builder = new ColumnBuilder(ColumnType.LONG, 4_000);
            for (int i = 0; i < 4_000; i++) {
                builder.appendLong(i % 4 == 0 ? i / 4 % 3 : 1_000 + random.nextInt(1_000_000));
            }
            topK.add(new int[4_000], builder.build(), 4_000);
        }
        ColumnBuilder result = new ColumnBuilder(ColumnType.JSON, 1);
        topK.result(0, result);
        String json = String.valueOf(result.build().boxed(0));
        assertThat(json).contains("\"value\":0,", "\"value\":1,", "\"value\":2,");
        assertThat(topK.isApproximate()).isTrue();
        for (String part : json.split("\"count\":", -1)) {
            if (part.matches("\\d+\\D.*")) {
                assertThat(Integer.parseInt(part.replaceAll("\\D.*", ""))).isBetween(16_600, 16_700);
            }
        }
    }
}
