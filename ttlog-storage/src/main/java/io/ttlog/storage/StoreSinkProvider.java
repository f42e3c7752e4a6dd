/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import io.ttlog.storage.Retention.AtDiskLimit;
import io.ttlog.storage.Retention.Limit;
import io.ttlog.storage.chunk.ChunkCache;
import io.ttlog.storage.wire.Finding;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens the store of a configuration's directory, with {@link StoreOptions#DEFAULT} and {@link Retention#USUAL} unless settings say
 * otherwise: {@code store.codec} and {@code store.freshCodec} (none, lz4, zstd, zstd:LEVEL, snappy), {@code store.sealBytes},
 * {@code store.series} (0 for all), {@code store.cacheBytes} (of the process, not of the store), {@code store.durability} (none, interval, each), {@code store.durabilityLogs} and so on, {@code
 * store.fsyncMillis}, {@code store.mergeFanIn}, {@code store.retention} (usual, off), {@code store.keepLogs}, {@code
 * store.keepLogsBytes} and so on for spans, metrics, their roll-ups ({@code keepMetrics5m, 1h, 1d}) and gaps (0 for no limit), {@code
 * store.rollUps} (on, off), {@code store.diskBytes}, {@code store.atDiskLimit}.
 */
public final class StoreSinkProvider implements SinkProvider {
    private static final int DAMAGE_TOLD_MAX = 10;

    private static final String CACHE = "cacheBytes";

    /** Longer than anybody keeps telemetry. */
    private static final Duration AGE_MAX = Duration.ofDays(36_500);

    /** The table that each age is about; with {@code Bytes} behind it, each size. */
    private static final Map<String, Signal> TABLES = new TreeMap<>(Map.of(
            "keepLogs", Signal.LOG,
            "keepSpans", Signal.SPAN,
            "keepMetrics", Signal.METRIC,
            "keepMetrics5m", Signal.METRIC_5M,
            "keepMetrics1h", Signal.METRIC_1H,
            "keepMetrics1d", Signal.METRIC_1D,
            "keepGaps", Signal.GAP));

    /** For {@link java.util.ServiceLoader}. */
    public StoreSinkProvider() {}

    @Override
    public String name() {
        return StoreSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        StoreOptions options = options(config.options());
        SinkOptions given = new SinkOptions(config.options(), StoreSink.NAME);
        int series = series(given);
        Map<Signal, Durability> durability = durability(given);
        if (given.isGiven(CACHE)) {
            ChunkCache.PROCESS.limit(cacheBytes(given));
        }
        BlockCodec merged = Codecs.loadable(options.codec(), "sink " + StoreSink.NAME, System.err);
        BlockCodec fresh = options.freshCodec().equals(options.codec())
                ? merged
                : Codecs.loadable(options.freshCodec(), "sink " + StoreSink.NAME, System.err);
        Store store = Store.open(config.directory(), options.withCodecs(merged, fresh));
        tell(store.recoveryDamage(), System.err);
        return new StoreSink(store, symbols, series, options.nanoClock(), durability);
    }

    private static int series(SinkOptions given) {
        return (int) given.number("series", SeriesLimit.SERIES_DEFAULT, 0, SeriesLimit.SERIES_MAX);
    }

    private static long cacheBytes(SinkOptions given) {
        return given.bytes(CACHE, 0, 0, Long.MAX_VALUE);
    }

    /** As the settings say, those about a table first. */
    static Map<Signal, Durability> durability(SinkOptions given) {
        String all = durability(given, "durability", "interval");
        Map<Signal, Durability> durability = new EnumMap<>(Signal.class);
        for (Map.Entry<String, Signal> table : TABLES.entrySet()) {
            if (!table.getValue().isRollUp()) {
                String setting = table.getKey().replace("keep", "durability");
                durability.put(
                        table.getValue(),
                        Durability.valueOf(durability(given, setting, all).toUpperCase(Locale.ROOT)));
            }
        }
        return durability;
    }

    private static String durability(SinkOptions given, String setting, String unless) {
        return given.oneOf(setting, unless, "none", "interval", "each");
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
        BlockCodec merged = given.codec("codec", unless.codec());
        BlockCodec fresh = given.codec("freshCodec", given.isGiven("codec") ? merged : unless.freshCodec());
        StoreOptions options = unless.withCodecs(merged, fresh)
                .withSealBytes(given.bytes(
                        "sealBytes", unless.sealBytes(), StoreOptions.SEAL_BYTES_MIN, StoreOptions.SEAL_BYTES_MAX))
                .withSyncEvery(Duration.ofMillis(fsyncMillis))
                .withMergeFanIn((int) given.number("mergeFanIn", unless.mergeFanIn(), 0, StoreOptions.MERGE_FAN_IN_MAX))
                .withRetention(retention(given));
        series(given);
        cacheBytes(given);
        durability(given);
        given.refuseOthers();
        return options;
    }

    /**
     * The limits that settings name, {@link Retention#USUAL} where they name none.
     *
     * @param settings those about retention alone: others are refused
     */
    public static Retention retention(Map<String, String> settings) {
        SinkOptions given = new SinkOptions(settings, StoreSink.NAME);
        Retention limits = retention(given);
        given.refuseOthers();
        return limits;
    }

    private static Retention retention(SinkOptions given) {
        boolean off = given.oneOf("retention", "usual", "usual", "off").equals("off");
        Retention retention = off ? Retention.FOREVER : Retention.USUAL;
        String rollUps = given.oneOf("rollUps", off ? "off" : "on", "on", "off");
        retention = retention.withRollUps(rollUps.equals("on"));
        for (Map.Entry<String, Signal> table : TABLES.entrySet()) {
            Limit unless = retention.of(table.getValue());
            boolean none = given.text(table.getKey(), "").equals("0"); // which needs no unit
            long nanos = none
                    ? 0
                    : given.nanos(table.getKey(), orNone(unless.ageMax().toNanos()), 0, AGE_MAX.toNanos());
            long bytes = given.bytes(table.getKey() + "Bytes", orNone(unless.bytesMax()), 0, Long.MAX_VALUE);
            retention = retention.with(table.getValue(), new Limit(Duration.ofNanos(orMax(nanos)), orMax(bytes)));
        }
        long disk = given.bytes("diskBytes", 0, 0, Long.MAX_VALUE);
        String then = given.oneOf("atDiskLimit", "drop-oldest", "drop-oldest", "stop");
        return retention.withDisk(orMax(disk), then.equals("stop") ? AtDiskLimit.STOP : AtDiskLimit.DROP_OLDEST);
    }

    /** As settings say it: 0 for no limit. */
    private static long orNone(long limit) {
        return limit == Long.MAX_VALUE ? 0 : limit;
    }

    private static long orMax(long setting) {
        return setting == 0 ? Long.MAX_VALUE : setting;
    }
}
