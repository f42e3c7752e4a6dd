/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.cli.Terminal;
import io.ttlog.core.sink.socket.Endpoint;
import io.ttlog.core.sink.socket.Tls;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttlog receive}: takes the events of other processes into a store. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes the events that other processes send by their socket sink into a store.",
            "",
            "Prints one line when it listens, and tells of connections on standard error. Runs until it gets SIGTERM or"
                    + " SIGINT, then seals the store and ends. docs/sinks.md tells how to send."
        })
public final class ReceiveCommand implements Callable<Integer> {
    private static final long CLOSE_SECONDS_MAX = 60;

    /** How far events are brought before their sender may forget them. */
    enum Durability {
        written(Ack.WRITTEN),
        synced(Ack.SYNCED);

        private final Ack level;

        Durability(Ack level) {
            this.level = level;
        }
    }

    private final Terminal terminal;

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "ADDRESS",
            description = "HOST:PORT (port 0: the system chooses), or unix:PATH.")
    private String listen = "";

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The store; made if it is not there.")
    private Path data = Path.of("");

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            defaultValue = "synced",
            description = "What a sender's DELIVERED means: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Durability ack = Durability.synced;

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description = "Take TLS connections only; the receiver's certificate: PEM, or PKCS12 with its key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of a PEM certificate: PKCS#8, PEM.")
    private @Nullable Path key;

    @Option(
            names = "--tls-password",
            paramLabel = "FILE",
            description = "A file whose first line is the password of the PKCS12 file.")
    private @Nullable Path password;

    /** Prints to the terminal. */
    public ReceiveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Endpoint endpoint = Endpoint.parse(listen, "--listen");
        Tls tls = tls();
        if (tls != null && endpoint.isUnix()) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "--tls with --listen " + endpoint
                            + ": that is on this machine, where file permissions protect it; leave --tls out");
        }
        CountDownLatch closed = new CountDownLatch(1);
        try (Intake intake = new Intake(Store.open(data, StoreOptions.DEFAULT), ack.level);
                Receiver receiver = new Receiver(
                        endpoint,
                        tls,
                        intake,
                        new Report(terminal.err()),
                        Receiver.CONNECTIONS_MAX,
                        Connection.IDLE_NANOS_MAX)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(receiver, closed), "ttlog-receive-end"));
            terminal.out().println("listening at " + receiver.endpoint() + (tls == null ? "" : " with TLS"));
            terminal.out().flush();
            receiver.run();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private @Nullable Tls tls() throws IOException {
        Path file = certificate;
        if (file == null) {
            if (key != null || password != null) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION, "--tls-key and --tls-password are of no use without --tls");
            }
            return null;
        }
        String secret = null;
        if (password != null) {
            secret = Files.readAllLines(password, StandardCharsets.UTF_8).stream()
                    .findFirst()
                    .orElse("");
        }
        return Tls.identity(file, key, secret);
    }

    /** The process gets a signal: it may not end before the store is closed. */
    private static void end(Receiver receiver, CountDownLatch closed) {
        receiver.stop();
        try {
            if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                System.err.println("ttlog: the store was not closed within " + CLOSE_SECONDS_MAX
                        + " s; it will be recovered at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
