/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * What a recording call does when its ring is full; chosen for all, by signal and by level ({@link TTLogBuilder#overflow}).
 * Whatever is chosen, the last fifth of each ring is kept for WARN and above, for ends of spans and for metrics.
 */
public enum Overflow {
    /** The new event is dropped and counted as {@link DropReason#RING_FULL}. The default: never delays the caller. */
    DROP_NEWEST,
    /** The caller waits for room, at most for the time given at start; then the event is dropped and counted. */
    BLOCK,
    /**
     * The oldest events of the ring are dropped in its favour and counted as {@link DropReason#RING_FULL}, as far as their own
     * policy is this one and they are not more severe than it; if that makes no room, the new event is dropped. Never delays the
     * caller by more than some microseconds.
     */
    DROP_OLDEST,
    /**
     * When the ring is more than half full, one event in 2, 4, 8, ... up to 1,024 is kept, the fewer the less room is left;
     * the others are dropped and counted as {@link DropReason#SAMPLED}. What is kept says in its {@code weight} how many events
     * it stands for. Never delays the caller. Metric readings are never sampled.
     */
    SAMPLE
}
