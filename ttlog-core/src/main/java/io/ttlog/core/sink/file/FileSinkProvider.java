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

/**
 * Opens {@code file}. Options: {@code file.directory} (default {@code events} in the directory of the store), {@code
 * file.codec} ({@code lz4} by default, or {@code none}, {@code zstd}, {@code zstd:LEVEL}, {@code snappy}), {@code
 * file.bytesMax} (default 256 MiB). Zstd and snappy load native libraries, about which JDK 24 and later print a warning unless
 * the application allows them native access; lz4 and none are Java.
 */
public final class FileSinkProvider implements SinkProvider {
    static final long BYTES_MAX_DEFAULT = 256L << 20;
    static final long BYTES_MAX_LEAST = 4 << 10;

    @Override
    public String name() {
        return FileSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        SinkOptions options = new SinkOptions(config, FileSink.NAME);
        BlockCodec codec = Codecs.byName(options.text("codec", Codecs.LZ4.name()));
        long bytesMax = options.number("bytesMax", BYTES_MAX_DEFAULT, BYTES_MAX_LEAST, Long.MAX_VALUE);
        Path directory = Path.of(
                options.text("directory", config.directory().resolve("events").toString()));
        return new FileSink(directory, config.service(), codec, bytesMax, Clock.systemUTC(), symbols);
    }
}
