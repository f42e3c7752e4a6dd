/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import java.util.Arrays;

/** Numbers of eight bytes in {@link Pages}. */
final class LongList {
    private static final int SHIFT = 12;
    /** Numbers of a page: 32 KiB. */
    static final int PAGE = 1 << SHIFT;

    private static final int FIRST = 16;

    private final Pages pages;
    /** The last page, of the writer. */
    private long[] last = new long[FIRST];

    LongList() {
        pages = new Pages(last);
    }

    /** Writes the number at the index: the next one, or the last one once more. Of the writer. */
    void set(int index, long number) {
        final int at = index & PAGE - 1;
        if (index >>> SHIFT == pages.count()) {
            last = new long[PAGE];
            last[at] = number;
            pages.add(last);
        } else if (at < last.length) {
            last[at] = number;
        } else {
            last = Arrays.copyOf(last, last.length * 2);
            last[at] = number;
            pages.replaceLast(last);
        }
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

        long get(int index) {
            return ((long[]) pages[index >>> SHIFT])[index & PAGE - 1];
        }

        /** A copy. */
        long[] copy(int from, int to) {
            final long[] copy = new long[to - from];
            int at = from;
            while (at < to) {
                final int end = Math.min(to, (at | PAGE - 1) + 1);
                System.arraycopy(pages[at >>> SHIFT], at & PAGE - 1, copy, at - from, end - at);
                at = end;
            }
            return copy;
        }
    }
}
