/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.segment.v1.Clocks;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of the merged rows: from which input each comes, and where the rows of a service, trace or series begin. The next row of an
 * input is always the one behind its last. Takes a byte and a bit a row.
 */
final class MergedOrder {
    /** Fewer rows of a service share a row group with its neighbours, as in a seal. */
    private static final int SERVICE_ROWS_MIN = 16_384;

    private final Signal signal;
    private final byte[] inputs;
    private final BitSet starts = new BitSet();
    private final Clocks clocks = new Clocks();

    /** Merges in the order of {@link RowOrder}; rows alike come in the order of the inputs. At most {@link Merge#INPUTS_MAX}. */
    MergedOrder(List<SegmentFile> segments) {
        signal = segments.get(0).signal();
        long rows = 0;
        List<RowKeys> heads = new ArrayList<>();
        for (SegmentFile segment : segments) {
            rows += segment.rowCount();
            heads.add(new RowKeys(segment));
        }
        inputs = new byte[Math.toIntExact(rows)];
        long[] times = new long[16];
        int timeCount = 0;
        RowOrder before = null;
        int rowBefore = 0;
        for (int row = 0; row < inputs.length; row++) {
            int first = first(heads);
            RowKeys head = heads.get(first);
            RowOrder order = order(head);
            inputs[row] = (byte) first;
            if (before == null || !before.continuesIn(rowBefore, order, head.row())) {
                starts.set(row);
                clocks.add(times, 0, timeCount);
                timeCount = 0;
            }
            if (signal == Signal.METRIC && timeCount < Chunk.ROWS_MAX) {
                times = timeCount == times.length ? Arrays.copyOf(times, timeCount * 2) : times;
                times[timeCount++] = order.timestamp(head.row());
            }
            before = order;
            rowBefore = head.row();
            head.advance();
        }
        clocks.add(times, 0, timeCount);
    }

    private static RowOrder order(RowKeys head) {
        RowOrder order = head.order();
        if (order == null) {
            throw new IllegalStateException("an input has fewer rows than it says");
        }
        return order;
    }

    private static int first(List<RowKeys> heads) {
        int first = -1;
        RowOrder least = null;
        for (int i = 0; i < heads.size(); i++) {
            RowOrder order = heads.get(i).order();
            if (order != null
                    && (least == null
                            || least.compare(
                                            heads.get(first).row(),
                                            order,
                                            heads.get(i).row())
                                    > 0)) {
                first = i;
                least = order;
            }
        }
        return first;
    }

    int rowCount() {
        return inputs.length;
    }

    /** Which input the row comes from. */
    int input(int row) {
        return inputs[row];
    }

    /** The times that series share. */
    Clocks clocks() {
        return clocks;
    }

    private boolean byService() {
        return signal == Signal.LOG || signal == Signal.GAP;
    }

    /** How the rows fall into row groups of at most so many rows each, as in a seal. */
    int[] groupRows(int rowsMax) {
        int[] groups = new int[16];
        int count = 0;
        for (int from = 0; from < inputs.length; ) {
            int to = byService() ? serviceGroupEnd(from, rowsMax) : groupEnd(from, rowsMax);
            groups = count == groups.length ? Arrays.copyOf(groups, count * 2) : groups;
            groups[count++] = to - from;
            from = to;
        }
        return Arrays.copyOf(groups, count);
    }

    private int stretchEnd(int from) {
        int end = starts.nextSetBit(from + 1);
        return end < 0 ? inputs.length : end;
    }

    /** A service of many rows has groups of its own. */
    private int serviceGroupEnd(int from, int rowsMax) {
        int limit = Math.min(inputs.length, from + rowsMax);
        int at = from;
        while (at < limit) {
            int next = stretchEnd(at);
            if (at > from && (at - from >= SERVICE_ROWS_MIN || next - at >= SERVICE_ROWS_MIN)) {
                return at;
            }
            at = next;
        }
        return limit;
    }

    /** Behind a trace or series, unless it is longer than a group. */
    private int groupEnd(int from, int rowsMax) {
        int limit = Math.min(inputs.length, from + rowsMax);
        if (limit == inputs.length || starts.get(limit)) {
            return limit;
        }
        int last = starts.previousSetBit(limit);
        return last > from ? last : limit;
    }

    /** Where the rows of each trace or series end in each row group, counted from its start; null for logs and gaps. */
    List<int @Nullable []> stretchEnds(int[] groupRows) {
        List<int @Nullable []> all = new ArrayList<>();
        int from = 0;
        for (int rows : groupRows) {
            int to = from + rows;
            int[] ends = new int[16];
            int count = 0;
            for (int at = from; at < to; ) {
                at = Math.min(to, stretchEnd(at));
                ends = count == ends.length ? Arrays.copyOf(ends, count * 2) : ends;
                ends[count++] = at - from;
            }
            all.add(byService() ? null : Arrays.copyOf(ends, count));
            from = to;
        }
        return all;
    }
}
