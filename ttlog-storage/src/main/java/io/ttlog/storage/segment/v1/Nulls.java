/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;

/**
 * Which rows of a chunk are null, at its start when some are: one byte that says how, then either a bitmap (bit set: null,
 * lowest bit first) or varint lengths of runs, present rows first, to the end of the rows. The shorter one is written.
 */
final class Nulls {
    private static final int BITMAP = 0;
    private static final int RUNS = 1;

    private Nulls() {}

    static void encode(boolean[] nulls, int rowCount, ByteWriter target) {
        ByteWriter runs = new ByteWriter();
        boolean current = false;
        for (int row = 0; row < rowCount; ) {
            int end = row;
            while (end < rowCount && nulls[end] == current) {
                end++;
            }
            runs.putVarint(end - row);
            row = end;
            current = !current;
        }
        int bitmapBytes = (rowCount + 7) >>> 3;
        if (runs.length() < bitmapBytes) {
            target.putByte(RUNS).putBytes(runs.array(), 0, runs.length());
            return;
        }
        target.putByte(BITMAP);
        int at = target.reserve(bitmapBytes);
        byte[] out = target.array();
        for (int row = 0; row < rowCount; row++) {
            if (nulls[row]) {
                out[at + (row >>> 3)] |= (byte) (1 << (row & 7));
            }
        }
    }

    static boolean[] decode(ByteReader source, int rowCount, int nullCount) {
        boolean[] nulls = new boolean[rowCount];
        int how = source.readByte();
        switch (how) {
            case BITMAP -> readBitmap(source, nulls);
            case RUNS -> readRuns(source, nulls);
            default -> throw source.corrupt("null section of kind " + how);
        }
        int found = 0;
        for (boolean isNull : nulls) {
            found += isNull ? 1 : 0;
        }
        if (found != nullCount) {
            throw source.corrupt(found + " nulls where the footer says " + nullCount);
        }
        return nulls;
    }

    private static void readBitmap(ByteReader source, boolean[] nulls) {
        int at = source.skip((nulls.length + 7) >>> 3);
        byte[] in = source.array();
        for (int row = 0; row < nulls.length; row++) {
            nulls[row] = (in[at + (row >>> 3)] >>> (row & 7) & 1) != 0;
        }
    }

    private static void readRuns(ByteReader source, boolean[] nulls) {
        boolean current = false;
        for (int row = 0; row < nulls.length; current = !current) {
            int run = source.readCount(nulls.length - row, "run of");
            if (run == 0 && row > 0) {
                throw source.corrupt("run of 0");
            }
            Arrays.fill(nulls, row, row + run, current);
            row += run;
        }
    }
}
