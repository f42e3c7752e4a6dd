/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers distinct keys densely, in the order of first sight. NULLs are equal to each other. A hash table with open
 * addressing over keys encoded as longs; in front of it, for keys of one or two texts, a plain array by text numbers.
 */
public final class GroupTable {
    /** Most entries of the array in front: 256 KiB stay in the second-level cache. */
    private static final int DIRECT_MAX = 1 << 16;

    private final KeyColumn[] columns;
    private final boolean textsOnly;
    private final int groupsMax;
    private final String limitName;

    /** Longs per key: one per column, then null bits. */
    private final int width;

    private long[] keys;
    private int size;

    /** Group + 1 by hash; 0 is free; the length is a power of two. */
    private int[] slots = new int[1024];

    /** Group + 1 by text numbers; 0 is unknown. */
    private int[] direct = new int[0];

    private int directStride;

    /**
     * An empty table.
     *
     * @param limitName how an error names the limit
     */
    public GroupTable(List<ColumnType> types, int groupsMax, String limitName) {
        this.columns = types.stream().map(KeyColumn::new).toArray(KeyColumn[]::new);
        this.textsOnly = !types.isEmpty() && types.size() <= 2 && types.stream().allMatch(t -> t == ColumnType.TEXT);
        this.groupsMax = groupsMax;
        this.limitName = limitName;
        this.width = types.size() + (types.size() + Long.SIZE - 1) / Long.SIZE;
        this.keys = new long[width * 64];
    }

    /** The number of groups. */
    public int size() {
        return size;
    }

    /** The group of each row; new keys get new groups. */
    public int[] groups(Vector[] vectors, int count) {
        int[] groups = new int[count];
        if (columns.length == 0) {
            size = count > 0 ? 1 : size;
            return groups;
        }
        long[] codes = new long[Math.multiplyExact(count, width)];
        for (int c = 0; c < columns.length; c++) {
            columns[c].encode(vectors[c], count, codes, c, width);
            boolean[] nulls = vectors[c].nulls();
            for (int row = 0; nulls != null && row < count; row++) {
                if (nulls[row]) {
                    codes[row * width + columns.length + c / Long.SIZE] |= 1L << c;
                    codes[row * width + c] = 0;
                }
            }
        }
        if (textsOnly && fitDirect()) {
            for (int row = 0; row < count; row++) {
                int index = directIndex(codes, row * width);
                int known = direct[index];
                if (known == 0) {
                    known = find(codes, row * width) + 1;
                    direct[index] = known;
                }
                groups[row] = known - 1;
            }
        } else {
            for (int row = 0; row < count; row++) {
                groups[row] = find(codes, row * width);
            }
        }
        return groups;
    }

    /** The group of each row, -1 where there is none; nothing is added. */
    public int[] find(Vector[] vectors, int count) {
        int[] groups = new int[count];
        long[] codes = new long[Math.multiplyExact(count, width)];
        for (int c = 0; c < columns.length; c++) {
            columns[c].encodeKnown(vectors[c], count, codes, c, width, groups);
            boolean[] nulls = vectors[c].nulls();
            for (int row = 0; nulls != null && row < count; row++) {
                if (nulls[row]) {
                    codes[row * width + columns.length + c / Long.SIZE] |= 1L << c;
                    codes[row * width + c] = 0;
                }
            }
        }
        for (int row = 0; row < count; row++) {
            groups[row] = groups[row] < 0 ? -1 : slots[slot(codes, row * width)] - 1;
        }
        return groups;
    }

    /** The slot that has a key, or the free one that it would get. */
    private int slot(long[] codes, int at) {
        int mask = slots.length - 1;
        int slot = hash(codes, at) & mask;
        while (slots[slot] != 0 && !isKey(slots[slot] - 1, codes, at)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Whether the array in front can hold all texts numbered so far; makes it as large as needed. */
    private boolean fitDirect() {
        long first = columns[0].numbered() + 1L;
        long second = columns.length == 2 ? columns[1].numbered() + 1L : 1;
        if (first * second > DIRECT_MAX) {
            return false;
        }
        if (second > directStride || first * directStride > direct.length) {
            directStride = (int) Math.min(second * 2, DIRECT_MAX / first);
            direct = new int[(int) Math.min(first * 2 * directStride, DIRECT_MAX)];
        }
        return true;
    }

    /** NULL is 0, the n-th text n + 1. */
    private int directIndex(long[] codes, int at) {
        long nulls = codes[at + columns.length];
        int first = (nulls & 1) != 0 ? 0 : (int) codes[at] + 1;
        if (columns.length == 1) {
            return first * directStride;
        }
        int second = (nulls & 2) != 0 ? 0 : (int) codes[at + 1] + 1;
        return first * directStride + second;
    }

    private int find(long[] codes, int at) {
        int slot = slot(codes, at);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size >= groupsMax) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the query has more than " + groupsMax + " " + limitName
                            + "; narrow WHERE, or group by something coarser");
        }
        if ((size + 1) * width > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(keys.length + width, keys.length / 2 * 3));
        }
        System.arraycopy(codes, at, keys, size * width, width);
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private boolean isKey(int group, long[] codes, int at) {
        for (int i = group * width, j = at; j < at + width; i++, j++) {
            if (keys[i] != codes[j]) {
                return false;
            }
        }
        return true;
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        for (int group = 0; group < size; group++) {
            int slot = hash(keys, group * width) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = group + 1;
        }
        slots = larger;
    }

    /** Multiply and mix each word, as in MurmurHash3's finalizer. */
    private int hash(long[] codes, int at) {
        long h = 0;
        for (int i = at; i < at + width; i++) {
            h = (h ^ codes[i]) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        h *= 0xc4ceb9fe1a85ec53L;
        return (int) (h ^ h >>> 29);
    }

    /** The values of a key column at groups {@code from} to {@code to}, exclusive. */
    public Vector key(int column, ColumnType type, int from, int to) {
        ColumnBuilder builder = new ColumnBuilder(type, to - from);
        for (int group = from; group < to; group++) {
            long nulls = keys[group * width + columns.length + column / Long.SIZE];
            if ((nulls >>> column & 1) != 0) {
                builder.appendNull();
            } else {
                columns[column].decode(keys[group * width + column], builder);
            }
        }
        return builder.build();
    }
}
