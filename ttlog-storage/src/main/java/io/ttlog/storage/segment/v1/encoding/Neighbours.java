/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an encoding may look at beside the values of a chunk: which rows they are of, the stretches of the row group, other columns of
 * it, and, when it encodes, what the codec makes of bytes. Belongs to one thread.
 */
public final class Neighbours {
    /** Other columns of the row group. */
    public interface Columns {
        /** The chunk; null when no row has a value. */
        @Nullable
        Chunk chunk(ColumnKey key);
    }

    /** What bytes take once compressed. */
    public interface Sizes {
        /** Of the first bytes of the array. */
        int compressed(byte[] bytes, int length);
    }

    /** The clocks of the segment. */
    public interface ClocksRead {
        /** The times; null when there is none of that index. */
        long @Nullable [] clock(int index);
    }

    private static final ClocksRead NO_CLOCKS = index -> null;
    private static final Columns NO_COLUMNS = key -> null;
    private static final Sizes AS_THEY_ARE = (bytes, length) -> length;

    private final int rowCount;
    private final boolean @Nullable [] nulls;
    private final Supplier<int @Nullable []> stretchEnds;
    private final Columns columns;
    private final Sizes sizes;
    private final @Nullable Clocks clocks;
    private final ClocksRead clocksRead;

    private Neighbours(
            int rowCount,
            boolean @Nullable [] nulls,
            Supplier<int @Nullable []> stretchEnds,
            Columns columns,
            Sizes sizes,
            @Nullable Clocks clocks,
            ClocksRead clocksRead) {
        this.rowCount = rowCount;
        this.nulls = nulls;
        this.stretchEnds = stretchEnds;
        this.columns = columns;
        this.sizes = sizes;
        this.clocks = clocks;
        this.clocksRead = clocksRead;
    }

    /** Nothing but rows: one stretch, no other columns, no codec. */
    public static Neighbours none(int rowCount) {
        return new Neighbours(rowCount, null, () -> null, NO_COLUMNS, AS_THEY_ARE, null, NO_CLOCKS);
    }

    /**
     * A row group.
     *
     * @param stretchEnds where each stretch of rows ends; null for one stretch
     */
    public static Neighbours of(int rowCount, int @Nullable [] stretchEnds, Columns columns) {
        return of(rowCount, () -> stretchEnds, columns);
    }

    /** The same, of stretches that are looked for when they are needed. */
    public static Neighbours of(int rowCount, Supplier<int @Nullable []> stretchEnds, Columns columns) {
        return new Neighbours(rowCount, null, stretchEnds, columns, AS_THEY_ARE, null, NO_CLOCKS);
    }

    /** The same for a chunk with these null rows, of that many. */
    public Neighbours withNulls(int rows, boolean @Nullable [] nullRows) {
        return new Neighbours(rows, nullRows, stretchEnds, columns, sizes, clocks, clocksRead);
    }

    /** The same with a codec. */
    public Neighbours withSizes(Sizes codecSizes) {
        return new Neighbours(rowCount, nulls, stretchEnds, columns, codecSizes, clocks, clocksRead);
    }

    /** The same with clocks to write for. */
    public Neighbours withClocks(@Nullable Clocks segmentClocks) {
        return new Neighbours(rowCount, nulls, stretchEnds, columns, sizes, segmentClocks, clocksRead);
    }

    /** The same with clocks to read. */
    public Neighbours withClocks(ClocksRead segmentClocks) {
        return new Neighbours(rowCount, nulls, stretchEnds, columns, sizes, clocks, segmentClocks);
    }

    /** The clocks to write for; null when there are none. */
    @Nullable
    public Clocks clocks() {
        return clocks;
    }

    /** A clock that was written; null when there is none of that index. */
    public long @Nullable [] clock(int index) {
        return clocksRead.clock(index);
    }

    /** For some of that many values, without other columns. */
    public Neighbours sample(int count, int from, int to) {
        int[] ends = stretchEnds(count);
        int[] cut = new int[ends.length];
        int stretches = 0;
        for (int end : ends) {
            if (end > from) {
                cut[stretches++] = Math.min(end, to) - from;
                if (end >= to) {
                    break;
                }
            }
        }
        int[] inSample = Arrays.copyOf(cut, stretches);
        return new Neighbours(to - from, null, () -> inSample, NO_COLUMNS, sizes, clocks, clocksRead);
    }

    /** Number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** Whether the row group has stretches. */
    public boolean hasStretches() {
        return stretchEnds.get() != null;
    }

    /** The row of each of the values, of which there are that many. */
    public int[] rows(int count) {
        int[] rows = new int[count];
        int value = 0;
        for (int row = 0; row < rowCount && value < count; row++) {
            if (nulls == null || !nulls[row]) {
                rows[value++] = row;
            }
        }
        return rows;
    }

    /** Where each stretch ends, counted in values, of which there are that many; a stretch without values is left out. */
    public int[] stretchEnds(int count) {
        int[] ends = stretchEnds.get();
        if (ends == null) {
            return count == 0 ? new int[0] : new int[] {count};
        }
        boolean[] mask = nulls;
        if (mask == null) {
            return ends;
        }
        int[] inValues = new int[ends.length];
        int stretches = 0;
        int row = 0;
        int value = 0;
        for (int end : ends) {
            int before = value;
            for (; row < end; row++) {
                value += mask[row] ? 0 : 1;
            }
            if (value > before) {
                inValues[stretches++] = value;
            }
        }
        return Arrays.copyOf(inValues, stretches);
    }

    /** Another column; null when no row has a value. */
    @Nullable
    public Chunk chunk(ColumnKey key) {
        return columns.chunk(key);
    }

    /** What the codec makes of bytes. */
    public int compressed(byte[] bytes, int length) {
        return sizes.compressed(bytes, length);
    }
}
