/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Sampling;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.TraceMark;
import io.ttlog.core.ring.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class TailSamplerTest {
    private static final int SPAN = Tally.kind(Signal.SPAN);
    private static final long SECOND = 1_000_000_000L;
    private static final Sampling TENTH = Sampling.ratio(0.1)
            .keepErrors()
            .keepSlowerThan(Duration.ofSeconds(1))
            .within(Duration.ofSeconds(30), 64 << 10);

    /** A span that went on. */
    private record Sent(long trace, long span, double weight) {}

    private final Tally tally = new Tally();
    private final List<Sent> sent = new ArrayList<>();
    private final EventReader reader = new EventReader();
    private final EventEncoder encoder = new EventEncoder();
    private TailSampler sampler = sampler(TENTH);
    private long nextSpan = 1;

    private TailSampler sampler(Sampling sampling) {
        return new TailSampler(sampling, 0, tally, this::road);
    }

    private void road(byte[] records, int from, int to) {
        reader.wrapChecked(records, from, to, "road", 0); // exactly one record, well-formed
        assertThat(TraceMark.at(records, from)).isEqualTo(TraceMark.NONE);
        sent.add(new Sent(reader.traceIdLow(), reader.spanId(), reader.weight()));
    }

    private long dropped(DropReason reason) {
        return tally.count(Tally.dropped(reason), SPAN);
    }

    /** Encodes a span, has the sampler see it, and returns its id. */
    private long span(long trace, boolean root, boolean failed, long nanos, double headWeight, double weight) {
        long id = nextSpan++;
        encoder.beginSpan(
                SpanKind.INTERNAL, failed ? SpanStatus.ERROR : SpanStatus.OK, 1, 0, 0, 0, nanos, 1, trace, id, 7);
        encoder.logger(TraceMark.of(root, headWeight));
        if (id % 3 == 0) {
            encoder.field(2, "x".repeat((int) (id % 700)));
        }
        if (weight > 1) {
            encoder.weight(weight);
        }
        int bytes = encoder.end();
        byte[] record = Arrays.copyOf(encoder.buffer(), (bytes + 7) / 8 * 8);
        if (!sampler.takes(record, 0)) {
            road(record, 0, bytes);
        }
        return id;
    }

    private long child(long trace, double headWeight) {
        return span(trace, false, false, 1, headWeight, 1);
    }

    private long root(long trace, double headWeight) {
        return span(trace, true, false, 1, headWeight, 1);
    }

    private static Sent sent(long trace, long span, double weight) {
        return new Sent(trace, span, weight);
    }

    @Test
    void holdsSpansUntilTheirLocalRootEndsThenTheHeadDecides() {
        long kept = child(5, 10);
        long left = child(6, 0);
        assertThat(sent).isEmpty();
        assertThat(sampler.held().traces()).isEqualTo(2);
        assertThat(left).isGreaterThan(kept);
        long keptRoot = root(5, 10);
        root(6, 0);
        assertThat(sent).containsExactly(sent(5, kept, 10), sent(5, keptRoot, 10));
        assertThat(dropped(DropReason.SAMPLED)).isEqualTo(2);
        assertThat(sampler.held().traces()).isZero();
        assertThat(sampler.held().bytes()).isZero();
    }

    @Test
    void keepsAllSpansOfATraceThatFailedOrWasSlowAndEachStandsForItself() {
        long first = child(5, 0);
        long failed = span(5, false, true, 1, 0, 1);
        long after = child(5, 0);
        long root = root(5, 0);
        assertThat(sent).containsExactly(sent(5, first, 1), sent(5, failed, 1), sent(5, after, 1), sent(5, root, 1));
        sent.clear();
        long child = child(6, 10);
        long slow = span(6, true, false, SECOND, 10, 1);
        long late = child(6, 10);
        assertThat(sent).containsExactly(sent(6, child, 1), sent(6, slow, 1), sent(6, late, 1));
        sent.clear();
        child(7, 0);
        span(7, true, false, SECOND - 1, 0, 1);
        assertThat(sent).isEmpty();
        assertThat(dropped(DropReason.SAMPLED)).isEqualTo(2);
    }

    @Test
    void looksOnlyAtWhatItIsToLookAt() {
        sampler = sampler(Sampling.ratio(0.1).keepErrors());
        span(5, true, false, 1_000 * SECOND, 0, 1);
        assertThat(sent).isEmpty();
        sampler = sampler(Sampling.ratio(0.1).keepSlowerThan(Duration.ofSeconds(1)));
        span(6, true, true, 1, 0, 1);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatComesLateFollowsTheDecision() {
        root(5, 0);
        child(5, 0);
        assertThat(sent).isEmpty();
        long failed = span(5, false, true, 1, 0, 1);
        long later = child(5, 0);
        assertThat(sent).containsExactly(sent(5, failed, 1), sent(5, later, 1));
        sent.clear();
        long root = root(6, 10);
        long late = child(6, 10);
        assertThat(sent).containsExactly(sent(6, root, 10), sent(6, late, 10));
        assertThat(dropped(DropReason.SAMPLED)).isEqualTo(2);
    }

    @Test
    void letsPassWhatNeedsNoDecision() {
        long one = child(5, 1);
        assertThat(sent).containsExactly(sent(5, one, 1));
        int bytes = encoder.beginLogInSpan(Level.ERROR, 1, 77, 0, 0, 0, 1, 5, 1).end();
        assertThat(sampler.takes(encoder.buffer(), 0)).isFalse();
        assertThat(reader.wrapChecked(encoder.buffer(), 0, bytes, "log", 0).logger())
                .isEqualTo(77);
        encoder.beginSpan(SpanKind.SERVER, SpanStatus.OK, 1, 0, 0, 0, 1, 1, 5, 9, 0)
                .end();
        assertThat(sampler.takes(encoder.buffer(), 0)).as("a span of a bridge").isFalse();
        assertThat(sampler.held().traces()).isZero();
    }

    @Test
    void multipliesTheWeightOfAnotherChoice() {
        long one = span(5, true, false, 1, 10, 4);
        long two = span(6, true, true, 1, 10, 4);
        long three = span(7, true, false, 1, 1 / 0.3, 1);
        assertThat(sent).containsExactly(sent(5, one, 40), sent(6, two, 4), sent(7, three, (float) (1 / 0.3)));
    }

    @Test
    void putsTheShareOfTheConfigurationBackExactly() {
        sampler = sampler(Sampling.ratio(0.3).keepErrors());
        long one = root(7, 1 / 0.3);
        assertThat(sent).containsExactly(sent(7, one, 1 / 0.3));
    }

    @Test
    void anUnfinishedSpanEndsNoTrace() {
        span(5, true, false, -1, 0, 1);
        assertThat(sampler.held().traces()).isEqualTo(1);
    }

    @Test
    void decidesByWhatIsKnownAfterTheLongestTime() {
        child(5, 0);
        sampler.tick(10 * SECOND);
        child(6, 10);
        child(5, 0);
        sampler.tick(30 * SECOND - 1);
        assertThat(sampler.held().traces()).isEqualTo(2);
        sampler.tick(30 * SECOND);
        assertThat(sampler.held().traces()).isEqualTo(1);
        assertThat(dropped(DropReason.SAMPLED)).isEqualTo(2);
        assertThat(sampler.status().decidedEarly()).isEqualTo(1);
        sampler.tick(40 * SECOND);
        assertThat(sent).hasSize(1);
        assertThat(sampler.status().traces()).isZero();
        assertThat(sampler.status().decidedEarly()).isEqualTo(2);
    }

    @Test
    void decidesTheOldestWhenThereIsNoRoomAndCountsIt() {
        int traces = 0;
        while (sampler.held().traces() == traces) {
            child(++traces, traces % 2 == 0 ? 10 : 0);
            assertThat(sampler.held().bytes()).isLessThanOrEqualTo(64 << 10);
        }
        assertThat(traces).isGreaterThan(60);
        assertThat(dropped(DropReason.SAMPLED) + sent.size()).isPositive();
        sampler.tick(0);
        assertThat(sampler.status().decidedEarly()).isPositive();
        assertThat(sampler.status().traces()).isEqualTo(sampler.held().traces());
        assertThat(sampler.status().bytes()).isEqualTo(sampler.held().bytes()).isPositive();
    }

    @Test
    void decidesATraceThatIsTooLargeForAllTheRoom() {
        for (int i = 0; i < 5_000; i++) {
            child(5, 10);
        }
        assertThat(sent).hasSize(5_000);
        assertThat(sent).extracting(Sent::span).isSorted();
        sampler.tick(0);
        assertThat(sampler.status().decidedEarly()).isEqualTo(1);
    }

    @Test
    void decidesAllWhenAskedAndCountsWhatIsAbandoned() {
        long kept = child(5, 10);
        child(6, 0);
        sampler.decideAll();
        assertThat(sent).containsExactly(sent(5, kept, 10));
        assertThat(dropped(DropReason.SAMPLED)).isEqualTo(1);
        child(7, 10);
        child(7, 10);
        sampler.abandon();
        sampler.abandon();
        assertThat(dropped(DropReason.SHUTDOWN)).isEqualTo(2);
        assertThat(sent).hasSize(1);
    }

    @Test
    void remembersTheLatestDecisionsOnly() {
        root(1, 0);
        for (long trace = 2; trace <= TraceTable.ENDED_MAX; trace++) {
            root(trace, 0);
        }
        span(1, false, true, 1, 0, 1); // whole from now on
        long followed = child(1, 0);
        assertThat(sent).hasSize(2).contains(sent(1, followed, 1));
        root(TraceTable.ENDED_MAX + 1, 0);
        assertThat(sampler.traces().endedCount()).isEqualTo(TraceTable.ENDED_MAX);
        child(1, 0);
        assertThat(sent).as("forgotten, so held anew").hasSize(2);
        assertThat(sampler.held().traces()).isEqualTo(1);
        child(2, 0);
        assertThat(sampler.held().traces()).as("still remembered").isEqualTo(1);
    }

    @Test
    void knowsAFailedTraceUntilItsRootHasEnded() {
        span(1, false, true, 1, 0, 1);
        sampler.decideAll();
        for (long trace = 2; trace <= 2 * TraceTable.ENDED_MAX; trace++) {
            root(trace, 0);
        }
        long late = child(1, 0);
        assertThat(sent).hasSize(2).contains(sent(1, late, 1));
        root(1, 0);
        assertThat(sent).hasSize(3);
        assertThat(sampler.traces().expectedCount()).isZero();
    }

    @Test
    void expectsNoMoreTracesThanThereIsRoomFor() {
        for (long trace = 1; trace <= 1_000; trace++) {
            span(trace, false, true, 1, 0, 1);
            assertThat(sampler.traces().expectedCount()).isLessThanOrEqualTo((64 << 10) / HeldSpans.PIECE_BYTES);
        }
        assertThat(sent).hasSize(1_000);
        sampler.tick(60 * SECOND);
        assertThat(sampler.traces().expectedCount()).isZero();
        assertThat(sampler.status().decidedEarly()).as("they were decided").isZero();
    }

    /** Traces of random shape, interleaved, with failures: none of these is lost, weights tell the truth, and all is accounted for. */
    @Test
    void keepsEveryFailureAndTellsHowManyThereWere(Random random) {
        int count = 20_000;
        double share = 0.1;
        sampler = sampler(Sampling.ratio(share).keepErrors().within(Duration.ofSeconds(30), 8 << 20));
        long[] left = new long[count];
        boolean[] sampled = new boolean[count];
        boolean[] failed = new boolean[count];
        long submitted = 0;
        List<Integer> open = new ArrayList<>();
        int begun = 0;
        while (begun < count || !open.isEmpty()) {
            if (begun < count && (open.size() < 50 || random.nextInt(4) == 0)) {
                left[begun] = random.nextInt(8);
                sampled[begun] = random.nextDouble() < share;
                open.add(begun++);
            }
            int at = random.nextInt(open.size());
            int trace = open.get(at);
            boolean root = left[trace]-- == 0;
            boolean fails = random.nextInt(200) == 0;
            failed[trace] |= fails;
            span(trace, root, fails, 1, sampled[trace] ? 1 / share : 0, 1);
            submitted++;
            if (root) {
                open.remove(at);
            }
        }
        assertThat(sampler.held().traces()).isZero();
        assertThat(sent.size() + dropped(DropReason.SAMPLED)).isEqualTo(submitted);
        double weights = 0;
        double weightsOfFailed = 0;
        boolean[] seen = new boolean[count];
        for (Sent span : sent) {
            int trace = (int) span.trace();
            seen[trace] = true;
            assertThat(span.weight()).isEqualTo(failed[trace] ? 1 : 1 / share);
            weights += span.weight();
            weightsOfFailed += failed[trace] ? span.weight() : 0;
        }
        for (int trace = 0; trace < count; trace++) {
            assertThat(seen[trace]).isEqualTo(failed[trace] || sampled[trace]);
        }
        // A trace has 4.5 spans, 25.5 in the mean square; some two percent of traces failed.
        double deviation = Math.sqrt(count * 25.5 * (1 - share) / share);
        assertThat(weights).isCloseTo((double) submitted, within(6 * deviation));
        assertThat(weightsOfFailed).isPositive();
    }
}
