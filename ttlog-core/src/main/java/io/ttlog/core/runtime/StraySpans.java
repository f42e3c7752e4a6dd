/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The open spans that no thread of the {@link UnfinishedSpans} has: detached ones, and those of virtual threads. A table of {@link
 * #STRAYS_MAX} places in pages that are made when the ones before are full; a span that finds none is not watched. Safe for all
 * threads, which wait for nobody.
 */
final class StraySpans {
    /** Places of the first page; each further one is twice as large. A power of two. */
    private static final int FIRST_PAGE = 1_024;

    private static final int PAGES_MAX = 6;
    /** Most spans that are watched: 64,512. */
    static final int STRAYS_MAX = FIRST_PAGE * ((1 << PAGES_MAX) - 1);
    /** Places of a page that are tried. */
    private static final int TRIES = 8;

    /** A span that was detached. It is ended by whoever has the handle; when nobody has it any more, by nobody. */
    static final class Detached extends WeakReference<DetachedSpan> {
        final ActiveSpan span;

        Detached(DetachedSpan handle, ActiveSpan span) {
            super(handle);
            this.span = span;
        }
    }

    /** What the pump does with those that it finds. */
    interface Look {
        /** A span of a virtual thread. */
        void ofVirtualThread(ActiveSpan span);

        /** A detached span; whether somebody can still end it. */
        void detached(ActiveSpan span, boolean held);
    }

    private final AtomicReferenceArray<AtomicReferenceArray<@Nullable Object>> pages =
            new AtomicReferenceArray<>(PAGES_MAX);

    /** Watches the open span of a virtual thread. */
    void add(ActiveSpan span) {
        add(span, span);
    }

    /** Watches a detached span. */
    void add(Detached detached) {
        add(detached, detached.span);
    }

    private void add(Object entry, ActiveSpan span) {
        final int hash = (int) span.spanId; // which is random
        int first = 0;
        for (int p = 0; p < PAGES_MAX; p++) {
            final int size = FIRST_PAGE << p;
            final AtomicReferenceArray<@Nullable Object> page = page(p, size);
            for (int i = 0; i < TRIES; i++) {
                final int at = hash + i & size - 1;
                if (page.get(at) == null && page.compareAndSet(at, null, entry)) {
                    span.watchedAt = first + at;
                    return;
                }
            }
            first += size;
        }
    }

    private AtomicReferenceArray<@Nullable Object> page(int number, int size) {
        final AtomicReferenceArray<@Nullable Object> known = pages.get(number);
        if (known != null) {
            return known;
        }
        final AtomicReferenceArray<@Nullable Object> made = new AtomicReferenceArray<>(size);
        return pages.compareAndSet(number, null, made) ? made : pages.get(number);
    }

    /** By whoever has ended the span, or by the pump when nobody can. */
    void remove(ActiveSpan span) {
        final int at = span.watchedAt;
        if (at != ActiveSpan.NOT_WATCHED) {
            final int number = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(at / FIRST_PAGE + 1);
            final AtomicReferenceArray<@Nullable Object> page = pages.get(number);
            final int index = at - FIRST_PAGE * ((1 << number) - 1);
            final Object entry = page.get(index);
            if (entry == span || entry instanceof Detached detached && detached.span == span) { // else it was removed
                page.compareAndSet(index, entry, null);
            }
        }
    }

    /** By the pump, which may also remove what it is shown. */
    void forEach(Look look) {
        for (int p = 0; p < PAGES_MAX; p++) {
            final AtomicReferenceArray<@Nullable Object> page = pages.get(p);
            if (page == null) {
                return;
            }
            for (int i = 0; i < page.length(); i++) {
                final Object entry = page.getAcquire(i);
                if (entry instanceof Detached detached) {
                    look.detached(detached.span, !detached.refersTo(null));
                } else if (entry instanceof ActiveSpan span) {
                    look.ofVirtualThread(span);
                }
            }
        }
    }
}
