/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A list of arrays that one thread appends to and others read: to grow never copies more than one page, so that no append waits
 * for an array that doubles. A page is replaced by a larger one with the same content, and what was published in it never
 * changes.
 *
 * <p>A reader first acquires a count that the writer released behind what it wrote, then takes {@link #capture}, which holds at least
 * that. The references themselves are released and acquired as well, since a page may be replaced in between.
 */
final class Pages {
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(Object[].class);

    private volatile Object[] pages;
    private int count;

    /** With a first page. */
    Pages(Object first) {
        pages = new Object[] {first};
        count = 1;
    }

    /** Number of pages. Of the writer. */
    int count() {
        return count;
    }

    /** A page. Of the writer. */
    Object get(int page) {
        return pages[page];
    }

    /** Puts a larger page, with the same content, in the place of the last one. Of the writer. */
    void replaceLast(Object larger) {
        PAGE.setRelease(pages, count - 1, larger);
    }

    /** Appends a page. Of the writer. */
    void add(Object page) {
        Object[] all = pages;
        if (count == all.length) {
            all = Arrays.copyOf(all, count * 2);
            all[count] = page;
            pages = all;
        } else {
            PAGE.setRelease(all, count, page);
        }
        count++;
    }

    /** The pages as they are now; null behind the last. For all threads. */
    Object[] capture() {
        final Object[] all = pages;
        final Object[] captured = new Object[all.length];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = PAGE.getAcquire(all, i);
        }
        return captured;
    }
}
