/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what reaches the end of a peer's road: one thread adds, all may look. */
final class Arrivals {
    private final AtomicLong count = new AtomicLong();

    /** So many more; only the one consuming thread. */
    void add(long events) {
        count.setRelease(count.getPlain() + events); // pairs with the acquire in count(); no locked instruction
    }

    long count() {
        return count.getAcquire();
    }
}
