/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import java.util.Arrays;

/** Numbers, as many as come. */
public final class IntArray {
    private int[] values = new int[4];
    private int size;

    public int size() {
        return size;
    }

    public int get(int index) {
        return values[index];
    }

    /** A copy. */
    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }
}
