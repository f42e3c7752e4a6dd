/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.ttlog.Ack;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import io.ttlog.core.sink.file.FileReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(60)
class S3SinkTest extends SinkContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T11:51:36.123456789Z"), ZoneOffset.UTC);
    private static final String BUCKET = "telemetry";
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private static LocalS3 store;
    private static S3Client client;

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private final String prefix = "test" + PREFIXES.incrementAndGet();

    @BeforeAll
    static void startStore() {
        store = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        store.start();
        client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(URI.create("http://127.0.0.1:" + store.getPort()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
        client.createBucket(request -> request.bucket(BUCKET));
    }

    @AfterAll
    static void stopStore() {
        client.close();
        store.shutdown();
    }

    @Override
    protected Sink open() throws IOException {
        return open(store.getPort(), 4 << 20, Long.MAX_VALUE);
    }

    private S3Sink open(int port, long bytesMax, long spoolBytesMax) throws IOException {
        return Sinks.open(
                port,
                BUCKET,
                new S3Sink.Settings(
                        "shop", prefix, spool(), Codecs.LZ4, bytesMax, Duration.ofSeconds(60), spoolBytesMax),
                CLOCK,
                nanos::get,
                symbols);
    }

    private Path spool() {
        return directory.resolve("spool");
    }

    @Override
    protected long eventsKept() throws IOException {
        Map<String, byte[]> files = new TreeMap<>(); // a file that is just being shipped may be found in both places
        for (Path path : inSpool()) {
            try {
                String name = path.getFileName().toString();
                files.put(name.substring(0, name.indexOf(".ttlog")), Files.readAllBytes(path));
            } catch (NoSuchFileException e) {
                assertThat(e).as("shipped meanwhile: it is among the objects").isNotNull();
            }
        }
        objects()
                .forEach((key, bytes) ->
                        files.put(key.substring(key.lastIndexOf('/') + 1, key.length() - ".ttlog".length()), bytes));
        return events(files).size();
    }

    @Test
    void everyObjectIsAnEventFileUnderAKeyThatSortsByTime(Random random) throws IOException {
        List<byte[]> records = randomRecords(random, 2000);
        try (Sink sink = open(store.getPort(), 20_000, Long.MAX_VALUE)) {
            for (int i = 0; i < records.size(); i += 100) {
                write(sink, records.subList(i, i + 100));
                sink.flush(Ack.WRITTEN);
            }
            sink.flush(Ack.DELIVERED);

            Map<String, byte[]> objects = objects();
            assertThat(objects).as("sealed by bytes").hasSizeGreaterThan(2);
            assertThat(objects.keySet())
                    .allMatch(key ->
                            key.matches(prefix + "/shop/2026/11/21/11/20261121T115136\\.123Z-[0-9a-f]{16}\\.ttlog"));
            assertThat(inSpool()).as("nothing is left to ship").isEmpty();
            assertThat(events(objects)).containsExactlyInAnyOrderElementsOf(texts(records));
            assertThat(((S3Sink) sink).shipping())
                    .isEqualTo(new Shipping(
                            objects.size(),
                            objects.values().stream()
                                    .mapToLong(bytes -> bytes.length)
                                    .sum(),
                            0,
                            0,
                            0,
                            0,
                            null));
        }
    }

    @Test
    void deliveredIsNotSaidBeforeTheStoreHasAnswered() throws Exception {
        try (FaultyStore slow = new FaultyStore();
                Sink sink = open(slow.port(), 4 << 20, Long.MAX_VALUE)) {
            write(sink, samples.fixed());
            CompletableFuture<Void> delivered = CompletableFuture.runAsync(() -> flush(sink, Ack.DELIVERED));
            assertThat(slow.arrived.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(delivered).isNotDone();
            assertThat(inSpool()).as("kept until it is confirmed").hasSize(1);

            slow.gate.countDown();
            delivered.get(20, TimeUnit.SECONDS);
            assertThat(events(slow.objects)).containsExactlyElementsOf(texts(samples.fixed()));
            assertThat(inSpool()).isEmpty();
        }
    }

    @Test
    void nothingIsLostOrDoubledWhileTheStoreIsAway(Random random) throws IOException {
        int port;
        try (FaultyStore gone = new FaultyStore()) {
            port = gone.port();
        }
        List<byte[]> records = randomRecords(random, 300);
        try (Sink sink = open(port, 10_000, Long.MAX_VALUE)) {
            for (int i = 0; i < 300; i += 100) {
                write(sink, records.subList(i, i + 100));
                sink.flush(Ack.SYNCED);
            }
            assertThatThrownBy(() -> sink.flush(Ack.DELIVERED))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("not delivered", "files wait in the spool", "s3://telemetry/" + prefix)
                    .hasMessageContaining("refused");
            assertThatThrownBy(sink::idle).as("said once").hasMessageContaining("tried again");
            assertThat(((S3Sink) sink).shipping().failures()).isPositive();

            try (FaultyStore back = FaultyStore.open(port)) {
                sink.flush(Ack.DELIVERED);
                assertThat(events(back.objects)).containsExactlyInAnyOrderElementsOf(texts(records));
                assertThat(inSpool()).isEmpty();
                assertThat(((S3Sink) sink).shipping().latestFailure()).isNull();
            }
        }
    }

    @Test
    void whatAKilledProcessHadWrittenIsShippedByTheNext() throws Exception {
        int port;
        try (FaultyStore gone = new FaultyStore()) {
            port = gone.port();
        }
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sinks.class.getName(),
                        spool().toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = child.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("written 1000");
            child.destroyForcibly().waitFor();
        }
        List<Path> left = inSpool();
        assertThat(left).as("sealed ones and an open one").hasSizeGreaterThan(2);
        try (Sink sink = open()) {
            sink.flush(Ack.DELIVERED);
            assertThat(inSpool()).isEmpty();
            List<String> all = events(objects());
            assertThat(all).hasSize(1000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTornTailIsCutOffBeforeAFileIsShipped() throws IOException {
        Path kept = directory.resolve("kept");
        try (Sink sink = open(1, 4 << 20, Long.MAX_VALUE)) {
            write(sink, samples.fixed());
            sink.flush(Ack.WRITTEN);
            Files.copy(inSpool().get(0), kept);
            long whole = Files.size(kept);
            write(sink, samples.fixed());
            sink.flush(Ack.WRITTEN);
            byte[] both = Files.readAllBytes(inSpool().get(0));
            Files.write(kept, Arrays.copyOf(both, (int) whole + 30));
        } catch (IOException e) {
            assertThat(e).as("the close could not deliver").hasMessageContaining("not delivered");
        }
        for (Path path : inSpool()) {
            Files.delete(path);
        }
        Files.move(kept, spool().resolve("20261121T115136.123Z-0123456789abcdef.ttlog.open"));
        Files.write(spool().resolve("20261121T115136.124Z-0123456789abcdef.ttlog.open"), new byte[100]);
        try (Sink sink = open()) {
            assertThatThrownBy(sink::idle).hasMessageContaining("set aside");
            sink.flush(Ack.DELIVERED);
            assertThat(objects()).hasSize(1);
            assertThat(events(objects())).containsExactlyElementsOf(texts(samples.fixed()));
        }
    }

    @Test
    void refusedCredentialsAreToldWithTheWayOut() throws IOException {
        try (FaultyStore strict = FaultyStore.open(0)) {
            strict.refuse(403, "InvalidAccessKeyId");
            try (Sink sink = open(strict.port(), 4 << 20, Long.MAX_VALUE)) {
                write(sink, samples.fixed());
                assertThatThrownBy(() -> sink.flush(Ack.DELIVERED))
                        .hasMessageContainingAll("403", "InvalidAccessKeyId", "s3.accessKey", "s3:PutObject");
                strict.refuse(404, "NoSuchBucket");
                assertThatThrownBy(() -> sink.flush(Ack.DELIVERED))
                        .hasMessageContainingAll("NoSuchBucket", "s3.bucket");
                assertThat(strict.objects).isEmpty();
                strict.refuse(200, "");
                sink.flush(Ack.DELIVERED);
                assertThat(strict.objects).hasSize(1);
            }
        }
    }

    @Test
    void anAnswerForOtherBytesConfirmsNothing() throws IOException {
        try (FaultyStore liar = FaultyStore.open(0);
                Sink sink = open(liar.port(), 4 << 20, Long.MAX_VALUE)) {
            liar.answerWrongETag(true);
            write(sink, samples.fixed());
            assertThatThrownBy(() -> sink.flush(Ack.DELIVERED)).hasMessageContainingAll("not confirmed", "ETag", "MD5");
            assertThat(inSpool()).hasSize(1);
            liar.answerWrongETag(false);
            sink.flush(Ack.DELIVERED);
            assertThat(inSpool()).isEmpty();
            assertThat(liar.objects).as("the same key again").hasSize(1);
        }
    }

    @Test
    void aFileIsSealedByAge() throws Exception {
        try (FaultyStore peer = FaultyStore.open(0);
                Sink sink = open(peer.port(), 4 << 20, Long.MAX_VALUE)) {
            write(sink, samples.fixed());
            nanos.addAndGet(S3Sink.FRAME_OPEN_NANOS_MAX);
            sink.idle();
            assertThat(peer.arrived.getCount()).isOne();
            assertThat(inSpool()).hasSize(1);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(60) - 1);
            sink.idle();
            assertThat(inSpool()).singleElement().asString().endsWith(".open");
            nanos.addAndGet(1);
            sink.idle();
            assertThat(peer.arrived.await(20, TimeUnit.SECONDS))
                    .as("shipped by itself")
                    .isTrue();
        }
    }

    @Test
    void aFullSpoolRefusesAndKeepsWhatItHas(Random random) throws IOException {
        int taken = 0;
        try (FaultyStore peer = FaultyStore.open(0)) {
            peer.refuse(503, "SlowDown");
            Sink sink = open(peer.port(), 20_000, 1_000_000);
            for (int refusals = 0; refusals < 10; ) {
                try {
                    write(sink, randomRecords(random, 20));
                    taken += 20;
                } catch (IOException e) {
                    assertThat(e).hasMessageContainingAll("full", "at most", "s3.spoolBytesMax");
                    refusals++;
                }
            }
            assertThat(((S3Sink) sink).shipping().waitingBytes()).isLessThanOrEqualTo(1_000_000);
            peer.refuse(200, "");
            assertThatThrownBy(() -> sink.flush(Ack.DELIVERED))
                    .as("the frame in memory has no room")
                    .hasMessageContaining("full");
            while (!inSpool().stream().allMatch(path -> path.toString().endsWith(".open"))) {
                Thread.onSpinWait(); // the shipper makes room
            }
            sink.flush(Ack.DELIVERED);
            assertThat(events(peer.objects)).hasSize(taken);
            sink.close();
        }
    }

    @Test
    void aSpoolBelongsToOneSink() throws IOException {
        try (Sink sink = open()) {
            assertThat(sink.name()).isEqualTo("s3");
            assertThatThrownBy(this::open)
                    .isInstanceOf(TTLogException.class)
                    .hasMessageContainingAll("in use by another sink", "s3.spool");
        }
        open().close();
    }

    @Test
    void aFileThatVanishedFromTheSpoolIsCountedAndHoldsUpNothing() throws IOException {
        try (FaultyStore peer = FaultyStore.open(0);
                S3Sink sink = open(peer.port(), 4 << 20, Long.MAX_VALUE)) {
            peer.refuse(503, "SlowDown");
            write(sink, samples.fixed());
            assertThatThrownBy(() -> sink.flush(Ack.DELIVERED)).hasMessageContaining("503");
            Files.delete(inSpool().get(0));
            peer.refuse(200, "");
            assertThatThrownBy(() -> sink.flush(Ack.DELIVERED)).hasMessageContaining("vanished");
            assertThat(sink.shipping().lost()).isOne();
            write(sink, samples.fixed());
            sink.flush(Ack.DELIVERED);
            assertThat(events(peer.objects)).hasSize(5);
        }
    }

    private static void write(Sink sink, List<byte[]> records) throws IOException {
        byte[] batch = SampleEvents.batch(records);
        sink.write(batch, 0, batch.length);
    }

    private static void flush(Sink sink, Ack level) {
        try {
            sink.flush(level);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Event files of the spool, not those that were set aside. */
    private List<Path> inSpool() throws IOException {
        try (Stream<Path> paths = Files.list(spool())) {
            return paths.filter(path -> path.toString().endsWith(".ttlog")
                            || path.toString().endsWith(".ttlog.open"))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, byte[]> objects() {
        Map<String, byte[]> objects = new TreeMap<>();
        for (S3Object object : client.listObjectsV2Paginator(
                        request -> request.bucket(BUCKET).prefix(prefix + '/'))
                .contents()) {
            objects.put(
                    object.key(),
                    client.getObjectAsBytes(request -> request.bucket(BUCKET).key(object.key()))
                            .asByteArray());
        }
        return objects;
    }

    private List<String> texts(List<byte[]> records) {
        return records.stream().map(samples::decode).map(Event::toString).toList();
    }

    /** As {@code ttlog cat} reads them. */
    private List<String> events(Map<String, byte[]> files) throws IOException {
        List<String> events = new ArrayList<>();
        for (byte[] bytes : files.values()) {
            Path file = Files.createTempFile(directory, "object", ".ttlog");
            Files.write(file, bytes);
            try (FileReader reader = FileReader.open(file)) {
                assertThat(reader.service()).isEqualTo("shop");
                while (reader.next()) {
                    events.add(Event.of(reader.event(), reader::symbol, reader.text())
                            .toString());
                }
                assertThat(reader.report().damageCount() + reader.report().tornBytes())
                        .isZero();
            }
        }
        return events;
    }
}
