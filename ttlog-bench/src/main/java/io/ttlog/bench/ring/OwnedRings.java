/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import io.ttlog.core.ring.Ring;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** ttlog's ring on VarHandles, one for each thread: a copy and one release store, no contention. What ttlog uses. */
final class OwnedRings implements Candidate {
    private final List<Ring> rings = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Ring> own = ThreadLocal.withInitial(() -> {
        Ring ring = new Ring(RING_BYTES);
        rings.add(ring);
        return ring;
    });

    @Override
    public boolean offer(byte[] record, int bytes) {
        return own.get().offer(record, bytes, RING_BYTES);
    }

    @Override
    public int drain() {
        int records = 0;
        for (Ring ring : rings) {
            records += Records.drain(ring);
        }
        return records;
    }
}
