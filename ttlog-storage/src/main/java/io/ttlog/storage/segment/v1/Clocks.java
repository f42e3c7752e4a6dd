/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.storage.chunk.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Times that several stretches of a segment share: series that were read at the same moments, whose jitter is then stored once. A
 * <em>clock</em> is a list of such times, one sequence after another; a stretch that is part of one is a place in it. Belongs to one thread.
 */
public final class Clocks {
    /** Times of a clock: a reader decodes it as one chunk. */
    static final int TIMES_MAX = Chunk.ROWS_MAX;

    /** Clocks of a segment: what does not fit keeps its own times. */
    static final int CLOCKS_MAX = 16;

    /** Shorter stretches hardly take more than their place in a clock would. */
    private static final int STRETCH_TIMES_MIN = 8;

    /** Sequences that are remembered to be seen again: some 50 MiB. */
    private static final int SEQUENCES_MAX = 1 << 20;

    private final List<long[]> clocks = new ArrayList<>();
    private final Map<Long, Integer> placeOfPair = new HashMap<>();

    /** Sequences by their hash, and whether they are in a clock. */
    private final Map<Long, Boolean> seen = new HashMap<>();

    private long[] filling = new long[0];
    private int filled;

    /** No clock yet. */
    public Clocks() {}

    /** Takes note of the times of a stretch; those that come a second time are in a clock from then on. */
    public void add(long[] times, int from, int to) {
        int count = to - from;
        if (count < STRETCH_TIMES_MIN || count > TIMES_MAX || clocks.size() == CLOCKS_MAX) {
            return;
        }
        long hash = hash(times, from, to);
        Boolean known = seen.get(hash);
        if (known == null) {
            if (seen.size() < SEQUENCES_MAX) {
                seen.put(hash, false);
            }
        } else if (!known) {
            seen.put(hash, true);
            if (count > TIMES_MAX - filled) {
                close();
            }
            if (filling.length < filled + count) {
                filling = Arrays.copyOf(filling, Math.min(TIMES_MAX, Math.max(2 * filling.length, filled + count)));
            }
            System.arraycopy(times, from, filling, filled, count);
            filled += count;
        }
    }

    private static long hash(long[] times, int from, int to) {
        long hash = to - (long) from;
        for (int i = from; i < to; i++) {
            hash = (hash ^ times[i]) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 31;
        }
        return hash;
    }

    private void close() {
        if (filled > 0 && clocks.size() < CLOCKS_MAX) {
            long[] times = Arrays.copyOf(filling, filled);
            int clock = clocks.size();
            for (int i = times.length - 2; i >= 0; i--) {
                placeOfPair.put(pair(times[i], times[i + 1]), clock * TIMES_MAX + i);
            }
            clocks.add(times);
        }
        filled = 0;
    }

    private static long pair(long first, long second) {
        return first * 0x9E37_79B9_7F4A_7C15L + second;
    }

    /** All clocks, when nothing more is added; a place counts {@link #TIMES_MAX} for each. */
    List<long[]> all() {
        close();
        return clocks;
    }

    /** Where {@code times[from..to)} stand in a clock; -1 for nowhere. */
    int place(long[] times, int from, int to) {
        if (to - from < STRETCH_TIMES_MIN) {
            return -1;
        }
        Integer place = placeOfPair.get(pair(times[from], times[from + 1]));
        if (place == null) {
            return -1;
        }
        long[] clock = clocks.get(place / TIMES_MAX);
        int at = place % TIMES_MAX;
        boolean found = clock.length - at >= to - from && Arrays.equals(clock, at, at + to - from, times, from, to);
        return found ? place : -1;
    }
}
