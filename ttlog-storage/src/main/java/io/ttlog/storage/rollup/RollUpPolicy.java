/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.Signal;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.merge.TimePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which segments of metrics to roll up next: a function of the manifest and the time. Stateless. */
public final class RollUpPolicy {
    /** Most segments that are rolled up at once: a row group of each is in memory. A day that is merged is one. */
    public static final int INPUTS_MAX = 8;

    /**
     * Most segments of what is rolled up already that are read beside: the nearest in time. Merges leave fewer; without merges the rise of
     * counters at the edge of what came late may be counted from an earlier reading than the one before it.
     */
    public static final int KNOWN_MAX = 32;

    private RollUpPolicy() {}

    /**
     * Some segments to roll up.
     *
     * @param inputs of metrics, in the order in which their rows came
     * @param known of the finest tier: what is rolled up already and near in time
     */
    public record Job(List<SegmentEntry> inputs, List<SegmentEntry> known) {
        /** Their ids. */
        public Set<Long> inputIds() {
            Set<Long> ids = new HashSet<>();
            inputs.forEach(input -> ids.add(input.id()));
            return ids;
        }
    }

    /**
     * The next segments of days that are over; null when there are none.
     *
     * @param segments all that can be read
     * @param beforeNanos a day is over when it ends before this time
     */
    public static @Nullable Job next(Collection<SegmentEntry> segments, long beforeNanos) {
        List<SegmentEntry> over = new ArrayList<>();
        long today = Math.floorDiv(beforeNanos, Tier.DAY.nanos());
        for (SegmentEntry segment : segments) {
            if (Math.floorDiv(segment.maxNanos(), Tier.DAY.nanos()) < today) {
                over.add(segment);
            }
        }
        return first(over, segments);
    }

    /** The first of the wanted segments that are not rolled up, whatever their time; null when there are none. */
    public static @Nullable Job first(Collection<SegmentEntry> wanted, Collection<SegmentEntry> segments) {
        Map<String, List<SegmentEntry>> byDay = new TreeMap<>();
        for (SegmentEntry segment : wanted) {
            if (segment.signal() == Signal.METRIC && !segment.rolledUp()) {
                byDay.computeIfAbsent(TimePartition.day(segment.partition()), day -> new ArrayList<>())
                        .add(segment);
            }
        }
        if (byDay.isEmpty()) {
            return null;
        }
        List<SegmentEntry> day = byDay.values().iterator().next();
        List<SegmentEntry> inputs = List.copyOf(day.subList(0, Math.min(INPUTS_MAX, day.size())));
        return new Job(inputs, known(inputs, segments));
    }

    private static List<SegmentEntry> known(List<SegmentEntry> inputs, Collection<SegmentEntry> segments) {
        long min = inputs.stream().mapToLong(SegmentEntry::minNanos).min().orElseThrow();
        long max = inputs.stream().mapToLong(SegmentEntry::maxNanos).max().orElseThrow();
        List<SegmentEntry> near = new ArrayList<>();
        for (SegmentEntry segment : segments) {
            if (segment.signal() == Tier.FIVE_MINUTES.signal()
                    && distance(segment, min, max) <= Rise.SILENCE_MAX_NANOS + Tier.FIVE_MINUTES.nanos()) {
                near.add(segment);
            }
        }
        near.sort(Comparator.comparingLong((SegmentEntry segment) -> distance(segment, min, max))
                .thenComparingLong(SegmentEntry::id));
        return List.copyOf(near.subList(0, Math.min(KNOWN_MAX, near.size())));
    }

    /** How far a segment is away from a range of time. */
    private static long distance(SegmentEntry segment, long min, long max) {
        long before = saturated(min, segment.maxNanos());
        long behind = saturated(segment.minNanos(), max);
        return Math.max(0, Math.max(before, behind));
    }

    private static long saturated(long later, long earlier) {
        long difference = later - earlier;
        return ((later ^ earlier) & (later ^ difference)) < 0
                ? later > earlier ? Long.MAX_VALUE : -Long.MAX_VALUE
                : difference;
    }
}
