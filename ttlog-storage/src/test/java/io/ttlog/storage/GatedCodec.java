/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Compresses nothing, and holds the sealing thread up, or makes it fail. Safe for all threads. */
final class GatedCodec implements BlockCodec {
    private static final long WAIT_SECONDS_MAX = 60;

    private final CountDownLatch arrival = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicReference<@Nullable Error> failure = new AtomicReference<>();
    private volatile @Nullable Thread thread;
    private volatile long attempts;

    /** Lets the sealing thread through, from now on. */
    void open() {
        gate.countDown();
    }

    /** Makes one block fail. */
    void failOnce(Error error) {
        failure.set(error);
    }

    /** Waits until a seal has got as far as its first block. */
    void awaitArrival() throws InterruptedException {
        if (!arrival.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("no seal within " + WAIT_SECONDS_MAX + " s");
        }
    }

    /** The thread that seals. */
    Thread thread() {
        return Objects.requireNonNull(thread);
    }

    /** Blocks that sealing threads have compressed or failed to. */
    long attempts() {
        return attempts;
    }

    @Override
    public int id() {
        return Codecs.NONE.id();
    }

    @Override
    public String name() {
        return "gated";
    }

    @Override
    public int maxCompressedBytes(int rawBytes) {
        return Codecs.NONE.maxCompressedBytes(rawBytes);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (Thread.currentThread().getName().equals("ttlog-seal")) {
            pass();
        }
        return Codecs.NONE.compress(source, offset, length, target, targetOffset);
    }

    private synchronized void pass() {
        thread = Thread.currentThread();
        attempts++;
        arrival.countDown();
        try {
            if (!gate.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody opened the gate within " + WAIT_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Error error = failure.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException {
        Codecs.NONE.decompress(source, offset, length, target, targetOffset, rawBytes);
    }
}
