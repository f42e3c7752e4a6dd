/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;

/** The front door. */
public final class TTLog {
    private TTLog() {}

    /** Waits until everything recorded before the call has reached the level; false when time ran out. */
    public static boolean flush(Ack level, Duration timeout) {
        return true;
    }
}
