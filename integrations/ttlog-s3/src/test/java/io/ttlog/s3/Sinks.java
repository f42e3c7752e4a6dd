/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens sinks for tests; and, as a program, one that writes 1000 events, says so, and waits to be killed. */
final class Sinks {
    private static final int EVENTS = 1000;

    private Sinks() {}

    static S3Sink open(
            int port, String bucket, S3Sink.Settings settings, Clock clock, LongSupplier nanoClock, Symbols symbols)
            throws IOException {
        Config config = new Config(
                settings.service(),
                settings.spool(),
                Level.INFO,
                Overflow.DROP_NEWEST,
                Duration.ZERO,
                64 << 10,
                Duration.ZERO,
                Set.of("s3"),
                Map.of(
                        "s3.endpoint", "http://127.0.0.1:" + port,
                        "s3.accessKey", "key",
                        "s3.secretKey", "secret"));
        S3Client client = S3SinkProvider.client(new SinkOptions(config, "s3"));
        return new S3Sink(settings, new Bucket(client, bucket), clock, nanoClock, symbols);
    }

    public static void main(String[] args) throws Exception {
        Symbols symbols = new Symbols();
        S3Sink.Settings settings = new S3Sink.Settings(
                "shop", "any", Path.of(args[0]), Codecs.LZ4, 4_000, Duration.ofSeconds(60), Long.MAX_VALUE);
        Sink sink = open(Integer.parseInt(args[1]), "any", settings, Clock.systemUTC(), System::nanoTime, symbols);
        EventEncoder encoder = new EventEncoder();
        for (int i = 0; i < EVENTS; i++) {
            encoder.beginLog(Level.INFO, symbols.intern("event {number}"), 0, 0, 0, i)
                    .field(symbols.intern("number"), (long) i)
                    .message("number " + i + " of " + EVENTS + ", not to be lost");
            byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
            sink.write(batch, 0, batch.length);
            if (i % 10 == 9) {
                sink.flush(Ack.WRITTEN);
            }
        }
        System.out.println("written " + EVENTS);
        new CountDownLatch(1).await();
    }
}
