/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of the merged rows: from which input each comes. The inputs are in that order themselves, so the next row of an
 * input is always the one behind its last. Takes one byte a row. Immutable.
 */
final class RowOrder {
    private final byte[] inputs;
    private final int[] serviceRows;

    private RowOrder(byte[] inputs, int[] serviceRows) {
        this.inputs = inputs;
        this.serviceRows = serviceRows;
    }

    /** Merges by service, then time; rows alike come in the order of the inputs. At most {@link Merge#INPUTS_MAX}. */
    static RowOrder of(List<SegmentFile> inputs) {
        long rows = 0;
        Map<String, String> interned = new HashMap<>();
        interned.put("", "");
        List<RowKeys> heads = new ArrayList<>();
        for (SegmentFile input : inputs) {
            rows += input.rowCount();
            heads.add(new RowKeys(input, interned));
        }
        byte[] order = new byte[Math.toIntExact(rows)];
        int[] serviceRows = new int[16];
        int services = 0;
        String service = null;
        for (int row = 0; row < order.length; row++) {
            int first = first(heads);
            RowKeys head = heads.get(first);
            order[row] = (byte) first;
            if (!head.service().equals(service)) {
                service = head.service();
                if (services == serviceRows.length) {
                    serviceRows = Arrays.copyOf(serviceRows, services * 2);
                }
                services++;
            }
            serviceRows[services - 1]++;
            head.advance();
        }
        return new RowOrder(order, Arrays.copyOf(serviceRows, services));
    }

    private static int first(List<RowKeys> heads) {
        int first = -1;
        for (int i = 0; i < heads.size(); i++) {
            if (!heads.get(i).ended() && (first < 0 || !heads.get(first).before(heads.get(i)))) {
                first = i;
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

    /**
     * How the rows fall into row groups: at most so many rows each, and a service of {@link #SERVICE_ROWS_MIN} rows has groups of
     * its own.
     */
    int[] groupRows(int rowsMax) {
        int[] groups = new int[Math.max(16, serviceRows.length)];
        int count = 0;
        int open = 0;
        for (int left : serviceRows) {
            if (open > 0 && (open >= SERVICE_ROWS_MIN || left >= SERVICE_ROWS_MIN)) {
                groups = with(groups, count++, open);
                open = 0;
            }
            int rest = left;
            while (open + rest > rowsMax) {
                groups = with(groups, count++, rowsMax);
                rest -= rowsMax - open;
                open = 0;
            }
            open += rest;
        }
        if (open > 0) {
            groups = with(groups, count++, open);
        }
        return Arrays.copyOf(groups, count);
    }

    /** Fewer rows of a service share a row group with its neighbours, as in a seal. */
    private static final int SERVICE_ROWS_MIN = 4096;

    private static int[] with(int[] groups, int at, int rows) {
        assert rows > 0 && rows <= Chunk.ROWS_MAX;
        int[] room = at == groups.length ? Arrays.copyOf(groups, at * 2) : groups;
        room[at] = rows;
        return room;
    }
}
