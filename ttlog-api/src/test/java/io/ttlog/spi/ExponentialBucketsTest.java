/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Where values go, what buckets become when they do not suffice, and how far percentiles are off. */
class ExponentialBucketsTest {
    private static final MathContext DIGITS = new MathContext(60);

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** 2^(i / 128) to 60 digits. */
    private static BigDecimal bound(int i) {
        BigDecimal bound = BigDecimal.ONE;
        BigDecimal root = BigDecimal.valueOf(2);
        for (int bit = 64; bit > 0; bit >>= 1) {
            root = root.sqrt(DIGITS);
            if ((i & bit) != 0) {
                bound = bound.multiply(root, DIGITS);
            }
        }
        return bound;
    }

    @Test
    void findsTheBucketOfNumbersNextToEachBoundOfAnOctave() {
        int offByAnUlp = 0;
        for (int i = 1; i < 128; i++) {
            BigDecimal exact = bound(i);
            double near = exact.doubleValue();
            for (int ulps = -3; ulps <= 3; ulps++) {
                double value = near + ulps * Math.ulp(near);
                int expected = new BigDecimal(value).compareTo(exact) > 0 ? i : i - 1;
                int found = BucketIndex.of(value);
                if (Math.abs(ulps) > 1) {
                    assertThat(found).as("%s beside bound %d", value, i).isEqualTo(expected);
                } else if (found != expected) {
                    offByAnUlp++;
                }
            }
            assertThat(BucketIndex.of(exact.doubleValue() * 1.002)).isEqualTo(i);
            assertThat(BucketIndex.of(exact.doubleValue() * 0.998)).isEqualTo(i - 1);
        }
        // A bound lies between two doubles; one of them, or a neighbour, is taken for it.
        assertThat(offByAnUlp).isLessThan(127);
    }

    @Test
    void putsPowersOfTwoIntoTheBucketThatTheyEnd() {
        for (int exponent = -1074; exponent < 1024; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertThat(BucketIndex.of(power)).as("2^%d", exponent).isEqualTo(exponent * 128 - 1);
            if (exponent > -1000) {
                assertThat(BucketIndex.of(Math.nextUp(power))).isEqualTo(exponent * 128);
            }
        }
        assertThat(BucketIndex.of(Double.MAX_VALUE)).isEqualTo(1024 * 128 - 1);
        assertThat(BucketIndex.of(3 * Double.MIN_VALUE))
                .isEqualTo((int) Math.ceil((-1074 + Math.log(3) / Math.log(2)) * 128) - 1);
    }

    @Test
    void percentilesAreOffByNoMoreThanItSays() {
        for (int round = 0; round < 300; round++) {
            DoubleSupplier values = distribution(random);
            int count = 1 + random.nextInt(2_000);
            ExponentialBuckets buckets = new ExponentialBuckets();
            double[] sorted = new double[count];
            for (int i = 0; i < count; i++) {
                sorted[i] = values.getAsDouble();
                buckets.add(sorted[i]);
            }
            Arrays.sort(sorted);
            assertThat(buckets.count()).isEqualTo(count);
            for (double fraction : new double[] {0, 0.01, 0.5, 0.9, 0.99, 1, random.nextDouble()}) {
                double position = fraction * (count - 1);
                int below = (int) position;
                double low = sorted[below];
                double high = sorted[Math.min(below + 1, count - 1)];
                double exact = position == below ? low : low * (1 - (position - below)) + high * (position - below);
                // Near zero between two signs the part of each of both counts.
                double off = buckets.relativeErrorMax() * Math.max(Math.abs(low), Math.abs(high)) * (1 + 1e-9);
                assertThat(Math.abs(buckets.percentile(fraction) - exact))
                        .as(
                                "seed %d, round %d, %s of %d at scale %d: %s",
                                seed, round, fraction, count, buckets.scale(), exact)
                        .isLessThanOrEqualTo(off + 2 * Double.MIN_VALUE);
            }
        }
    }

