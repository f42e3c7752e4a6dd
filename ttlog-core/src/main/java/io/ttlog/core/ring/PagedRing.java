/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.core.event.EventFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A ring of event records between exactly one producing and one consuming thread whose memory grows with what waits in it: its
 * array comes in pages. The producer, when it comes to the end of a page, goes on in one that the consumer has emptied, and makes
 * another only when there is none. So a consumer that keeps up costs one page or two, one that is behind at most the capacity and
 * a page, until {@link #trim}. A record never straddles the end of a page: filler takes what is left there. Neither side ever
 * waits or makes a system call.
 *
 * <p>Memory order: as in {@link Ring}; positions grow for ever, and what leads from a position to its page is part of what is
 * handed over. The producer enters a page in the table with a plain write before it stores {@code tail} with release, the consumer
 * loads {@code tail} with acquire before it looks it up. The consumer stores {@code head} with release after its last read; the
 * producer loads {@code head} with acquire before it takes a page out of the table, which only the producer ever changes.
 */
public final class PagedRing {
    /** As many pages make up the capacity, unless they would be too small or too large for the largest record. */
    private static final int PAGES = 16;
    /** Smallest page: as much as the largest record of the smallest {@link Ring}. */
    private static final int PAGE_BYTES_MIN = Ring.CAPACITY_BYTES_MIN / Ring.RECORDS_MIN;

    private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

    // Slots of `positions`, in groups of 128 bytes as in Ring.
    private static final int TAIL = 16; // written only by the producer
    private static final int HEAD_SEEN = 17; // the producer's own
    private static final int HEAD = 32; // written only by the consumer
    private static final int TAIL_SEEN = 33; // the consumer's own
    private static final int SLOTS = 48;

    private final long[] positions = new long[SLOTS];
    private final int capacity;
    private final int pageBytes;
    private final int pageShift;
    private final IntFunction<byte[]> allocator;
    /**
     * The pages in use, by page number; changed by the producer only. Twice as long as the capacity has pages, so that the page that is
     * written and the one that is read never want the same place.
     */
    private final byte[] @Nullable [] pages;

    // The producer's own.
    private final byte[] @Nullable [] spares;
    private int spareCount;
    private long oldestPage; // number of the first in use
    private boolean mayGrow = true;

    /** A ring of a power of two of bytes, with one page so far. */
    public PagedRing(int capacityBytes) {
        this(capacityBytes, byte[]::new);
    }

    /** For a test that wants to see pages made, or to refuse them. */
    PagedRing(int capacityBytes, IntFunction<byte[]> allocator) {
        Ring.checkCapacity(capacityBytes);
        this.allocator = allocator;
        capacity = capacityBytes;
        pageBytes = capacityBytes == Ring.CAPACITY_BYTES_MAX
                ? EventFormat.RECORD_BYTES_MAX
                : Math.max(capacityBytes / PAGES, PAGE_BYTES_MIN);
        pageShift = Integer.numberOfTrailingZeros(pageBytes);
        int count = capacityBytes / pageBytes;
        pages = new byte[2 * count][];
        spares = new byte[count + 1][];
        pages[0] = allocator.apply(pageBytes);
    }

    /** Most bytes that can wait in it. */
    public int capacity() {
        return capacity;
    }

    /** Bytes of the largest record, padded. */
    public int recordBytesMax() {
        return pageBytes;
    }

    private int place(long page) {
        return (int) page & pages.length - 1;
    }

    // ---- the producer's side

    /**
     * Copies as many of the whole, padded records between {@code from} and {@code to} as fit, and publishes them page by page.
     * There is no room either while memory for another page is wanted and there is none; one page always remains.
     *
     * @param usable bytes that may wait afterwards, at most the capacity
     * @return the offset of the first record that did not fit, {@code to} when all did
     */
    public int offerAll(byte[] records, int from, int to, int usable) {
        assert usable <= capacity;
        final long[] p = positions;
        int next = from;
        while (next < to) {
            final long tail = p[TAIL];
            final int index = (int) tail & pageBytes - 1;
            final int toEnd = pageBytes - index;
            final long room = usable - (tail - lookAtHead());
            final int fitting = wholeRecords(records, next, to, (int) Math.min(room, toEnd));
            if (fitting == 0 && (index == 0 || room <= toEnd)) {
                break;
            }
            final byte[] page = index == 0 ? enter(tail >>> pageShift) : pages[place(tail >>> pageShift)];
            if (page == null) {
                break;
            }
            if (fitting > 0) {
                System.arraycopy(records, next, page, index, fitting);
                POSITIONS.setRelease(p, TAIL, tail + fitting); // pairs with the acquire in readable()
                next += fitting;
            } else {
                EventFormat.putPadding(page, index, toEnd);
                POSITIONS.setRelease(p, TAIL, tail + toEnd); // pairs with the acquire in readable()
            }
        }
        return next;
    }

    private static int wholeRecords(byte[] records, int from, int to, int room) {
        if (to - from <= room) {
            return to - from;
        }
        int end = from;
        while (end < to) {
            int after = end + EventFormat.aligned(EventFormat.recordBytes(records, end));
            if (after - from > room) {
                break;
            }
            end = after;
        }
        return end - from;
    }

    /** The page of the number, which is the next to be written, or null when there is no memory for it. */
    private byte @Nullable [] enter(long number) {
        takeBackEmptied();
        final int place = place(number);
        if (pages[place] == null) { // else it is the very first
            if (spareCount > 0) {
                pages[place] = spares[--spareCount];
                spares[spareCount] = null;
            } else {
                pages[place] = newPage();
            }
        }
        return pages[place];
    }

    private byte @Nullable [] newPage() {
        if (!mayGrow) {
            return null;
        }
        try {
            return allocator.apply(pageBytes);
        } catch (
                OutOfMemoryError
                        none) { // of the host: a lane that is full is the smaller evil, and nobody is to collect
            mayGrow = false; // garbage for each batch
            return null;
        }
    }

    /** Makes spares of the pages that the consumer has left. */
    private void takeBackEmptied() {
        final long firstUnread = positions[HEAD_SEEN] >>> pageShift;
        for (; oldestPage < firstUnread; oldestPage++) {
            final int place = place(oldestPage);
            spares[spareCount++] = pages[place];
            pages[place] = null;
        }
    }

    /** Gives up all emptied pages but one; to be called now and then, and after it memory is asked for again. */
    public void trim() {
        lookAtHead();
        takeBackEmptied();
        while (spareCount > 1) {
            spares[--spareCount] = null;
        }
        mayGrow = true;
    }

    private long lookAtHead() {
        final long head = headAcquire(); // pairs with the release in free()
        positions[HEAD_SEEN] = head;
        return head;
    }

    // ---- the consumer's side

    /** Published bytes that lie in one piece from {@link #readIndex} in {@link #buffer}; 0 when there are none. */
    public int readable() {
        final long[] p = positions;
        final long head = p[HEAD];
        long tail = p[TAIL_SEEN];
        if (tail == head) {
            tail = (long) POSITIONS.getAcquire(p, TAIL); // pairs with the releases in offerAll()
            p[TAIL_SEEN] = tail;
        }
        return (int) Math.min(tail - head, pageBytes - ((int) head & pageBytes - 1));
    }

    /** Where the readable bytes start in {@link #buffer}. */
    public int readIndex() {
        return (int) positions[HEAD] & pageBytes - 1;
    }

    /** The page that holds the readable bytes; only while there are some. */
    public byte[] buffer() {
        final byte[] page = pages[place(positions[HEAD] >>> pageShift)];
        if (page == null) {
            throw new IllegalStateException("nothing is readable at position " + positions[HEAD]);
        }
        return page;
    }

    /** Gives the bytes back to the producer. */
    public void free(int bytes) {
        POSITIONS.setRelease(positions, HEAD, positions[HEAD] + bytes); // pairs with the acquire in lookAtHead()
    }

    // ---- for both, and for onlookers

    /** Everything before this position is published. */
    public long tailAcquire() {
        return (long) POSITIONS.getAcquire(positions, TAIL);
    }

    /** Everything before this position has been consumed. */
    public long headAcquire() {
        return (long) POSITIONS.getAcquire(positions, HEAD);
    }
}
