/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.Await;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);
    private static final Sender.Limits LIMITS =
            new Sender.Limits(TimeUnit.SECONDS.toNanos(5), LONG, LONG, TimeUnit.MILLISECONDS.toNanos(200), LONG);

    @TempDir
    static Path directory;

    private static Path here;
    private static Path elsewhere;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeAll
    static void makeCertificates() throws Exception {
        here = Certificates.pkcs12(directory, "here", "ip:127.0.0.1,dns:localhost");
        elsewhere = Certificates.pkcs12(directory, "elsewhere", "dns:elsewhere.example");
    }

    private SocketSink open(Peer peer, @Nullable Tls tls, Symbols symbols) throws IOException {
        Spool spool = Spool.open(Files.createTempDirectory(directory, "spool"), 32 << 20, 1);
        PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);
        return new SocketSink(
                spool,
                new Sender(peer.endpoint(), tls, spool, LIMITS, "shop", new Random(1), err),
                Codecs.NONE,
                symbols);
    }

    private void delivers(Tls identity, Tls trust) throws IOException {
        Symbols symbols = new Symbols();
        List<byte[]> records = new SampleEvents(symbols).fixed();
        try (Peer peer = new Peer(identity);
                SocketSink sink = open(peer, trust, symbols)) {
            int count = 0;
            for (int i = 0; i < 3000; i++) { // more than the records of TLS, and frames of many of them
                byte[] batch = SampleEvents.batch(records);
                sink.write(batch, 0, batch.length);
                count += records.size();
                if (i % 1000 == 0) {
                    sink.flush(Ack.WRITTEN);
                }
            }
            sink.flush(Ack.WRITTEN);
            assertThat(sink.awaitDelivered(LONG))
                    .as(told.toString(StandardCharsets.UTF_8))
                    .isTrue();
            assertThat(peer.events()).isEqualTo(count);
            assertThat(peer.problems()).isEmpty();
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void deliversWithCertificatesInPem() throws Exception {
        delivers(
                Tls.identity(Certificates.pem(here), Certificates.key(here), null),
                Tls.trusting(Certificates.pem(here), null));
    }

    @Test
    void deliversWithCertificatesInPkcs12() {
        assertThat(here).exists();
        org.assertj.core.api.Assertions.assertThatCode(() -> delivers(
                        Tls.identity(here, null, Certificates.PASSWORD), Tls.trusting(Certificates.pem(here), null)))
                .doesNotThrowAnyException();
    }

    private String failure(Tls identity, @Nullable Tls trust) throws IOException {
        Symbols symbols = new Symbols();
        try (Peer peer = new Peer(identity)) {
            SocketSink sink = open(peer, trust, symbols);
            Await.until("the sender gives up", () -> sink.failure() != null);
            byte[] batch = SampleEvents.batch(new SampleEvents(symbols).fixed());
            sink.write(batch, 0, batch.length);
            sink.flush(Ack.SYNCED);
            assertThat(sink.awaitDelivered(0)).isFalse();
            sink.close();
            assertThat(peer.events()).isZero();
        }
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        String reason = failure(
                Tls.identity(here, null, Certificates.PASSWORD), Tls.trusting(Certificates.pem(elsewhere), null));
        assertThat(reason).contains("SSLHandshakeException").contains("unable to find valid certification path");
        assertThat(failure(Tls.identity(here, null, Certificates.PASSWORD), Tls.trusting(null, null)))
                .as("the JDK's own trust knows it neither")
                .contains("unable to find valid certification path");
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        String reason = failure(
                Tls.identity(elsewhere, null, Certificates.PASSWORD), Tls.trusting(Certificates.pem(elsewhere), null));
        assertThat(reason)
                .contains("SSLHandshakeException")
                .contains("No subject alternative names matching IP address 127.0.0.1");
    }

    @Test
    void aPlainSenderDoesNotReachAReceiverWithTls() throws Exception {
        assertThat(failure(Tls.identity(here, null, Certificates.PASSWORD), null))
                .contains("ttlog: sink socket: 127.0.0.1");
    }

    @Test
    void refusesFilesThatHoldNoCertificate() throws Exception {
        Path garbage = Files.write(directory.resolve("garbage"), new byte[] {1, 2, 3});
        Path large = directory.resolve("large");
        byte[] filler = new byte[Tls.FILE_BYTES_MAX + 1];
        Arrays.fill(filler, (byte) 'x');
        Files.write(large, filler);
        for (Path file : List.of(garbage, large, directory.resolve("absent"))) {
            refuses(() -> Tls.trusting(file, null), file.toString());
            refuses(() -> Tls.identity(file, null, null), file.toString());
        }
        refuses(() -> Tls.identity(here, null, "wrong"), here.toString());
        refuses(() -> Tls.identity(Certificates.pem(here), null, null), "its key is needed");
        refuses(() -> Tls.identity(Certificates.pem(here), Certificates.pem(here), null), "openssl pkcs8");
    }

    /** All of it is told by the start of the sink: nothing is left to the first connection. */
    @Test
    void refusesATrustStoreThatGivesNoTrustAndSaysWhy() throws Exception {
        Path pem = Certificates.pem(here);
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        Path garbage = Files.write(directory.resolve("garbage.p12"), new byte[] {1, 2, 3});
        Path noCertificate = Files.writeString(directory.resolve("none.pem"), "-----BEGIN NOTHING-----\n");
        Path emptyStore = directory.resolve("empty.p12");
        KeyStore none = KeyStore.getInstance("PKCS12");
        none.load(null, null);
        try (OutputStream out = Files.newOutputStream(emptyStore)) {
            none.store(out, Certificates.PASSWORD.toCharArray());
        }
        refusesTrust(directory.resolve("absent"), null, "there is no such file");
        refusesTrust(directory, null, directory + " is a directory");
        refusesTrust(empty, null, "the file is empty");
        refusesTrust(garbage, null, "it is neither PEM nor PKCS12: ");
        refusesTrust(noCertificate, null, "");
        refusesTrust(Certificates.key(here), null, "");
        refusesTrust(emptyStore, Certificates.PASSWORD, "it holds no certificate to trust");
        refusesTrust(
                here,
                null,
                "it holds no certificate that can be read without a password: give it by" + " socket.trustPassword");
        refusesTrust(here, "wrong", "its password is not the one in socket.trustPassword");
        refusesTrust(pem, "any", "it is PEM, which has no password: leave socket.trustPassword out");
        assertThat(Tls.trusting(here, Certificates.PASSWORD)).isNotNull();
    }

    private static void refusesTrust(Path file, @Nullable String password, String reason) {
        refuses(() -> Tls.trusting(file, password), "option socket.trust is '" + file + "'; " + reason);
        refuses(() -> Tls.trusting(file, password), "; name a PEM or PKCS12 file of certificates to trust");
    }

    /** As {@code javax.net.ssl.trustStore} names it; one that is missing makes the JDK take its cacerts. */
    @Test
    void refusesATrustStoreOfTheJdkThatGivesNoTrust() {
        String property = "javax.net.ssl.trustStore";
        String before = System.getProperty(property);
        System.setProperty(property, here.toString()); // and no password
        try {
            refuses(
                    () -> Tls.trusting(null, null),
                    "option socket.trust is not given, and what the JDK trusts (javax.net.ssl.trustStore is '" + here
                            + "') cannot be used: it holds no certificate to trust");
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
        assertThat(Tls.trusting(null, null)).isNotNull();
    }

    @Test
    void refusesATrustStoreThatItMayNotRead() throws Exception {
        Path closed = Files.copy(Certificates.pem(here), directory.resolve("closed.pem"));
        assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "root may read everything");
        refusesTrust(closed, null, "this process may not read it");
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable open, String part) {
        assertThatThrownBy(open)
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(part);
    }
}
