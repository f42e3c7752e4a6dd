/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.Ring;

/** Walks the records that a {@link Ring} holds, as the pump does. */
final class Records {
    private Records() {}

    /** Takes everything published in the ring; the count of records. */
    static int drain(Ring ring) {
        int records = 0;
        for (int bytes = ring.readable(); bytes > 0; bytes = ring.readable()) {
            final byte[] buffer = ring.buffer();
            final int to = ring.readIndex() + bytes;
            int next;
            for (int at = ring.readIndex(); at < to; at = next) {
                next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
                records += EventFormat.isPadding(buffer, at) ? 0 : 1;
            }
            ring.free(bytes);
        }
        return records;
    }
}
