/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.storage.manifest.SegmentEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long rows are kept, for each table. Whole segments go, the oldest first: one goes by age when its latest row is too old, so a row may
 * stay longer than asked for, by the time that its segment covers, and never shorter. Immutable.
 *
 * @param limits of the tables that have any
 * @param diskBytesMax of all segments together; {@link Long#MAX_VALUE} for no limit
 * @param atDiskLimit what happens beyond it
 * @param rollsUp whether metrics are rolled up, into tables that have limits of their own: then none goes before its roll-ups have it
 */
public record Retention(Map<Signal, Limit> limits, long diskBytesMax, AtDiskLimit atDiskLimit, boolean rollsUp) {
    /** Nothing ever goes, and nothing is rolled up. */
    public static final Retention FOREVER = new Retention(Map.of(), Long.MAX_VALUE, AtDiskLimit.DROP_OLDEST, false);

    /**
     * Logs and spans for 7 days and 512 MiB each, metrics and gaps for 14 days, roll-ups of 5 minutes for 90 days, of hours for a year, of
     * days for ever: what an application's store begins with.
     */
    public static final Retention USUAL = new Retention(
            Map.of(
                    Signal.LOG, new Limit(Duration.ofDays(7), 512L << 20),
                    Signal.SPAN, new Limit(Duration.ofDays(7), 512L << 20),
                    Signal.METRIC, new Limit(Duration.ofDays(14), Long.MAX_VALUE),
                    Signal.METRIC_5M, new Limit(Duration.ofDays(90), Long.MAX_VALUE),
                    Signal.METRIC_1H, new Limit(Duration.ofDays(365), Long.MAX_VALUE),
                    Signal.GAP, new Limit(Duration.ofDays(14), Long.MAX_VALUE)),
            Long.MAX_VALUE,
            AtDiskLimit.DROP_OLDEST,
            true);

    /** A copy of the limits. */
    public Retention {
        limits = Map.copyOf(limits);
        if (diskBytesMax <= 0) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "diskBytesMax is " + diskBytesMax + "; use 1 byte or more");
        }
    }

    /** What a store does that would take more of the disk than it may. */
    public enum AtDiskLimit {
        /** Deletes its oldest segments, whatever their table. */
        DROP_OLDEST,
        /** Takes no more events, which are counted as lost to a full disk, until there is room. */
        STOP
    }

    /**
     * What a table may hold.
     *
     * @param ageMax of a segment's latest row
     * @param bytesMax of its segments
     */
    public record Limit(Duration ageMax, long bytesMax) {
        /** Longest that a number of nanoseconds tells: 292 years. */
        private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

        /** No limit. */
        public static final Limit NONE = new Limit(FOREVER, Long.MAX_VALUE);

        /** Checks the limits. */
        public Limit {
            if (ageMax.isNegative() || ageMax.isZero() || bytesMax <= 0) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION,
                        "retention of " + ageMax + " and " + bytesMax + " bytes; use more than nothing of both");
            }
            ageMax = ageMax.compareTo(FOREVER) > 0 ? FOREVER : ageMax;
        }

        boolean hasAge() {
            return ageMax.compareTo(FOREVER) < 0;
        }
    }

    /** The limit of a table. */
    public Limit of(Signal signal) {
        return limits.getOrDefault(signal, Limit.NONE);
    }

    /** These limits, with another one for a table. */
    public Retention with(Signal signal, Limit limit) {
        Map<Signal, Limit> changed = new EnumMap<>(Signal.class);
        changed.putAll(limits);
        changed.put(signal, limit);
        return new Retention(changed, diskBytesMax, atDiskLimit, rollsUp);
    }

    /** These limits, with another one for the whole store. */
    public Retention withDisk(long bytesMax, AtDiskLimit then) {
        return new Retention(limits, bytesMax, then, rollsUp);
    }

    /** These limits, with roll-ups of metrics or without. */
    public Retention withRollUps(boolean wanted) {
        return new Retention(limits, diskBytesMax, atDiskLimit, wanted);
    }

    /** Segments that are too old at that time. */
    List<SegmentEntry> tooOld(List<SegmentEntry> segments, long nowNanos) {
        List<SegmentEntry> gone = new ArrayList<>();
        for (SegmentEntry segment : segments) {
            Limit limit = of(segment.signal());
            if (limit.hasAge() && segment.maxNanos() < nowNanos - limit.ageMax().toNanos()) {
                gone.add(segment);
            }
        }
        return gone;
    }

    /** The oldest segments of tables, and of the store, that hold more bytes than they may. */
    List<SegmentEntry> beyondBytes(List<SegmentEntry> segments) {
        Map<Long, SegmentEntry> gone = new LinkedHashMap<>();
        List<SegmentEntry> oldestFirst = new ArrayList<>(segments);
        oldestFirst.sort(Comparator.comparingLong(SegmentEntry::maxNanos).thenComparingLong(SegmentEntry::id));
        for (Signal signal : Signal.values()) {
            drop(
                    oldestFirst.stream().filter(s -> s.signal() == signal).toList(),
                    of(signal).bytesMax(),
                    gone);
        }
        if (atDiskLimit == AtDiskLimit.DROP_OLDEST) {
            drop(oldestFirst.stream().filter(s -> !gone.containsKey(s.id())).toList(), diskBytesMax, gone);
        }
        return List.copyOf(gone.values());
    }

    private static void drop(List<SegmentEntry> oldestFirst, long bytesMax, Map<Long, SegmentEntry> gone) {
        long bytes = oldestFirst.stream().mapToLong(SegmentEntry::bytes).sum();
        for (SegmentEntry segment : oldestFirst) {
            if (bytes <= bytesMax) {
                return;
            }
            bytes -= segment.bytes();
            gone.put(segment.id(), segment);
        }
    }
}
