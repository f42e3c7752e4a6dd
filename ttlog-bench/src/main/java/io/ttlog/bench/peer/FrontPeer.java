/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.IOException;

/** A library in front of another, which takes what is recorded through it. */
abstract class FrontPeer implements Peer {
    private final Peer behind;

    FrontPeer(Peer behind) {
        this.behind = behind;
    }

    @Override
    public long arrived() {
        return behind.arrived();
    }

    @Override
    public void awaitArrival(long recorded) {
        behind.awaitArrival(recorded);
    }

    @Override
    public void finish() throws IOException {
        behind.finish();
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }

    @Override
    public long stored() throws IOException {
        return behind.stored();
    }

    @Override
    public long fileBytes() throws IOException {
        return behind.fileBytes();
    }
}
