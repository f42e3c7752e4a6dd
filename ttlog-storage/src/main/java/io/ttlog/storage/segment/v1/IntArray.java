/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import java.util.Arrays;

/** Numbers, as many as come. */
final class IntArray {
    private int[] values = new int[4];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }
}
