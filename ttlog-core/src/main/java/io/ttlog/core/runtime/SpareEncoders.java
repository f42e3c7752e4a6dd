/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.EventEncoder;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Encoders for threads that keep none between their events: virtual threads, of which there may be a million. Whoever takes
 * one has it for itself until it gives it back; one that is never given back is left to the garbage collector, and when none
 * is spare a new one is made, so nobody waits for anybody. Safe for all threads.
 */
final class SpareEncoders {
    /** Most encoders that are kept for each processor; there are at least this many. */
    static final int SPARE_PER_PROCESSOR = 8;
    /** Most encoders that are kept; also bounds the memory, at so many of the largest records. */
    static final int SPARE_MAX = 64;

    private static final int TRIES = 4;

    private final Supplier<EventEncoder> maker;
    private final AtomicReferenceArray<EventEncoder> spare;
    private final int mask;

    SpareEncoders(Supplier<EventEncoder> maker) {
        this.maker = maker;
        int wanted = Runtime.getRuntime().availableProcessors() * SPARE_PER_PROCESSOR;
        int slots = Math.min(SPARE_MAX, Integer.highestOneBit(wanted));
        spare = new AtomicReferenceArray<>(slots);
        mask = slots - 1;
    }

    EventEncoder take() {
        int slot = firstSlot();
        for (int i = 0; i < TRIES; i++, slot++) {
            EventEncoder encoder = spare.get(slot & mask);
            if (encoder != null && spare.compareAndSet(slot & mask, encoder, null)) {
                return encoder;
            }
        }
        return maker.get();
    }

    /** Gives back one that the caller will not touch again. */
    void give(EventEncoder encoder) {
        int slot = firstSlot();
        for (int i = 0; i < TRIES; i++, slot++) {
            if (spare.get(slot & mask) == null && spare.compareAndSet(slot & mask, null, encoder)) {
                return;
            }
        }
    }

    /** Where the calling thread begins to look: threads spread, and one finds again what it gave back. */
    private static int firstSlot() {
        return System.identityHashCode(Thread.currentThread());
    }
}