    @Test
    void saysWhatTheDocumentsSayOfItsError() {
        assertThat(errorWithin(1.5)).isLessThan(0.0028);
        assertThat(errorWithin(30)).isLessThan(0.0109);
        assertThat(errorWithin(900)).isLessThan(0.0218);
        assertThat(errorWithin(900_000)).isLessThan(0.0434);
    }

    private static double errorWithin(double factor) {
        double errorMax = 0;
        for (double low = 0.5; low < 2; low += 0.001) {
            ExponentialBuckets buckets = new ExponentialBuckets();
            buckets.add(low);
            buckets.add(low * factor);
            errorMax = Math.max(errorMax, buckets.relativeErrorMax());
        }
        return errorMax;
    }

    @Test
    void orderAndPartsDoNotMatter() {
        for (int round = 0; round < 200; round++) {
            DoubleSupplier distribution = distribution(random);
            List<Double> values = new ArrayList<>();
            for (int i = random.nextInt(500); i >= 0; i--) {
                values.add(distribution.getAsDouble());
            }
            ExponentialBuckets one = new ExponentialBuckets();
            values.forEach(one::add);
            Collections.shuffle(values, random);
            ExponentialBuckets[] parts = new ExponentialBuckets[1 + random.nextInt(5)];
            Arrays.setAll(parts, i -> new ExponentialBuckets());
            values.forEach(value -> parts[random.nextInt(parts.length)].add(value));
            ExponentialBuckets whole = new ExponentialBuckets();
            for (ExponentialBuckets part : parts) {
                whole.add(part);
            }
            assertSame(whole, one, "seed " + seed + ", round " + round);
            assertThat(one.bucketCount(false)).isLessThanOrEqualTo(ExponentialBuckets.BUCKETS_MAX);
            assertThat(one.bucketCount(true)).isLessThanOrEqualTo(ExponentialBuckets.BUCKETS_MAX);
        }
    }

    @Test
    void takesAwayWhatWasAdded() {
        for (int round = 0; round < 100; round++) {
            DoubleSupplier distribution = distribution(random);
            ExponentialBuckets first = new ExponentialBuckets();
            ExponentialBuckets all = new ExponentialBuckets();
            for (int i = random.nextInt(100); i >= 0; i--) {
                double value = distribution.getAsDouble();
                first.add(value);
                all.add(value);
            }
            ExponentialBuckets rest = new ExponentialBuckets();
            for (int i = random.nextInt(100); i >= 0; i--) {
                double value = distribution.getAsDouble();
                rest.add(value);
                all.add(value);
            }
            all.subtract(first);
            assertThat(all.count()).as("seed %d", seed).isEqualTo(rest.count());
            rest.reduceScale(rest.scale() - all.scale());
            assertSame(all, rest, "seed " + seed + ", round " + round);
        }
    }

    static void assertSame(ExponentialBuckets found, ExponentialBuckets expected, String what) {
        assertThat(found.scale()).as(what).isEqualTo(expected.scale());
        assertThat(found.zeros()).as(what).isEqualTo(expected.zeros());
        for (boolean negatives : new boolean[] {false, true}) {
            assertThat(found.lowest(negatives)).as(what).isEqualTo(expected.lowest(negatives));
            assertThat(found.counts(negatives)).as(what).isEqualTo(expected.counts(negatives));
        }
    }

    /** Latencies, uniform ones, one value, tiny and huge ones, all of the doubles, zeros and negative ones among them. */
    static DoubleSupplier distribution(Random random) {
        double unit = Math.pow(10, random.nextInt(13) - 6);
        return switch (random.nextInt(7)) {
            case 0 -> () -> unit * Math.exp(random.nextGaussian());
            case 1 -> () -> unit * (1 + random.nextDouble());
            case 2 -> () -> unit;
            case 3 -> () -> random.nextInt(4) == 0 ? 0 : unit * random.nextInt(1_000);
            case 4 -> () -> unit * random.nextGaussian();
            case 5 -> () -> Math.scalb(1 + random.nextDouble(), random.nextInt(2_098) - 1_074);
            default ->
                () -> random.nextInt(100) == 0 ? unit * 1e9 * random.nextDouble() : unit * (5 + random.nextDouble());
        };
    }
}
