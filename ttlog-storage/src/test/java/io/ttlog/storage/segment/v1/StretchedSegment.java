/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A segment of two row groups with stretches, clocks, folded columns and parents by row. Nothing is compressed. */
public final class StretchedSegment {
    private static final int TICKS = 8;
    private static final int[] ENDS = {TICKS, 2 * TICKS};
    private static final long TIME = 1_700_000_000_000_000_000L;

    static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);
    static final ColumnKey SPAN_ID = new ColumnKey("span_id", false, ColumnType.BYTES);
    static final ColumnKey PARENT_ID = new ColumnKey("parent_id", false, ColumnType.BYTES);
    static final ColumnKey POD = new ColumnKey("pod", true, ColumnType.TEXT);
    static final ColumnKey LOAD = new ColumnKey("load", true, ColumnType.DOUBLE);

    private StretchedSegment() {}

    private static Chunk times(int group) {
        Long[] times = new Long[2 * TICKS];
        for (int i = 0; i < times.length; i++) {
            int tick = i % TICKS;
            times[i] = TIME + tick * 1_000_000_000L + tick * tick % 5 * 1_000_000L + (group == 1 && i >= TICKS ? 7 : 0);
        }
        return TestChunks.numbers(ColumnType.TIMESTAMP, times);
    }

    private static Chunk ids(int group, boolean parents) {
        long[] ids = new long[2 * TICKS];
        for (int i = 0; i < ids.length; i++) {
            int of = parents ? i % TICKS == 0 ? -1 : i == 5 ? 90 : i - 1 - i % 2 : i;
            ids[i] = of < 0 ? 0 : (group * 100L + of + 1) * 0x0123_4567_89AB_CDEFL;
        }
        return TestChunks.ids(ids);
    }

    private static Chunk pods(int group) {
        String[] pods = new String[2 * TICKS];
        Arrays.fill(pods, 0, TICKS, "pod-" + group);
        return TestChunks.texts(pods);
    }

    private static Chunk loads(int group) {
        Long[] loads = new Long[2 * TICKS];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = Double.doubleToRawLongBits(i < TICKS ? i * 0.25 : group);
        }
        return TestChunks.numbers(ColumnType.DOUBLE, loads);
    }

    /** The columns, in the order in which they are to be written. */
    static Map<ColumnKey, List<@Nullable Chunk>> columns() {
        Map<ColumnKey, List<@Nullable Chunk>> columns = new LinkedHashMap<>();
        columns.put(SPAN_ID, Arrays.asList(ids(0, false), ids(1, false)));
        columns.put(TIMESTAMP, Arrays.asList(times(0), times(1)));
        columns.put(PARENT_ID, Arrays.asList(ids(0, true), ids(1, true)));
        columns.put(POD, Arrays.asList(pods(0), null));
        columns.put(LOAD, Arrays.asList(loads(0), loads(1)));
        return columns;
    }

    /** The bytes of the file, which is written there. */
    public static byte[] write(Path file) throws IOException {
        Files.deleteIfExists(file);
        try (SegmentWriter writer =
                new SegmentWriter(file, Signal.SPAN, 11, new int[] {2 * TICKS, 2 * TICKS}, Codecs.NONE)) {
            ListedRows rows = new ListedRows().withStretches(Arrays.asList(ENDS, ENDS));
            columns().forEach(rows::with);
            writer.write(rows);
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    /** Whether the file holds what {@link #write} wrote. */
    public static boolean isIn(SegmentFile file) {
        return columns().entrySet().stream().allMatch(column -> {
            for (int group = 0; group < 2; group++) {
                Chunk read = file.groups().get(group).read(column.getKey());
                if (!TestChunks.list(read)
                        .equals(TestChunks.list(column.getValue().get(group)))) {
                    return false;
                }
            }
            return true;
        });
    }
}
