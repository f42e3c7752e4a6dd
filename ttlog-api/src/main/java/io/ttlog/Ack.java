/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** How far an event has come; each level includes the ones before it. Asked for with {@link TTLog#flush}. */
public enum Ack {
    /** In a ring of this process. Lost when the process dies. */
    ACCEPTED,
    /** Handed to the operating system by every sink: survives {@code kill -9}, not a power loss. */
    WRITTEN,
    /** Forced to the device by every sink: survives a power loss. */
    SYNCED,
    /**
     * Acknowledged by the other end of every sink that has one, which has made it durable there; for the other sinks the same as
     * SYNCED.
     */
    DELIVERED
}
