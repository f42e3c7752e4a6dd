/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

/**
 * Parquet's hybrid of run lengths and bit packing: eight or more equal values are a run, the others are packed in groups of eight, the
 * lowest bits first. Stateless.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">Parquet, RLE = 3</a>
 */
final class RunLengths {
    private static final int GROUP = 8;

    private RunLengths() {}

    /** Appends the values (from inclusive, to exclusive), each of that many bits. */
    static void append(int[] values, int from, int to, int bits, ByteSink out) {
        int packedFrom = from;
        int at = from;
        while (at < to) {
            int end = at + 1;
            while (end < to && values[end] == values[at]) {
                end++;
            }
            if (end - at >= GROUP) {
                pack(values, packedFrom, at, bits, out);
                out.varint((long) (end - at) << 1).little(values[at], (bits + Byte.SIZE - 1) / Byte.SIZE);
                packedFrom = end;
                at = end;
            } else {
                at += GROUP; // groups before the last are whole
            }
        }
        pack(values, packedFrom, to, bits, out);
    }

    /** Only the last group may have fewer than eight values; it is filled with zeros. */
    private static void pack(int[] values, int from, int to, int bits, ByteSink out) {
        if (from == to) {
            return;
        }
        int groups = (to - from + GROUP - 1) / GROUP;
        out.varint((long) groups << 1 | 1);
        long pending = 0;
        int pendingBits = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            pending |= (i < to ? (long) values[i] : 0L) << pendingBits;
            pendingBits += bits;
            while (pendingBits >= Byte.SIZE) {
                out.int8((int) pending);
                pending >>>= Byte.SIZE;
                pendingBits -= Byte.SIZE;
            }
        }
    }
}
