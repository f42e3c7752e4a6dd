/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.OrderedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Times that several stretches of a segment share: series that were read at the same moments, whose jitter is then stored once. A
 * <em>clock</em> is a list of such times, one sequence after another; a stretch that is part of one is a place in it. Belongs to one thread.
 */
public final class Clocks {
    /** Times of a clock: a reader decodes it as one chunk. */
    public static final int TIMES_MAX = Chunk.ROWS_MAX;

    /** Clocks of a segment: what does not fit keeps its own times. */
    public static final int CLOCKS_MAX = 16;

    /** Shorter stretches hardly take more than their place in a clock would. */
    private static final int STRETCH_TIMES_MIN = 8;

    private final List<long[]> clocks = new ArrayList<>();
    private final Map<Long, Integer> placeOfPair = new HashMap<>();

    private Clocks() {}

    /** The clocks that the times of all row groups have, which are gone through twice. */
    public static Clocks of(Supplier<OrderedRows.Chunks> chunks, List<int @Nullable []> stretchEnds) {
        Clocks clocks = new Clocks();
        Set<Long> once = new HashSet<>();
        Set<Long> again = new HashSet<>();
        forEach(chunks.get(), stretchEnds, (times, from, to) -> {
            long hash = Arrays.hashCode(Arrays.copyOfRange(times, from, to)) ^ times[from] << 20 ^ times[to - 1] << 5;
            if (!once.add(hash)) {
                again.add(hash);
            }
        });
        if (again.isEmpty()) {
            return clocks;
        }
        long[] filling = new long[TIMES_MAX];
        int[] filled = {0};
        forEach(chunks.get(), stretchEnds, (times, from, to) -> {
            long hash = Arrays.hashCode(Arrays.copyOfRange(times, from, to)) ^ times[from] << 20 ^ times[to - 1] << 5;
            if (!again.remove(hash) || clocks.clocks.size() == CLOCKS_MAX) {
                return;
            }
            if (to - from > TIMES_MAX - filled[0]) {
                clocks.clocks.add(Arrays.copyOf(filling, filled[0]));
                filled[0] = 0;
            }
            System.arraycopy(times, from, filling, filled[0], to - from);
            filled[0] += to - from;
        });
        if (clocks.clocks.size() < CLOCKS_MAX) {
            clocks.clocks.add(Arrays.copyOf(filling, filled[0]));
        }
        clocks.index();
        return clocks;
    }

    private interface Stretch {
        void of(long[] times, int from, int to);
    }

    private static void forEach(OrderedRows.Chunks chunks, List<int @Nullable []> stretchEnds, Stretch action) {
        for (int group = 0; group < stretchEnds.size(); group++) {
            Chunk chunk = chunks.ofGroup(group);
            int[] ends = stretchEnds.get(group);
            if (chunk == null || ends == null || chunk.nulls() != null) {
                continue;
            }
            int from = 0;
            for (int to : ends) {
                if (to - from >= STRETCH_TIMES_MIN) {
                    action.of(((NumberValues) chunk.values()).bits(), from, to);
                }
                from = to;
            }
        }
    }

    private void index() {
        for (int clock = 0; clock < clocks.size(); clock++) {
            long[] times = clocks.get(clock);
            for (int i = times.length - 2; i >= 0; i--) {
                placeOfPair.put(pair(times[i], times[i + 1]), clock * TIMES_MAX + i);
            }
        }
    }

    private static long pair(long first, long second) {
        return first * 0x9E37_79B9_7F4A_7C15L + second;
    }

    /** All clocks; a place counts {@link #TIMES_MAX} for each. */
    public List<long[]> all() {
        return clocks;
    }

    /** Where {@code times[from..to)} stand in a clock; -1 for nowhere. */
    public int place(long[] times, int from, int to) {
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
