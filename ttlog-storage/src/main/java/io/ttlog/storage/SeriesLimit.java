/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many series of metrics a store takes in an hour. Those that were there first are taken, also when they go on; readings of others are
 * refused until the hour is over, and the next one begins with none. A series is known by 64 bits of a hash, of service, name and
 * labels in the order in which the event has them: two series of one hash count as one, once in some 10^9 at the default.
 *
 * <p>Refused, and not folded into one series {@code __overflow__} as the API does it: there the values of all are added up before
 * they are read; here they are readings already, and the counters of several series in one would be a counter that falls all the time.
 *
 * <p>Belongs to one thread; takes 16 to 32 bytes a series.
 */
final class SeriesLimit {
    /** Series an hour, unless settings say otherwise: fifty metrics of 2,000 series, which is the most that the API makes of one. */
    static final int SERIES_DEFAULT = 100_000;

    /** Most that can be set: half a gigabyte for the hashes. */
    static final int SERIES_MAX = 1 << 24;

    /** The time for which series are counted. */
    static final long WINDOW_NANOS = 3_600_000_000_000L;

    private static final int METRIC = Signal.METRIC.ordinal();
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int INITIAL_SLOTS = 1_024;

    private final int seriesMax;
    private final LongSupplier nanoClock;
    private final EventReader reader = new EventReader();
    private final Map<Integer, int[]> seriesOfMetric = new HashMap<>(); // by the symbol of its name
    private long[] slots = new long[INITIAL_SLOTS]; // hashes; 0 is free
    private int series;
    private long windowBeganNanos;

    /** A limit; 0 for none. */
    SeriesLimit(int seriesMax, LongSupplier nanoClock) {
        this.seriesMax = seriesMax;
        this.nanoClock = nanoClock;
        this.windowBeganNanos = nanoClock.getAsLong();
    }

    int seriesMax() {
        return seriesMax;
    }

    /** Where the first reading stands that is not taken; the end, if there is none. */
    int firstRefused(byte[] records, int from, int to) {
        if (seriesMax == 0) {
            return to;
        }
        long now = nanoClock.getAsLong();
        if (now - windowBeganNanos >= WINDOW_NANOS) {
            windowBeganNanos = now;
            Arrays.fill(slots, 0);
            series = 0;
            seriesOfMetric.clear();
        }
        int at = from;
        while (at < to && isTaken(records, at)) {
            at += EventFormat.aligned(EventFormat.recordBytes(records, at));
        }
        return at;
    }

    /** Where the readings end that are refused one after another, beginning with the first. */
    int endOfRefused(byte[] records, int first, int to) {
        int at = first;
        while (at < to && !isTaken(records, at)) {
            at += EventFormat.aligned(EventFormat.recordBytes(records, at));
        }
        return at;
    }

    private boolean isTaken(byte[] records, int at) {
        if (EventFormat.signal(records, at) != METRIC) {
            return true;
        }
        reader.wrap(records, at);
        long hash = hash();
        int mask = slots.length - 1;
        int slot = (int) (hash >>> Integer.SIZE) & mask;
        while (slots[slot] != 0) {
            if (slots[slot] == hash) {
                return true;
            }
            slot = slot + 1 & mask;
        }
        if (series == seriesMax) {
            return false;
        }
        slots[slot] = hash;
        seriesOfMetric.computeIfAbsent(reader.name(), name -> new int[1])[0]++;
        if (++series * 2 > slots.length) {
            grow();
        }
        return true;
    }

    /** Of the reading that the reader is at; never 0. */
    private long hash() {
        long hash = mixed(reader.service() * MIX + reader.name());
        reader.rewind();
        while (reader.nextField()) {
            byte[] bytes = reader.buffer();
            int at = reader.fieldOffset();
            int end = reader.fieldEnd();
            for (; end - at >= Long.BYTES; at += Long.BYTES) {
                hash = mixed(hash ^ EventFormat.getLong(bytes, at));
            }
            for (; at < end; at++) {
                hash = mixed(hash ^ bytes[at]);
            }
        }
        return hash == 0 ? 1 : hash;
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }

    private void grow() {
        long[] grown = new long[slots.length * 2];
        int mask = grown.length - 1;
        for (long hash : slots) {
            if (hash != 0) {
                int slot = (int) (hash >>> Integer.SIZE) & mask;
                while (grown[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                grown[slot] = hash;
            }
        }
        slots = grown;
    }

    /** The symbol of the name of the metric with most series in this hour; 0 when there is none. */
    int largestMetric() {
        int largest = 0;
        for (Map.Entry<Integer, int[]> metric : seriesOfMetric.entrySet()) {
            if (metric.getValue()[0] > seriesOf(largest)) {
                largest = metric.getKey();
            }
        }
        return largest;
    }

    /** How many series of that metric there are in this hour. */
    int seriesOf(int metric) {
        int[] known = seriesOfMetric.get(metric);
        return known == null ? 0 : known[0];
    }
}
