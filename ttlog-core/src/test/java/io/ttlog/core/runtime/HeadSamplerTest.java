/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.Sampling;
import io.ttlog.SpanContext;
import io.ttlog.core.SeededRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class HeadSamplerTest {
    private static final int TRACES = 200_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long TRACE = 0x00ff_0000_0000_0000L; // nearly the largest number in its rightmost 56 bits

    private static HeadSampler ratio(double share) {
        return new HeadSampler(Sampling.ratio(share), 0);
    }

    private static HeadSampler perSecond(int traces) {
        return new HeadSampler(Sampling.all().perSecond(traces), 0);
    }

    private static SpanContext parent(long traceIdLow, int flags, String tracestate) {
        return new SpanContext(1, traceIdLow, 1, flags, tracestate);
    }

    @Test
    void tellsTheThresholdAsOpenTelemetryWritesIt() {
        assertThat(ratio(1).tracestate(0)).isEqualTo("ot=th:0");
        assertThat(ratio(0.5).tracestate(1L << 55)).isEqualTo("ot=th:8");
        assertThat(ratio(0.25).tracestate(0xc0_0000_0000_0000L)).isEqualTo("ot=th:c");
        HeadSampler tenth = ratio(0.1);
        assertThat(tenth.tracestate(tenth.decide(TRACE, 0))).isEqualTo("ot=th:e6666666666666");
        assertThat(ratio(1e-9).decide(-1, 0)).isEqualTo((1L << 56) - 72_057_594); // 2^56 / 10^9
        assertThat(ratio(15.0 / 16).tracestate(1L << 52)).isEqualTo("ot=th:1");
        assertThat(ratio(255.0 / 256).tracestate(1L << 48)).isEqualTo("ot=th:01");
        assertThat(tenth.tracestate(HeadSampler.UNSAMPLED)).isEmpty();
    }

    @Test
    void comparesTheRightmost56BitsOfTheIdWithTheThreshold() {
        HeadSampler half = ratio(0.5);
        assertThat(half.decide(0x0080_0000_0000_0000L, 0)).isEqualTo(1L << 55);
        assertThat(half.decide(0x007f_ffff_ffff_ffffL, 0)).isEqualTo(HeadSampler.UNSAMPLED);
        assertThat(half.decide(0xff7f_ffff_ffff_ffffL, 0)).isEqualTo(HeadSampler.UNSAMPLED);
        assertThat(half.decide(0xff80_0000_0000_0000L, 0)).isEqualTo(1L << 55);
        assertThat(ratio(0).decide(-1, 0)).isEqualTo(HeadSampler.UNSAMPLED);
        assertThat(ratio(1).decide(0, 0)).isZero();
    }

    @Test
    void keepsTheShareAndWhatIsKeptStandsForAll(Random random) {
        for (double share : new double[] {0.5, 0.1, 0.01}) {
            HeadSampler sampler = ratio(share);
            int kept = 0;
            double weight = 0;
            for (int i = 0; i < TRACES; i++) {
                long threshold = sampler.decide(random.nextLong(), 0);
                if (threshold >= 0) {
                    kept++;
                    weight += sampler.weight(threshold);
                }
            }
            double deviation = Math.sqrt(TRACES * share * (1 - share));
            assertThat((double) kept).isCloseTo(TRACES * share, within(6 * deviation));
            assertThat(weight).isCloseTo(kept / share, within(1e-3));
        }
    }

    @Test
    void keepsNothingOfWhatALargerShareLeavesOut(Random random) {
        HeadSampler few = ratio(0.05);
        HeadSampler more = ratio(0.3);
        int both = 0;
        for (int i = 0; i < 10_000; i++) {
            long id = random.nextLong();
            if (few.decide(id, 0) >= 0) {
                both++;
                assertThat(more.decide(id, 0)).isNotNegative();
            }
        }
        assertThat(both).isPositive();
    }

    @Test
    void followsTheParent() {
        HeadSampler none = ratio(0);
        assertThat(none.decided(parent(TRACE, 0, "ot=th:8"))).isEqualTo(HeadSampler.UNSAMPLED);
        assertThat(none.decided(parent(TRACE, SpanContext.SAMPLED, ""))).isZero();
        long half = 1L << 55;
        for (String state : new String[] {
            "ot=th:8", "a=b,ot=th:8", "ot=th:80;p:1,a=th:c", "ot=p:1;th:8", "a=ot,ot=th:80000000000000"
        }) {
            assertThat(none.decided(parent(TRACE, SpanContext.SAMPLED, state)))
                    .as(state)
                    .isEqualTo(half);
        }
        assertThat(none.weight(half)).isEqualTo(2);
    }

    @Test
    void takesAThresholdThatCannotBeForUnknown() {
        HeadSampler sampler = ratio(0.5);
        for (String state : new String[] {
            "a=b",
            "a=th:8",
            "ot=rv:8,x=th:8",
            "ot=th:",
            "ot=th:g",
            "ot=th:8A",
            "ot=th:800000000000000",
            "ot=th:ffffffffffffff",
            "ot=xth:8",
            "aot=th:8",
            "ot=th:8;rv:70000000000000"
        }) {
            assertThat(sampler.decided(parent(TRACE, SpanContext.SAMPLED, state)))
                    .as(state)
                    .isZero();
        }
        assertThat(sampler.decided(parent(0, SpanContext.SAMPLED, "ot=th:8")))
                .as("by its id it would not have been kept")
                .isZero();
        assertThat(sampler.decided(parent(0, SpanContext.SAMPLED, "ot=th:8;rv:80000000000000")))
                .as("another random number is given")
                .isEqualTo(1L << 55);
        assertThat(sampler.decided(parent(0, SpanContext.SAMPLED, "ot=th:8;rv:8")))
                .as("which has 14 digits")
                .isZero();
    }

    @Test
    void survivesAnyTraceState(Random random) {
        HeadSampler sampler = ratio(0.5);
        String alphabet = "ot=;,:thrv08afx";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder state = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                state.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            long threshold = sampler.decided(parent(random.nextLong(), SpanContext.SAMPLED, state.toString()));
            assertThat(threshold).isBetween(0L, (1L << 56) - 1);
        }
    }

    /** So many traces arrive a second, for some seconds: how many are kept each second, and the sum of their weights last. */
    private static double[] run(HeadSampler sampler, Random random, int arrivals, int seconds) {
        return run(sampler, random, arrivals, seconds, 0);
    }

    private static double[] run(HeadSampler sampler, Random random, int arrivals, int seconds, int from) {
        double[] keptAndWeight = new double[seconds + 1];
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < arrivals; i++) {
                long threshold = sampler.decide(random.nextLong(), (from + second) * SECOND + i * (SECOND / arrivals));
                if (threshold >= 0) {
                    keptAndWeight[second]++;
                    keptAndWeight[seconds] += sampler.weight(threshold);
                }
            }
        }
        return keptAndWeight;
    }

    @Test
    void keepsAllWhileTheyAreFew(Random random) {
        double[] kept = run(perSecond(100), random, 80, 20);
        assertThat(kept).startsWith(80, 80, 80).endsWith(80, 20 * 80);
    }

    @Test
    void keepsSoManyASecondWhateverArrivesAndTheirWeightsAddUp(Random random) {
        int seconds = 20;
        for (int arrivals : new int[] {300, 10_000, 100_000}) {
            double[] kept = run(perSecond(100), random, arrivals, seconds);
            double all = 0;
            for (int second = 0; second < seconds; second++) {
                all += kept[second];
            }
            assertThat(all).as("%d a second", arrivals).isBetween(0.9 * 100 * seconds, 100.0 * seconds + 4 * 100);
            // Each weight is at most some four times the mean one, arrivals / 100, so this bounds the deviation of the
            // sum.
            double deviation = Math.sqrt((double) arrivals * seconds * 4 * arrivals / 100);
            assertThat(kept[seconds])
                    .as("%d a second", arrivals)
                    .isCloseTo((double) arrivals * seconds, within(6 * deviation));
        }
    }

    @Test
    void neverKeepsMoreThanTheBudgetHoldsHoweverManyComeAtOnce() {
        HeadSampler sampler = perSecond(10);
        for (long now : new long[] {0, 1_000 * SECOND}) { // what is not spent is not saved for long
            int kept = 0;
            for (int i = 0; i < 100_000; i++) {
                if (sampler.decide(-1, now) >= 0) { // the id that each threshold but the last lets pass
                    kept++;
                }
            }
            assertThat(kept).isLessThanOrEqualTo(4 * TraceBudget.TRACES_MIN).isGreaterThan(TraceBudget.TRACES_MIN);
        }
    }

    @Test
    void recoversWhenTheBurstIsOver(Random random) {
        HeadSampler sampler = perSecond(100);
        run(sampler, random, 1_000_000, 1);
        for (int i = 0; i < 40; i++) {
            assertThat(sampler.decide(0, 10 * SECOND)).isZero();
        }
    }

    @Test
    void combinesShareAndBudgetIntoTheSmallerOne(Random random) {
        HeadSampler sampler = new HeadSampler(Sampling.ratio(0.1).perSecond(100), 0);
        long share = (1L << 56) - Math.round(0.1 * (1L << 56));
        assertThat(sampler.decide(-1, 0)).isEqualTo(share);
        double[] kept = run(sampler, random, 500, 20);
        assertThat(kept[20]).isCloseTo(10_000, within(6 * 10 * Math.sqrt(1_000)));
        double[] many = run(sampler, random, 50_000, 10, 20);
        assertThat(many[9]).isBetween(50.0, 200.0);
        long threshold = HeadSampler.UNSAMPLED;
        for (int i = 0; threshold < 0 || threshold == share; i++) {
            threshold = sampler.decide(-1, 30 * SECOND);
            assertThat(i).isLessThan(1_000);
        }
        assertThat(sampler.tracestate(threshold)).matches("ot=th:f+[08ce]?");
        assertThat(sampler.decided(parent(-1, SpanContext.SAMPLED, sampler.tracestate(threshold))))
                .isEqualTo(threshold);
    }
}
