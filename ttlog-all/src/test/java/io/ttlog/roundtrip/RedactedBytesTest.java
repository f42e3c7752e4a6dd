/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.error;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.QueryResult;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.Row;
import io.ttlog.Sampling;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.query.SqlQueryProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No byte that a sink has written or printed shows a secret, whichever way it came: the files of store, file sink and socket's spool
 * are read as they are, without a codec. What is no secret is looked for in the same way, so that a search that finds nothing fails.
 */
@Timeout(120)
class RedactedBytesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int ROUNDS = 300;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> secrets = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    private String secret() {
        String secret = "s3cr3t" + Long.toHexString(random.nextLong()) + "x".repeat(random.nextInt(4));
        secrets.add(secret);
        return secret;
    }

    private String other() {
        String other = "0ther" + Long.toHexString(random.nextLong());
        others.add(other);
        return other;
    }

    /** One recording call of some kind, with a secret under a key of the standard list and something else beside it. */
    private void record(boolean detected) {
        String secret = secret();
        String other = other();
        switch (random.nextInt(detected ? 12 : 8)) {
            case 0 -> info("login of {user} with {password}", other, secret);
            case 1 -> atInfo().with("user", other).with("X-Api-Key", secret).log("call of {user}");
            case 2 -> {
                try (Span span = span("login").with("user", other).with("http.request.header.authorization", secret)) {
                    span.fail(new IllegalStateException("rejected " + secret));
                }
            }
            case 3 ->
                TTLog.counter("logins").labels("user", other, "token", secret).increment();
            case 4 ->
                error(
                        "no login of {user} with {client_secret}",
                        other,
                        secret,
                        new IllegalStateException("no " + secret, new IOException("cause " + secret)));
            case 5 -> info("a template too long to be one " + "=".repeat(1_100) + " {user} {password}", other, secret);
            case 6 ->
                TTLog.histogram("login_ms")
                        .labels("user", other, "session_token", secret)
                        .record(1.5);
            case 7 -> info("{} says password={}", other, secret);
            case 8 -> info("login of " + other + " with password=" + secret); // made by concatenation
            case 9 -> info("request of {user}: {body}", other, "{\"a\":1,\"client_secret\":\"" + secret + "\"}");
            case 10 -> {
                try (Span span = span("GET https://ada:" + secret + "@host/").with("user", other)) {
                    span.record("uri", "/login?access_token=" + secret);
                }
            }
            default -> {
                Thread.currentThread().setName("GET /?token=" + secret);
                error("failed for {user}", other, new IOException("Authorization: Bearer " + secret));
                Thread.currentThread().setName("main");
            }
        }
    }

    /** Traces whose spans wait in the tail sampler until one of them fails, all at once; and some that are given up. */
    private void recordHeld() {
        List<Span> roots = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            boolean failing = i % 3 != 0;
            String other = failing ? other() : "given up";
            Span root = span("trace", Context.ROOT).detach();
            try (Span held = span("held", root.context().span()).with("user", other)) {
                held.with("password", secret()).with("request", "client_secret=" + secret());
                held.event("says password=" + secret());
            }
            if (failing) {
                roots.add(root);
            } else {
                root.close();
            }
        }
        for (Span root : roots) {
            root.with("X-Api-Key", secret()).fail(new IllegalStateException("rejected password=" + secret()));
            root.close();
        }
    }

    private void recordAndLook(Redaction redaction, boolean detected) throws IOException {
        recordAndLook(redaction, Sampling.all(), () -> {
            for (int i = 0; i < ROUNDS; i++) {
                record(detected);
            }
        });
    }

    private void recordAndLook(Redaction redaction, Sampling sampling, Runnable recording) throws IOException {
        System.out.println("RedactedBytesTest -Dttlog.seed=" + seed);
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String before = Thread.currentThread().getName();
        TTLogSession session;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            session = TTLog.init()
                    .service("my-app")
                    .data(directory.resolve("store"))
                    .overflow(Overflow.BLOCK, LONG)
                    .redaction(redaction)
                    .sampling(sampling)
                    .console(true)
                    .store(true)
                    .option("store.codec", "none")
                    .sink("file")
                    .option("file.directory", directory.resolve("files").toString())
                    .option("file.codec", "none")
                    .sink("socket")
                    .option("socket.address", "unix:" + directory.resolve("nobody.sock"))
                    .option("socket.spool", directory.resolve("spool").toString())
                    .option("socket.codec", "none")
                    .option("socket.closeMillis", "1")
                    .start();
            try (session) {
                recording.run();
                assertThat(TTLog.flush(Ack.SYNCED, LONG)).isTrue();
            }
        } finally {
            System.setOut(console);
            Thread.currentThread().setName(before);
        }
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().dropped() - session.stats().dropped(DropReason.SAMPLED))
                .isZero();
        assertThat(session.stats().redacted().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isGreaterThanOrEqualTo(ROUNDS);
        for (String place : new String[] {"store", "files", "spool"}) {
            try (Stream<Path> files = Files.walk(directory.resolve(place))) {
                StringBuilder bytes = new StringBuilder();
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    bytes.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
                if (place.equals("store")) {
                    bytes.append(storedRows()); // segments take texts apart: what they hold shows when they are read
                }
                assertThat(others).as(place).allMatch(other -> bytes.indexOf(other) >= 0);
                assertThat(secrets).as(place).noneMatch(secret -> bytes.indexOf(secret) >= 0);
            }
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("says password=");
        assertThat(secrets).noneMatch(text::contains);
        long logs = new SqlQueryProvider()
                .query(directory.resolve("store"), "SELECT count(*) AS shown FROM logs WHERE message LIKE '%s3cr3t%'")
                .rows()
                .get(0)
                .getLong("shown");
        assertThat(logs).isZero();
    }

    private String storedRows() {
        StringBuilder text = new StringBuilder();
        for (String table : new String[] {"logs", "spans", "metrics"}) {
            QueryResult result = new SqlQueryProvider().query(directory.resolve("store"), "SELECT * FROM " + table);
            for (Row row : result.rows()) {
                for (int column = 0; column < result.columns().size(); column++) {
                    text.append(row.get(column)).append('\n');
                }
            }
        }
        return text.toString();
    }

    @Test
    void showsNoSecretOfAKeyOfTheStandardList() throws IOException {
        recordAndLook(Redaction.standard(), false);
    }

    /** Held whole, kept when the root fails, long after: by the sampler, or because there is no room for so many. */
    @ParameterizedTest
    @ValueSource(ints = {Sampling.HELD_BYTES_MIN, 8 << 20})
    void showsNoSecretOfSpansThatWereHeld(int heldBytes) throws IOException {
        Sampling sampling = Sampling.ratio(heldBytes == Sampling.HELD_BYTES_MIN ? 0.999 : 0)
                .keepErrors()
                .within(LONG, heldBytes);
        recordAndLook(Redaction.standard().detectAll(Way.MASK), sampling, this::recordHeld);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void showsNoSecretThatADetectorFinds(Way way) throws IOException {
        recordAndLook(
                Redaction.standard().keys(way, "password", "token", "X-Api-Key").detectAll(way), true);
    }
}
