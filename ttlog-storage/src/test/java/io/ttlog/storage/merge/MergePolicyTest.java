/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.manifest.SegmentEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    /** 2026-11-21. */
    private static final long DAY_START = 20_778 * DAY_NANOS;

    private final MergePolicy policy = new MergePolicy(4, Long.MAX_VALUE);
    private long nextId = 1;

    private SegmentEntry segment(String partition, int level, long bytes) {
        return new SegmentEntry(nextId++, Signal.LOG, partition, level, 1000, 0, 1, bytes, bytes * 10, List.of());
    }

    private List<SegmentEntry> segments(int count, String partition, int level) {
        List<SegmentEntry> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(segment(partition, level, 1000));
        }
        return segments;
    }

    @Test
    void fewerSegmentsOfALevelThanTheFanInWait() {
        List<SegmentEntry> segments = segments(3, "h20261121-14", 0);
        segments.addAll(segments(3, "h20261121-15", 0));
        segments.addAll(segments(3, "h20261121-14", 1));
        assertThat(policy.ofTier(segments)).isNull();
    }

    @Test
    void asManyAsTheFanInBecomeOneOfTheNextLevel() {
        List<SegmentEntry> segments = segments(2, "h20261121-15", 0);
        segments.addAll(segments(4, "h20261121-14", 1));
        MergePolicy.Job job = Objects.requireNonNull(policy.ofTier(segments));
        assertThat(job.inputs()).isEqualTo(segments.subList(2, 6));
        assertThat(job.partition()).isEqualTo("h20261121-14");
        assertThat(job.level()).isEqualTo(2);
        assertThat(job.naturalBytes()).isEqualTo(40_000);
    }

    /** A thousand rows of ten bytes each are a row group. */
    @Test
    void noMoreSegmentsAreOpenThanTheHeapHasRoomFor() {
        List<SegmentEntry> segments = segments(4, "h20261121-14", 0);
        long rowGroup = 1000 * (10 + 1);
        MergePolicy three = new MergePolicy(4, 4 * rowGroup - 1);
        assertThat(Objects.requireNonNull(three.ofTier(segments)).inputs()).isEqualTo(segments.subList(0, 3));
        assertThat(three.ofTier(segments.subList(0, 3)))
                .as("fewer than the fan-in wait all the same")
                .isNull();
        assertThat(Objects.requireNonNull(three.ofAnyDay(segments)).inputs()).hasSize(3);
        MergePolicy one = new MergePolicy(4, rowGroup);
        assertThat(one.ofTier(segments)).as("one alone is no merge").isNull();
    }

    @Test
    void aSegmentOpensNoMoreThanARowGroup() {
        List<SegmentEntry> segments = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            segments.add(segment("h20261121-14", 0, 100L << 20)); // of a thousand rows of a mebibyte
        }
        assertThat(new MergePolicy(4, 4L * Chunk.NATURAL_BYTES_SOFT).ofTier(segments))
                .isNotNull()
                .satisfies(job -> assertThat(job.inputs()).hasSize(4));
    }

    @Test
    void theLowestLevelComesFirst() {
        List<SegmentEntry> segments = segments(4, "h20261121-14", 1);
        segments.addAll(segments(4, "h20261121-15", 0));
        assertThat(Objects.requireNonNull(policy.ofTier(segments)).level()).isEqualTo(1);
    }

    @Test
    void segmentsThatWouldBeTooLargeTogetherStayApart() {
        List<SegmentEntry> segments = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            segments.add(segment("h20261121-14", 3, MergePolicy.BYTES_MAX / 2 + 1));
        }
        assertThat(policy.ofTier(segments)).isNull();
        segments.addAll(segments(4, "h20261121-14", 3));
        assertThat(Objects.requireNonNull(policy.ofTier(segments)).inputs()).hasSize(5);
    }

    @Test
    void theHoursOfADayThatIsOverBecomeOneOfTheDay() {
        List<SegmentEntry> segments = segments(1, "h20261121-14", 1);
        segments.addAll(segments(1, "h20261121-15", 2));
        segments.addAll(segments(1, "h20261122-00", 0));
        assertThat(policy.ofColdDay(segments, DAY_START + DAY_NANOS - 1)).isNull();
        MergePolicy.Job job = Objects.requireNonNull(policy.ofColdDay(segments, DAY_START + DAY_NANOS));
        assertThat(job.inputs()).isEqualTo(segments.subList(0, 2));
        assertThat(job.partition()).isEqualTo("d20261121");
        assertThat(job.level()).isEqualTo(3);
    }

    @Test
    void aFewLateRowsDoNotRewriteADay() {
        List<SegmentEntry> segments = new ArrayList<>(List.of(segment("d20261121", 3, 100_000)));
        segments.add(segment("h20261121-14", 0, 45_000));
        assertThat(policy.ofColdDay(segments, Long.MAX_VALUE - 1)).isNull();
        segments.add(segment("h20261121-14", 0, 5_000));
        assertThat(policy.ofColdDay(segments, Long.MAX_VALUE - 1)).isNotNull();
        assertThat(policy.ofAnyDay(segments.subList(0, 2))).isNotNull();
    }

    @Test
    void theOnlySegmentOfADayIsWrittenAgainOnce() {
        assertThat(Objects.requireNonNull(policy.ofColdDay(segments(1, "h20261121-14", 0), Long.MAX_VALUE - 1))
                        .level())
                .isEqualTo(1);
        assertThat(policy.ofColdDay(segments(1, "d20261121", 1), Long.MAX_VALUE - 1))
                .isNull();
        assertThat(policy.ofAnyDay(segments(1, "d20261121", 1))).isNull();
    }

    @Test
    void monthsAndTheRestAreNeverCold() {
        List<SegmentEntry> segments = segments(3, "m20261101", 0);
        segments.addAll(segments(3, "all", 0));
        assertThat(policy.ofColdDay(segments, Long.MAX_VALUE - 1)).isNull();
        assertThat(Objects.requireNonNull(policy.ofAnyDay(segments)).inputs()).hasSize(3);
    }

    @Test
    void aDayOfAYearThatTheClockDoesNotReachIsNeverOver() {
        assertThat(TimePartition.endNanos("d+123450101")).isEqualTo(Long.MAX_VALUE);
        assertThat(TimePartition.endNanos("d30000101")).isEqualTo(Long.MAX_VALUE);
        assertThat(TimePartition.endNanos("d20261121")).isEqualTo(DAY_START + DAY_NANOS);
    }

    @Test
    void refusesAFanInThatMergesNothing() {
        assertThatThrownBy(() -> new MergePolicy(1, Long.MAX_VALUE)).hasMessageContaining("fan-in of 1");
    }
}
