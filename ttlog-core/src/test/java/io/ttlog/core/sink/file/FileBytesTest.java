/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a million events with a long, a short text and a text cost in a file, which is readable on its own. */
@ExtendWith(SeededRandom.class)
class FileBytesTest {
    private static final int EVENTS = 1_000_000;
    private static final double BYTES_PER_EVENT_MAX = 8.5;

    @TempDir
    Path directory;

    @Test
    void aMillionEventsUnderZstdCostAtMostEightAndAHalfBytesEach(Random random) throws IOException {
        double bytes = (double) write(directory, Codecs.ZSTD, random) / EVENTS;
        assertThat(bytes).isLessThanOrEqualTo(BYTES_PER_EVENT_MAX);

        long events = 0;
        for (Path file : EventFiles.in(directory)) {
            try (FileReader reader = FileReader.open(file)) {
                while (reader.next()) {
                    events++;
                    if (events == EVENTS) {
                        assertThat(reader.text().message(reader.event())).startsWith("User 1");
                    }
                }
                assertThat(reader.report().damageCount()).isZero();
                assertThat(reader.report().tornBytes()).isZero();
            }
        }
        assertThat(events).isEqualTo(EVENTS);
    }

    /** About 200 ns between events; 16 bits of user, 8 of address, 1000 agents: 5 bytes of chance in each. */
    private static long write(Path directory, BlockCodec codec, Random random) throws IOException {
        Symbols symbols = new Symbols();
        int template = symbols.intern("User {user_id} logged in from {ip} with {agent}");
        int logger = symbols.intern("shop.Login");
        int thread = symbols.intern("main");
        int service = symbols.intern("shop");
        int user = symbols.intern("user_id");
        int ip = symbols.intern("ip");
        int agent = symbols.intern("agent");
        EventEncoder encoder = new EventEncoder();
        long nanos = 1_795_261_896_000_000_000L;
        FileOptions options = FileOptions.DEFAULT.withCodec(codec);
        byte[] batch = new byte[64 << 10];
        try (FileSink sink = new FileSink(directory, "shop", options, Clock.systemUTC(), symbols)) {
            int end = 0;
            for (int i = 0; i < EVENTS; i++) {
                nanos += 150 + random.nextInt(100);
                encoder.beginLog(Level.INFO, template, logger, thread, service, nanos)
                        .field(user, 1_000_000L + random.nextInt(1 << 16))
                        .field(ip, "10.0.0." + random.nextInt(256))
                        .field(agent, "agent-" + random.nextInt(1000));
                int bytes = encoder.end();
                if (end + EventFormat.aligned(bytes) > batch.length) {
                    sink.write(batch, 0, end);
                    end = 0;
                }
                System.arraycopy(encoder.buffer(), 0, batch, end, bytes);
                end += EventFormat.aligned(bytes);
            }
            sink.write(batch, 0, end);
        }
        long bytes = 0;
        for (Path file : EventFiles.in(directory)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Prints the bytes per event of each codec. */
    public static void main(String[] args) throws IOException {
        for (BlockCodec codec : List.of(
                Codecs.NONE, Codecs.LZ4, Codecs.SNAPPY, Codecs.zstd(1), Codecs.ZSTD, Codecs.zstd(6), Codecs.zstd(9))) {
            Path directory = Files.createTempDirectory("ttlog-bytes");
            long start = System.nanoTime();
            long bytes = write(directory, codec, new Random(Long.getLong("ttlog.seed", 1)));
            System.out.printf(
                    "%-6s %5.1f B/event  %.0f ns/event with making it%n",
                    codec.name(), (double) bytes / EVENTS, (double) (System.nanoTime() - start) / EVENTS);
            for (Path file : EventFiles.in(directory)) {
                Files.delete(file);
            }
            Files.delete(directory);
        }
    }
}
