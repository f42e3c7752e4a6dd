/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the store of a configuration's directory. Settings: {@code store.codec} (none, lz4, zstd, zstd:LEVEL, snappy;
 * {@link Codecs#QUIET} by default), {@code store.sealBytes}, {@code store.fsyncMillis}.
 */
public final class StoreSinkProvider implements SinkProvider {
    private static final String CODEC = "store.codec";
    private static final String SEAL_BYTES = "store.sealBytes";
    private static final String FSYNC_MILLIS = "store.fsyncMillis";
    /** Says that the store may be absent; for whoever opens sinks, nothing to us. */
    private static final String OPTIONAL = "store.optional";

    private static final Set<String> KNOWN = Set.of(CODEC, SEAL_BYTES, FSYNC_MILLIS);

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
        for (String key : settings.keySet()) {
            if (key.startsWith("store.") && !KNOWN.contains(key) && !key.equals(OPTIONAL)) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION, "setting '" + key + "' is not known; known are " + KNOWN);
            }
        }
        StoreOptions options = StoreOptions.DEFAULT;
        options = options.withCodec(new SinkOptions(settings, StoreSink.NAME).codec("codec", options.codec()));
        Long sealBytes = number(settings, SEAL_BYTES);
        if (sealBytes != null) {
            options = options.withSealBytes(sealBytes);
        }
        Long fsyncMillis = number(settings, FSYNC_MILLIS);
        if (fsyncMillis != null) {
            options = options.withSyncEvery(Duration.ofMillis(fsyncMillis));
        }
        return options;
    }

    private static @Nullable Long number(Map<String, String> settings, String key) {
        String text = settings.get(key);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TTLogException(ErrorCode.CONFIGURATION, key + " '" + text + "' is not a whole number", e);
        }
    }
}
