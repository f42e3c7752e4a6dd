/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import java.util.Arrays;

/**
 * Numbers in {@link Pages}: each page takes one, two or four bytes a number, as many as its highest needs. Negative ones take
 * four.
 */
final class IntList {
    private static final int SHIFT = 12;
    /** Numbers of a page: at most 16 KiB. */
    static final int PAGE = 1 << SHIFT;

    private static final int FIRST = 16;
    private static final int BYTE_MAX = 0xFF;

    private final Pages pages;
    /** The last page, of the writer: a byte[], char[] or int[]. */
    private Object last = new byte[FIRST];

    IntList() {
        pages = new Pages(last);
    }

    /** Writes the number at the index: the next one, or the last one once more. Of the writer. */
    void set(int index, int number) {
        final int at = index & PAGE - 1;
        if (index >>> SHIFT == pages.count()) {
            last = page(PAGE, number);
            set(last, at, number);
            pages.add(last);
        } else if (!set(last, at, number)) {
            last = larger(last, at, number);
            set(last, at, number);
            pages.replaceLast(last);
        }
    }

    private static boolean set(Object page, int at, int number) {
        if (page instanceof byte[] bytes) {
            if (at >= bytes.length || (number & ~BYTE_MAX) != 0) {
                return false;
            }
            bytes[at] = (byte) number;
        } else if (page instanceof char[] chars) {
            if (at >= chars.length || (number & ~Character.MAX_VALUE) != 0) {
                return false;
            }
            chars[at] = (char) number;
        } else {
            final int[] ints = (int[]) page;
            if (at >= ints.length) {
                return false;
            }
            ints[at] = number;
        }
        return true;
    }

    private static int get(Object page, int at) {
        if (page instanceof byte[] bytes) {
            return bytes[at] & BYTE_MAX;
        }
        return page instanceof char[] chars ? chars[at] : ((int[]) page)[at];
    }

    private static Object page(int length, int number) {
        if ((number & ~BYTE_MAX) == 0) {
            return new byte[length];
        }
        return (number & ~Character.MAX_VALUE) == 0 ? new char[length] : new int[length];
    }

    /** What the page holds before that place, with room for the number there. */
    private static Object larger(Object page, int at, int number) {
        final int length = length(page);
        final int room = at < length ? length : length * 2;
        if (page instanceof int[] ints) {
            return Arrays.copyOf(ints, room);
        }
        if (page instanceof char[] chars && number >>> Character.SIZE == 0) {
            return Arrays.copyOf(chars, room);
        }
        if (page instanceof byte[] bytes && (number & ~BYTE_MAX) == 0) {
            return Arrays.copyOf(bytes, room);
        }
        final Object wider = page(room, number);
        for (int i = 0; i < at; i++) {
            set(wider, i, get(page, i));
        }
        return wider;
    }

    private static int length(Object page) {
        if (page instanceof byte[] bytes) {
            return bytes.length;
        }
        return page instanceof char[] chars ? chars.length : ((int[]) page).length;
    }

    /** The number at the index. Of the writer. */
    int get(int index) {
        return get(pages.get(index >>> SHIFT), index & PAGE - 1);
    }

    /** What a reader may look at. For all threads. */
    View capture() {
        return new View(pages.capture());
    }

    /** Numbers that do not change any more, as far as they were published. Safe for all threads. */
    static final class View {
        private final Object[] pages;

        private View(Object[] pages) {
            this.pages = pages;
        }

        int get(int index) {
            return IntList.get(pages[index >>> SHIFT], index & PAGE - 1);
        }

        /** A copy. */
        int[] copy(int from, int to) {
            final int[] copy = new int[to - from];
            int at = from;
            while (at < to) {
                final Object page = pages[at >>> SHIFT];
                final int end = Math.min(to, (at | PAGE - 1) + 1);
                for (; at < end; at++) {
                    copy[at - from] = IntList.get(page, at & PAGE - 1);
                }
            }
            return copy;
        }
    }
}
