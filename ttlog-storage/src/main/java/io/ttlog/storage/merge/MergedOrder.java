/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of the merged rows: from which input each comes, and which begin a service, a series or a trace. The inputs are in order
 * themselves, so the next row of an input is always the one behind its last. Takes nine bits a row. Immutable.
 */
final class MergedOrder {
    /** Fewer rows of a service share a row group with its neighbours, as in a seal. */
    private static final int SERVICE_ROWS_MIN = 16_384;

    private final byte[] inputs;
    private final BitSet starts;
    private final boolean byService;

    private MergedOrder(byte[] inputs, BitSet starts, boolean byService) {
        this.inputs = inputs;
        this.starts = starts;
        this.byService = byService;
    }

    /** Merges in the order of {@link RowOrder}; rows alike come in the order of the inputs. At most {@link Merge#INPUTS_MAX}. */
    static MergedOrder of(List<SegmentFile> inputs) {
        long rows = 0;
        List<InputRows> heads = new ArrayList<>();
        for (SegmentFile input : inputs) {
            rows += input.rowCount();
            heads.add(new InputRows(input));
        }
        byte[] order = new byte[Math.toIntExact(rows)];
        BitSet starts = new BitSet(order.length);
        RowOrder before = null;
        int rowBefore = 0;
        for (int row = 0; row < order.length; row++) {
            int first = first(heads);
            InputRows head = heads.get(first);
            RowOrder own = head.order();
            if (own == null) {
                throw new IllegalStateException("fewer rows than the inputs have");
            }
            order[row] = (byte) first;
            if (before == null || !own.together(head.row(), before, rowBefore)) {
                starts.set(row);
            }
            before = own;
            rowBefore = head.row();
            head.advance();
        }
        Signal signal = inputs.get(0).signal();
        return new MergedOrder(order, starts, signal == Signal.LOG || signal == Signal.GAP);
    }

    private static int first(List<InputRows> heads) {
        int first = -1;
        RowOrder firstOrder = null;
        int firstRow = 0;
        for (int i = 0; i < heads.size(); i++) {
            InputRows head = heads.get(i);
            RowOrder order = head.order();
            if (order != null && (firstOrder == null || order.compare(head.row(), firstOrder, firstRow) < 0)) {
                first = i;
                firstOrder = order;
                firstRow = head.row();
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

    /** The first row behind this one that does not belong to its service, series or trace. */
    private int end(int row) {
        int next = starts.nextSetBit(row + 1);
        return next < 0 ? inputs.length : next;
    }

    /**
     * Where row groups end, with at most so many rows each: a service of {@link #SERVICE_ROWS_MIN} rows has groups of its own, a series
     * or trace is not cut unless it is longer than a group.
     */
    int[] groupEnds(int rowsMax) {
        int[] ends = new int[16];
        int count = 0;
        for (int from = 0; from < inputs.length; ) {
            from = byService ? endByService(from, rowsMax) : endByStretch(from, rowsMax);
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = from;
        }
        return Arrays.copyOf(ends, count);
    }

    private int endByService(int from, int rowsMax) {
        int limit = (int) Math.min(inputs.length, (long) from + rowsMax);
        for (int at = from; at < limit; ) {
            int next = end(at);
            if (at > from && (at - from >= SERVICE_ROWS_MIN || next - at >= SERVICE_ROWS_MIN)) {
                return at;
            }
            at = next;
        }
        return limit;
    }

    private int endByStretch(int from, int rowsMax) {
        int limit = (int) Math.min(inputs.length, (long) from + rowsMax);
        if (limit == inputs.length || starts.get(limit)) {
            return limit;
        }
        int cut = starts.previousSetBit(limit);
        return cut > from ? cut : limit;
    }

    /** The rows behind the stretches of a row group, counted from its first row; null of tables that have none. */
    int @Nullable [] stretchEnds(int from, int to) {
        if (byService) {
            return null;
        }
        assert to - from <= Chunk.ROWS_MAX;
        int[] ends = new int[to - from];
        int count = 0;
        for (int at = from; at < to; ) {
            at = Math.min(to, end(at));
            ends[count++] = at - from;
        }
        return Arrays.copyOf(ends, count);
    }
}
