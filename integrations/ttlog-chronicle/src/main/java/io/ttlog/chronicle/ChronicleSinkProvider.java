/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Opens {@code chronicle}. Options: {@code chronicle.directory} (default {@code chronicle} in the directory of the store),
 * {@code chronicle.bytesMax} (of a file, default 64 MiB, from 16 MiB to 1 GiB; taken from the disk at once).
 */
public final class ChronicleSinkProvider implements SinkProvider {
    static final long BYTES_MAX_DEFAULT = 64 << 20;
    static final long BYTES_MAX_LEAST = 16 << 20;

    @Override
    public String name() {
        return ChronicleSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        SinkOptions options = new SinkOptions(config, ChronicleSink.NAME);
        Path directory = options.directory("directory", config.directory().resolve("chronicle"));
        long bytesMax = options.bytes("bytesMax", BYTES_MAX_DEFAULT, BYTES_MAX_LEAST, ChronicleReader.FILE_BYTES_MAX);
        options.refuseOthers();
        return new ChronicleSink(directory, config.service(), bytesMax, Clock.systemUTC(), symbols);
    }
}
