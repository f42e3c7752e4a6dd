/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.manifest.SegmentEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which segments to merge next. Two rules, of which the first finds work more often:
 *
 * <ol>
 *   <li><em>Tiers</em>: when a partition has {@code fanIn} segments of one level, they become one of the next. Each row is thus written
 *       again once a level, and levels grow with the logarithm of the rows.
 *   <li><em>Cold days</em>: when a day is over and nothing came for it lately, the segments of its hours become one of the day.
 * </ol>
 *
 * What is rolled up and what is not are never merged with each other. Immutable; a function of the manifest and the time.
 */
public final class MergePolicy {
    /** Most stored bytes of a merged segment: damage, deletion and a backup cost a file, and a file is mapped as a whole. */
    public static final long BYTES_MAX = 512L << 20;

    /** A cold day is not written again for less than half of its largest segment. */
    private static final int LATE_SHARE = 2;

    private final int fanIn;
    private final long openBytesMax;

    /**
     * Merges that many segments of a level, or fewer at once where they would take too much memory.
     *
     * @param fanIn from 2 to {@link Merge#INPUTS_MAX}
     * @param openBytesMax bytes at natural width that the row groups of all inputs may have which are open at once
     */
    public MergePolicy(int fanIn, long openBytesMax) {
        if (fanIn < 2 || fanIn > Merge.INPUTS_MAX) {
            throw new IllegalArgumentException("fan-in of " + fanIn + "; use 2 to " + Merge.INPUTS_MAX);
        }
        this.fanIn = fanIn;
        this.openBytesMax = openBytesMax;
    }

    /**
     * A merge to do.
     *
     * @param inputs in the order in which their rows came
     * @param partition of the merged segment
     * @param level of the merged segment
     */
    public record Job(List<SegmentEntry> inputs, String partition, int level) {
        /** The table. */
        public Signal signal() {
            return inputs.get(0).signal();
        }

        /** Bytes at natural width of all rows. */
        public long naturalBytes() {
            return inputs.stream().mapToLong(SegmentEntry::naturalBytes).sum();
        }
    }

    private record Place(Signal signal, String partition, int level, boolean rolledUp) {}

    /**
     * The next merge by tiers, of the lowest level that has one; null when there is none.
     *
     * @param segments in the order in which their rows came
     */
    public @Nullable Job ofTier(Collection<SegmentEntry> segments) {
        Map<Place, List<SegmentEntry>> byPlace = new TreeMap<>(Comparator.comparingInt(Place::level)
                .thenComparing(Place::signal)
                .thenComparing(Place::partition)
                .thenComparing(Place::rolledUp));
        for (SegmentEntry segment : segments) {
            byPlace.computeIfAbsent(
                            new Place(segment.signal(), segment.partition(), segment.level(), segment.rolledUp()),
                            p -> new ArrayList<>())
                    .add(segment);
        }
        for (var place : byPlace.entrySet()) {
            List<SegmentEntry> fitting = fitting(place.getValue());
            List<SegmentEntry> inputs = openAtOnce(fitting);
            if (fitting.size() >= fanIn && inputs.size() > 1) {
                return new Job(
                        inputs, place.getKey().partition(), place.getKey().level() + 1);
            }
        }
        return null;
    }

    /**
     * The next merge of a cold day; null when there is none.
     *
     * @param segments in the order in which their rows came
     * @param beforeNanos days that end before this time are cold
     */
    public @Nullable Job ofColdDay(Collection<SegmentEntry> segments, long beforeNanos) {
        return ofDay(segments, beforeNanos, LATE_SHARE);
    }

    /** As {@link #ofColdDay}, however little there is to merge: what somebody asks for who wants the store as small as it gets. */
    public @Nullable Job ofAnyDay(Collection<SegmentEntry> segments) {
        return ofDay(segments, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private @Nullable Job ofDay(Collection<SegmentEntry> segments, long beforeNanos, int lateShare) {
        Map<String, List<SegmentEntry>> byDay = new TreeMap<>();
        for (SegmentEntry segment : segments) {
            String day = TimePartition.day(segment.partition());
            if (TimePartition.endNanos(day) <= beforeNanos) {
                byDay.computeIfAbsent(segment.signal() + " " + segment.rolledUp() + " " + day, d -> new ArrayList<>())
                        .add(segment);
            }
        }
        for (List<SegmentEntry> ofDay : byDay.values()) {
            List<SegmentEntry> inputs = openAtOnce(fitting(ofDay));
            boolean fresh = inputs.size() == 1 && inputs.get(0).level() == 0; // smaller when it is written again
            if (fresh || inputs.size() > 1 && worthIt(inputs, lateShare)) {
                int level = inputs.stream().mapToInt(SegmentEntry::level).max().orElseThrow() + 1;
                return new Job(
                        inputs, TimePartition.day(inputs.get(0).partition()), Math.min(level, SegmentEntry.LEVEL_MAX));
            }
        }
        return null;
    }

    /** Whether what is written again is not mostly one large segment. */
    private static boolean worthIt(List<SegmentEntry> inputs, int lateShare) {
        long bytes = inputs.stream().mapToLong(SegmentEntry::bytes).sum();
        long largest = inputs.stream().mapToLong(SegmentEntry::bytes).max().orElseThrow();
        return bytes - largest >= largest / lateShare;
    }

    /** The first of them that make a segment within the bounds; what is at a bound already is passed by. */
    private List<SegmentEntry> fitting(List<SegmentEntry> candidates) {
        List<SegmentEntry> fitting = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        for (SegmentEntry segment : candidates) {
            if (segment.level() < SegmentEntry.LEVEL_MAX
                    && fitting.size() < Merge.INPUTS_MAX
                    && rows + segment.rowCount() <= Merge.ROWS_MAX
                    && bytes + segment.bytes() <= BYTES_MAX) {
                fitting.add(segment);
                rows += segment.rowCount();
                bytes += segment.bytes();
            }
        }
        return fitting;
    }

    /** The first of them whose row groups may be open at the same time; one at least. */
    private List<SegmentEntry> openAtOnce(List<SegmentEntry> candidates) {
        long open = 0;
        for (int i = 0; i < candidates.size(); i++) {
            open += openBytes(candidates.get(i));
            if (i > 0 && open > openBytesMax) {
                return candidates.subList(0, i);
            }
        }
        return candidates;
    }

    /** What a row group of it has at most, about. */
    private static long openBytes(SegmentEntry segment) {
        long bytesPerRow = segment.naturalBytes() / Math.max(1, segment.rowCount()) + 1;
        long rows = Math.min(segment.rowCount(), Chunk.ROWS_MAX);
        return Math.min(rows * bytesPerRow, Chunk.NATURAL_BYTES_SOFT);
    }
}
