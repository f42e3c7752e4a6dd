/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.core.event.EventFormat;
import java.util.concurrent.ConcurrentLinkedQueue;

/** As {@link UsedRing}, a ring of pages: so the states come to the ends of pages, to spares and to new pages. */
final class UsedPagedRing {
    /** Rings of one test, which no state has. */
    static final class Pool {
        private final ConcurrentLinkedQueue<UsedPagedRing> resting = new ConcurrentLinkedQueue<>();

        /** A ring without records. */
        UsedPagedRing take() {
            UsedPagedRing rested = resting.poll();
            UsedPagedRing ring = rested == null ? new UsedPagedRing(this) : rested;
            ring.records.begin();
            return ring;
        }
    }

    private final PagedRing ring = new PagedRing(Ring.CAPACITY_BYTES_MIN);
    private final StateRecords records = new StateRecords(ring.recordBytesMax());
    private final byte[] run = new byte[ring.recordBytesMax()];
    private final Pool pool;

    private UsedPagedRing(Pool pool) {
        this.pool = pool;
    }

    // ---- the producer

    /** Offers the state's records from {@code from} on and before {@code to} as one run; returns how many were taken. */
    int offerRun(int from, int to) {
        int end = 0;
        for (int index = from; index < to; index++) {
            records.write(run, end, records.bytes(index), index);
            end += EventFormat.aligned(records.bytes(index));
        }
        int next = ring.offerAll(run, 0, end, ring.capacity());
        int taken = 0;
        for (int at = 0; at < next; at += EventFormat.aligned(EventFormat.recordBytes(run, at))) {
            taken++;
        }
        return taken;
    }

    /** Offers the state's record, as long as a page; 1 when it was taken. */
    int offerPage(int index) {
        records.write(run, 0, run.length, index);
        return ring.offerAll(run, 0, run.length, ring.capacity()) == run.length ? 1 : 0;
    }

    void trim() {
        ring.trim();
    }

    // ---- the consumer

    /** Looks at all and frees, again and again until it has seen so many records; returns how many there were. */
    int read(int wanted) {
        int found = 0;
        for (int looks = 0; found < wanted && looks < UsedRing.LOOKS_MAX; looks++) {
            found += readPiece();
        }
        return found;
    }

    private int readPiece() {
        int bytes = ring.readable();
        if (bytes == 0) {
            return 0;
        }
        int found = records.look(ring.buffer(), ring.readIndex(), bytes, Integer.MAX_VALUE);
        ring.free(bytes);
        return found;
    }

    // ---- the arbiter

    /** Reads what is left. */
    void drain() {
        while (ring.readable() > 0) {
            readPiece();
        }
        if (ring.headAcquire() != ring.tailAcquire()) {
            records.damage();
        }
    }

    /** How many more were accepted than were seen; negative when one was seen twice. */
    int lost(int accepted) {
        return accepted - records.seenCount();
    }

    /** As {@link StateRecords#damaged}. */
    int damaged(int from, int to) {
        return records.damaged(from, to);
    }

    /** For the next state. A ring that has something wrong is not used again. */
    void giveBack() {
        if (!records.isDamaged()) {
            pool.resting.add(this);
        }
    }
}
