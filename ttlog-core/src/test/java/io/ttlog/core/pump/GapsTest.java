/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.runtime.CollectingSink;
import io.ttlog.spi.Metrics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GapsTest {
    private static final int INFO = Tally.kind(Level.INFO);
    private static final int RING_FULL = Tally.dropped(DropReason.RING_FULL);

    private final Symbols symbols = new Symbols();
    private final CollectingSink sink = new CollectingSink("memory");
    private final Lane lane =
            new Lane(0, sink, 64 << 10, System::nanoTime, new Metrics().histogram("write_ms"), System.err);
    private final Inlets inlets = new Inlets(64 << 10);
    private final Tally tally = inlets.owned(Thread.currentThread()).tally();
    private long now = 1_000;
    private final Gaps gaps = new Gaps(
            inlets, new Tally(), List.of(lane), new Origin(() -> now, symbols.intern("shop"), symbols::intern));

    @BeforeEach
    void start() {
        lane.start();
    }

    @AfterEach
    void stop() {
        lane.stop();
        assertThat(lane.joinUntil(System.nanoTime() + 20_000_000_000L)).isTrue();
    }

    /** The gaps that have arrived: from, until, count. */
    private List<String> arrived() {
        Barrier barrier = new Barrier(Ack.WRITTEN, new long[1], 0);
        lane.barrier(barrier);
        assertThat(barrier.await(20_000_000_000L)).isTrue();
        return sink.mapGaps(gap -> gap.timestampNanos() + " " + gap.gapUntilNanos() + " " + gap.gapCount());
    }

    @Test
    void aGapBeginsWhenTheCountWasLastSeenUnmoved() {
        now = 2_000;
        gaps.tell();
        now = 3_000;
        tally.addOwned(RING_FULL, INFO, 7);
        gaps.tell();
        assertThat(arrived()).containsExactly("2000 3000 7");
        now = 4_000;
        tally.addOwned(RING_FULL, INFO, 1);
        gaps.tellAll(0);
        now = 5_000;
        gaps.tellAll(0);
        now = 6_000;
        tally.addOwned(RING_FULL, INFO, 1);
        gaps.tellLast(() -> false);
        assertThat(arrived()).containsExactly("2000 3000 7", "3000 4000 1", "5000 6000 1");
    }

    @Test
    void tellsALossThatGoesOnOnceInAWhile() {
        for (int round = 0; round < 10; round++) {
            now += 100;
            tally.addOwned(RING_FULL, INFO, 1);
            gaps.tell();
        }
        assertThat(arrived()).containsExactly("1000 1100 1"); // ten rounds take far less than Gaps.EVERY_NANOS
        gaps.tellAll(0);
        assertThat(arrived()).containsExactly("1000 1100 1", "1100 2000 9");
    }

    @Test
    void tellsNothingOfAGapThatWasOnlyPrepared() {
        lane.owedGaps().prepare(INFO, DropReason.RING_FULL, symbols.intern("other"));
        gaps.tell();
        assertThat(arrived()).isEmpty();
    }

    @Test
    void tellsABoundedNumberInOneRound() {
        int losses = 0;
        for (DropReason reason : DropReason.values()) {
            for (int kind = 0; kind < EventFormat.GAP_KINDS; kind++) {
                inlets.owned(Thread.currentThread()).tally().addOwned(Tally.dropped(reason), kind, 1);
                lane.owedGaps().add(kind, reason, symbols.intern("other"), 1, 1);
                losses += reason.leavesGap() ? 2 : 1;
            }
        }
        assertThat(losses).isGreaterThan(Gaps.RECORDS_PER_ROUND_MAX);
        for (int told = 0; told < losses; ) {
            told = Math.min(losses, told + Gaps.RECORDS_PER_ROUND_MAX);
            gaps.tell();
            assertThat(arrived()).hasSize(told);
        }
        gaps.tellAll(0);
        assertThat(arrived()).hasSize(losses);
    }

    @Test
    void aClockThatIsSetBackMakesNoGapThatEndsBeforeItBegins() {
        now = 500;
        tally.addOwned(RING_FULL, INFO, 1);
        gaps.tell();
        assertThat(arrived()).containsExactly("1000 1000 1");
    }

    @Test
    void mergesWhatCouldNotBeToldWithWhatIsLostLater() {
        OwedGaps owed = new OwedGaps();
        io.ttlog.core.event.EventEncoder encoder = new io.ttlog.core.event.EventEncoder();
        owed.add(INFO, DropReason.RING_FULL, 0, 50, 2);
        assertThat(owed.tell((record, bytes, replaced) -> false, encoder, 0, 60, 10))
                .isFalse();
        owed.add(INFO, DropReason.RING_FULL, 0, 60, 3);
        owed.add(INFO, DropReason.TOO_LARGE, 0, 70, 4);
        int[] times = new int[1];
        assertThat(owed.tell(
                        (record, bytes, replaced) -> {
                            assertThat(replaced).isEqualTo(times[0] == 0 ? 1 : 0);
                            return times[0]++ == 0;
                        },
                        encoder,
                        0,
                        80,
                        10))
                .isFalse();
        assertThat(owed.clear()).as("records").isEqualTo(1);
        assertThat(owed.clear()).isZero();
    }
}
