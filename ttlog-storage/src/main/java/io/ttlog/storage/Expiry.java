/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.manifest.SegmentEntry;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What limits take from a store at a time.
 *
 * @param segments that go, those beyond a number of bytes first
 * @param doubted tables whose latest row would be too old itself, which more often means that the clock is wrong than that nothing has
 *     happened for so long: unless the clock is trusted, no segment goes, of no table
 */
public record Expiry(List<SegmentEntry> segments, Set<Signal> doubted) {
    /** Copies of both. */
    public Expiry {
        segments = List.copyOf(segments);
        doubted = Set.copyOf(doubted);
    }

    /** The rows that go. */
    public long rows() {
        return segments.stream().mapToLong(SegmentEntry::rowCount).sum();
    }

    /** The bytes that go. */
    public long bytes() {
        return segments.stream().mapToLong(SegmentEntry::bytes).sum();
    }

    static Expiry of(Retention limits, List<SegmentEntry> segments, long nowNanos, boolean trusted) {
        List<SegmentEntry> tooOld = limits.tooOld(segments, nowNanos);
        Map<Long, SegmentEntry> old = byId(tooOld);
        Set<Signal> doubted = EnumSet.noneOf(Signal.class);
        tooOld.forEach(segment -> doubted.add(segment.signal()));
        for (SegmentEntry segment : segments) {
            if (!old.containsKey(segment.id())) {
                doubted.remove(segment.signal());
            }
        }
        if (!doubted.isEmpty() && !trusted) {
            return new Expiry(List.of(), doubted);
        }
        Map<Long, SegmentEntry> gone = byId(limits.beyondBytes(segments));
        gone.putAll(old);
        return new Expiry(List.copyOf(gone.values()), doubted);
    }

    private static Map<Long, SegmentEntry> byId(List<SegmentEntry> segments) {
        Map<Long, SegmentEntry> byId = new LinkedHashMap<>();
        segments.forEach(segment -> byId.put(segment.id(), segment));
        return byId;
    }
}
