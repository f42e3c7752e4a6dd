/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.StoreInfo;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;

/**
 * Events into a {@link Store}: WRITTEN with each batch, SYNCED within {@link StoreOptions#syncEvery}. A batch for which the disk
 * has no room is refused with a {@link DiskFullException}.
 */
public final class StoreSink implements Sink {
    /** The name in configurations. */
    public static final String NAME = "store";

    private final Store store;
    private final Symbols symbols;

    /** Writes to an open store, which it will close. */
    public StoreSink(Store store, Symbols symbols) {
        this.store = store;
        this.symbols = symbols;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        try {
            store.append(buffer, from, to, symbols);
        } catch (IOException e) {
            throw DiskFullException.orSame(e, store.directory(), to - from);
        }
    }

    @Override
    public void flush(Ack level) throws IOException {
        store.flush(level);
    }

    @Override
    public void idle() throws IOException {
        store.sync();
    }

    @Override
    public StoreInfo info() {
        return store.info();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
