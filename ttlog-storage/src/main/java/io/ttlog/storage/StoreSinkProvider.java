/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import io.ttlog.storage.wire.Finding;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Opens the store of a configuration's directory. Settings: {@code store.codec} (none, lz4, zstd, zstd:LEVEL, snappy;
 * {@link Codecs#QUIET} by default), {@code store.sealBytes}, {@code store.fsyncMillis}.
 */
public final class StoreSinkProvider implements SinkProvider {
    private static final int DAMAGE_TOLD_MAX = 10;

    /** For {@link java.util.ServiceLoader}. */
    public StoreSinkProvider() {}

    @Override
    public String name() {
        return StoreSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        StoreOptions options = options(config.options());
        Store store = Store.open(
                config.directory(),
                options.withCodec(Codecs.loadable(options.codec(), "sink " + StoreSink.NAME, System.err)));
        tell(store.recoveryDamage(), System.err);
        return new StoreSink(store, symbols);
    }

    /** Events were lost to damage: the one thing at a start that is worth a word on standard error. */
    static void tell(List<Finding> damage, PrintStream err) {
        for (Finding finding : damage.subList(0, Math.min(damage.size(), DAMAGE_TOLD_MAX))) {
            err.println("ttlog: " + finding + "; what could be read was kept, the file goes to the folder "
                    + StoreFiles.DAMAGED);
        }
        if (damage.size() > DAMAGE_TOLD_MAX) {
            err.println("ttlog: ... and " + (damage.size() - DAMAGE_TOLD_MAX) + " more");
        }
    }

    static StoreOptions options(Map<String, String> settings) {
        SinkOptions given = new SinkOptions(settings, StoreSink.NAME);
        StoreOptions unless = StoreOptions.DEFAULT;
        long fsyncMillis =
                given.number("fsyncMillis", unless.syncEvery().toMillis(), 0, StoreOptions.SYNC_EVERY_MAX.toMillis());
        StoreOptions options = unless.withCodec(given.codec("codec", unless.codec()))
                .withSealBytes(given.bytes(
                        "sealBytes", unless.sealBytes(), StoreOptions.SEAL_BYTES_MIN, StoreOptions.SEAL_BYTES_MAX))
                .withSyncEvery(Duration.ofMillis(fsyncMillis));
        given.refuseOthers();
        return options;
    }
}
