/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's many-to-one ring: producers claim by compare-and-set, copy, commit. A StackOverflowError between claim and commit
 * wedges it (DESIGN.md); it needs {@link Candidate#jvmFlags}.
 */
final class AgronaRing implements Candidate {
    private static final int MESSAGE_TYPE = 1;

    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
    private final ThreadLocal<UnsafeBuffer> source = ThreadLocal.withInitial(() -> new UnsafeBuffer(new byte[0]));

    @Override
    public boolean offer(byte[] record, int bytes) {
        final UnsafeBuffer wrapped = source.get();
        if (wrapped.byteArray() != record) {
            wrapped.wrap(record);
        }
        return ring.write(MESSAGE_TYPE, wrapped, 0, bytes);
    }

    @Override
    public int drain() {
        int records = 0;
        for (int read = read(); read > 0; read = read()) {
            records += read;
        }
        return records;
    }

    private int read() {
        return ring.read((type, buffer, index, length) -> {});
    }
}
