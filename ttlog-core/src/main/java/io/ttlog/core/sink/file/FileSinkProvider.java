/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Opens {@code file}; its options are in docs/sinks.md. Zstd and snappy load native libraries, about which JDK 24 and later print
 * a warning unless the application allows them native access; where they cannot be loaded at all, the files are LZ4, and
 * standard error says so.
 */
public final class FileSinkProvider implements SinkProvider {
    /** Higher levels find hardly more in a frame of events: 10.8 bytes an event at 1, 10.9 at 3, 10.3 at 9 (RFC-0008). */
    private static final int ZSTD_LEVEL = 1;

    static final long BYTES_MAX_LEAST = 4 << 10;
    static final long NANOS_LEAST = TimeUnit.SECONDS.toNanos(1);
    static final long NANOS_MOST = TimeUnit.DAYS.toNanos(36_500);

    @Override
    public String name() {
        return FileSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        SinkOptions settings = new SinkOptions(config, FileSink.NAME);
        FileOptions options = options(settings);
        Path directory = settings.directory("directory", config.directory().resolve("events"));
        settings.refuseOthers();
        FileOptions loadable = options.withCodec(Codecs.loadable(options.codec(), "sink file", System.err));
        return new FileSink(directory, config.service(), loadable, Clock.systemUTC(), symbols);
    }

    /** Reads all options but the directory. */
    public static FileOptions options(SinkOptions settings) {
        FileOptions otherwise = FileOptions.DEFAULT;
        BlockCodec codec = codec(settings, otherwise.codec());
        long bytesMax = settings.bytes("bytesMax", otherwise.bytesMax(), BYTES_MAX_LEAST, Long.MAX_VALUE);
        long nanosMax = settings.nanos("rotateEvery", otherwise.nanosMax(), NANOS_LEAST, NANOS_MOST);
        FileSync sync = FileSync.valueOf(
                settings.oneOf("sync", "flush", "flush", "second", "frame").toUpperCase(Locale.ROOT));
        FileRetention keep = new FileRetention(
                (int) settings.number("keepFiles", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                settings.bytes("keepBytes", Long.MAX_VALUE, BYTES_MAX_LEAST, Long.MAX_VALUE),
                settings.nanos("keepFor", Long.MAX_VALUE, NANOS_LEAST, NANOS_MOST));
        if (keep.bytesMax() < bytesMax) {
            throw settings.refusal(
                    "keepBytes",
                    "a file alone may have " + bytesMax
                            + " bytes (file.bytesMax); keep as many, or make files smaller");
        }
        return new FileOptions(codec, bytesMax, nanosMax, sync, keep);
    }

    private static BlockCodec codec(SinkOptions settings, BlockCodec otherwise) {
        String name = settings.text("codec", otherwise.name());
        BlockCodec codec = settings.codec("codec", otherwise);
        boolean leveled = name.equals(Codecs.ZSTD.name());
        if (!settings.isGiven("level")) {
            return leveled ? Codecs.zstd(ZSTD_LEVEL) : codec;
        }
        if (!leveled) {
            throw settings.refusal(
                    "level",
                    "file.codec is " + name + ", and only zstd has levels, " + Codecs.ZSTD_LEVEL_MIN + " to "
                            + Codecs.ZSTD_LEVEL_MAX);
        }
        return Codecs.zstd((int) settings.number("level", 0, Codecs.ZSTD_LEVEL_MIN, Codecs.ZSTD_LEVEL_MAX));
    }
}
