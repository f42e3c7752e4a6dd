/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A sink that takes nothing until its gate is opened. */
public final class GatedSink extends CollectingSink {
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Its gate is shut. */
    public GatedSink(String name) {
        super(name);
    }

    /** Opens the gate, for good. */
    public void open() {
        gate.countDown();
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        super.write(buffer, from, to);
    }
}
