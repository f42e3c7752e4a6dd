/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());

    @Test
    void isAtMostTwoPercentAboveTheTruePercentile() {
        Random random = new Random(seed);
        Latencies latencies = new Latencies();
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> random.nextInt(1, 64); // every magnitude
            latencies.add(values[i]);
        }
        Arrays.sort(values);
        for (double percent : new double[] {0.1, 10, 50, 90, 99, 99.9, 100}) {
            long exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
            assertThat((double) latencies.percentile(percent))
                    .as("-Dttlog.seed=%d, %s%%", seed, percent)
                    .isBetween((double) exact, exact * 1.02 + 1);
        }
        assertThat(latencies.max()).isEqualTo(values[values.length - 1]);
        assertThat(latencies.count()).isEqualTo(values.length);
    }

    @Test
    void putsEachEndOfABucketIntoThatBucket() {
        for (int bucket = 0; bucket <= Latencies.bucket(Long.MAX_VALUE); bucket++) {
            assertThat(Latencies.bucket(Latencies.upperEnd(bucket))).isEqualTo(bucket);
        }
    }

    @Test
    void startsAfreshWhenCleared() {
        Latencies latencies = new Latencies();
        latencies.add(5);
        latencies.clear();
        assertThat(latencies.percentile(99)).isZero();
        assertThat(latencies.count()).isZero();
    }
}
