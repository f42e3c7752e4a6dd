/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.core.event.EventFormat;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.infra.results.IIII_Result;

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

    /** Reads what is left, says in r3 how many of the accepted were lost and in r4 what was wrong, and is ready for the next state. */
    void end(IIII_Result r, int accepted, int numbered) {
        drain();
        r.r3 = accepted - records.seenCount(); // negative when one was seen twice
        r.r4 = records.damaged(0, numbered);
        if (!records.isDamaged()) { // a ring that has something wrong is not used again
            pool.resting.add(this);
        }
    }

    private void drain() {
        while (ring.readable() > 0) {
            readPiece();
        }
        if (ring.headAcquire() != ring.tailAcquire()) {
            records.damage();
        }
    }
}
