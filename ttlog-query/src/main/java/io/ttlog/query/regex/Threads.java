/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

/** A set of places in a program, in the order of preference: a sparse set (Briggs and Torczon, 1993). For one thread. */
final class Threads {
    private final int[] dense;
    private final int[] sparse;
    private int size;

    Threads(int capacity) {
        dense = new int[capacity];
        sparse = new int[capacity];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return dense[index];
    }

    /** Whether it was not in the set before. */
    boolean add(int place) {
        int index = sparse[place];
        if (index < size && dense[index] == place) {
            return false;
        }
        sparse[place] = size;
        dense[size++] = place;
        return true;
    }
}
