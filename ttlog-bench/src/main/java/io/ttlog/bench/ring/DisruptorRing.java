/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;

/**
 * The Disruptor as the first hop: slots of fixed size for all producers. Read by a poller, so that producers signal nobody. A
 * StackOverflowError between claim and publication wedges it (DESIGN.md).
 */
final class DisruptorRing implements Candidate {
    private static final int SLOT_BYTES = 128;

    private final RingBuffer<Slot> ring =
            RingBuffer.createMultiProducer(Slot::new, RING_BYTES / SLOT_BYTES, new YieldingWaitStrategy());
    private final EventPoller<Slot> poller = ring.newPoller();
    private int read;

    private static final class Slot {
        final byte[] bytes = new byte[SLOT_BYTES];
        int length;
    }

    DisruptorRing() {
        ring.addGatingSequences(poller.getSequence());
    }

    @Override
    public boolean offer(byte[] record, int bytes) {
        final long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException full) {
            return false;
        }
        try {
            final Slot slot = ring.get(sequence);
            System.arraycopy(record, 0, slot.bytes, 0, bytes);
            slot.length = bytes;
        } finally {
            ring.publish(sequence);
        }
        return true;
    }

    @Override
    public int drain() {
        read = 0;
        try {
            poller.poll((slot, sequence, last) -> {
                read += slot.length > 0 ? 1 : 0;
                return true;
            });
        } catch (Exception e) { // the handler above throws none
            throw new IllegalStateException(e);
        }
        return read;
    }
}
