/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.cli.CommandRun;
import io.ttlog.core.Await;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.core.sink.file.OpenFrame;
import io.ttlog.core.sink.socket.Certificates;
import io.ttlog.core.sink.socket.Endpoint;
import io.ttlog.core.sink.socket.Hello;
import io.ttlog.core.sink.socket.Message;
import io.ttlog.core.sink.socket.Message.Kind;
import io.ttlog.core.sink.socket.MessageReader;
import io.ttlog.core.sink.socket.Wire;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A receiver in this process, and peers that behave, and others. */
@ExtendWith(SeededRandom.class)
class ReceiverTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long SECONDS = 1_000_000_000L;
    private static final long STREAM = 77;

    @TempDir
    Path directory;

    private final StringWriter told = new StringWriter();
    private final Children children = new Children();
    // of start()
    @SuppressWarnings("NullAway.Init")
    private Receiver receiver;

    @SuppressWarnings("NullAway.Init")
    private Intake intake;

    @SuppressWarnings("NullAway.Init")
    private Thread thread;

    @AfterEach
    void killProcesses() throws InterruptedException {
        children.killAll();
    }

    private Path data() {
        return directory.resolve("received");
    }

    private void start(int connectionsMax, long idleNanosMax) throws IOException {
        intake = new Intake(Store.open(data(), StoreOptions.DEFAULT), Ack.SYNCED);
        receiver = new Receiver(
                Endpoint.parse("127.0.0.1:0", "test"),
                null,
                intake,
                new Report(new PrintWriter(told, true)),
                connectionsMax,
                idleNanosMax);
        thread = new Thread(
                () -> {
                    try {
                        receiver.run();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                "receiver");
        thread.start();
    }

    private void start() throws IOException {
        start(Receiver.CONNECTIONS_MAX, Connection.IDLE_NANOS_MAX);
    }

    private void stop() throws IOException, InterruptedException {
        receiver.stop();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).isFalse();
        receiver.close();
        intake.close();
    }

    private Wire connect() throws IOException {
        return Wire.connect(receiver.endpoint(), null, 10 * SECONDS);
    }

    private static void send(Wire wire, byte[] bytes) throws IOException {
        wire.write(ByteBuffer.wrap(bytes), 10 * SECONDS);
    }

    private static Message hello(long stream) {
        return new Hello(Hello.VERSION, EventFormat.VERSION, stream, "test\u001b[31m", "pid 0").message();
    }

    private static Message frame(long stream, long number, long sequence, int count) {
        Symbols symbols = new Symbols();
        OpenFrame frame = new OpenFrame(symbols);
        frame.add(new SampleEvents(symbols).fixed().get(0), 0);
        return new Message(Kind.FRAME, sequence, count, frame.encode(Codecs.LZ4, stream, number));
    }

    /** All answers up to the end of the connection. */
    private static List<Message> answers(Wire wire) throws IOException {
        MessageReader in = new MessageReader(wire, "receiver");
        List<Message> all = new ArrayList<>();
        try {
            for (Message next = in.next(30 * SECONDS); next != null; next = in.next(30 * SECONDS)) {
                all.add(next);
            }
        } catch (EOFException e) {
            return all;
        } catch (IOException reset) {
            all.add(Message.refused(Message.Refusal.FAILED, "reset"));
            return all;
        }
        throw new AssertionError("the receiver keeps the connection, after " + all);
    }

    @Test
    void garbageHarmsNobody(Random random) throws Exception {
        start();
        try (Recorder sender = Numbered.sender(
                directory.resolve("spool"),
                Map.of("socket.address", receiver.endpoint().toString()))) {
            long sent = 0;
            for (int i = 0; i < 40; i++) {
                byte[] garbage;
                if (random.nextBoolean()) {
                    garbage = new byte[Message.HEADER_BYTES + random.nextInt(5000)];
                    random.nextBytes(garbage);
                } else {
                    byte[] whole = (random.nextBoolean() ? hello(9) : frame(9, 1, 1, 1)).encode();
                    whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                    garbage = whole;
                }
                try (Wire wire = connect()) {
                    if (random.nextBoolean()) {
                        send(wire, hello(9).encode());
                    }
                    send(wire, garbage);
                    List<Message> answers = answers(wire);
                    assertThat(answers).isNotEmpty();
                    assertThat(answers.get(answers.size() - 1).kind()).isEqualTo(Kind.REFUSED);
                }
                Numbered.record(sender, 1, sent, sent + 100);
                sent += 100;
            }
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
            stop();
            Numbered.assertFirst(sent, Numbered.of(data(), 1L), "beside garbage");
        }
        assertThat(told.toString().lines().count()).as("lines a minute").isLessThanOrEqualTo(Report.LINES_MAX);
        assertThat(Store.verify(data()).rows()).isEqualTo(4000);
    }

    @Test
    void refusesFramesThatContradictTheirMessages() throws Exception {
        start();
        for (Message wrong : List.of(
                frame(STREAM + 1, 1, 1, 1), // of another stream
                frame(STREAM, 2, 1, 1), // of another number
                frame(STREAM, 1, 1, 2), // of more events
                new Message(Kind.FRAME, 1, 1, new byte[10]), // no block
                Message.of(Kind.ACK, 5), // not a sender's to say
                new Message(Kind.HELLO, 0, 0, new byte[3]))) {
            try (Wire wire = connect()) {
                send(wire, hello(STREAM).encode());
                send(wire, wrong.encode());
                List<Message> answers = answers(wire);
                assertThat(answers).extracting(Message::kind).contains(Kind.REFUSED);
            }
        }
        try (Wire wire = connect()) {
            send(wire, frame(STREAM, 1, 1, 1).encode());
            assertThat(answers(wire).get(0).text()).contains("FRAME before HELLO");
        }
        try (Wire wire = connect()) {
            send(
                    wire,
                    new Hello(Hello.VERSION + 1, EventFormat.VERSION, 1, "", "")
                            .message()
                            .encode());
            Message refused = answers(wire).get(0);
            assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
            assertThat(refused.count()).isEqualTo(Message.Refusal.UNKNOWN_VERSION.ordinal());
            assertThat(refused.text()).contains("use a newer receiver");
        }
        stop();
        assertThat(Store.verify(data()).rows()).isZero();
        assertThat(told.toString()).doesNotContain("\u001b");
    }

    @Test
    void storesAFrameOnceHoweverOftenItComes() throws Exception {
        start();
        try (Wire first = connect();
                Wire second = connect()) {
            for (Wire wire : List.of(first, second)) {
                send(wire, hello(STREAM).encode());
                for (long sequence : new long[] {1, 1, 2, 1, 2, 5}) { // 3 and 4 are missing, which is told
                    send(wire, frame(STREAM, sequence, sequence, 1).encode());
                }
            }
            for (Wire wire : List.of(first, second)) {
                MessageReader in = new MessageReader(wire, "receiver");
                long through = 0;
                while (through < 5) {
                    Message answer = in.next(30 * SECONDS);
                    assertThat(answer).isNotNull();
                    through = answer == null ? 5 : answer.sequence();
                }
            }
        }
        stop();
        assertThat(Store.verify(data()).rows()).isEqualTo(3);
        assertThat(told.toString()).contains("2 frames before frame 5 are missing");
    }

    @Test
    void leavesPeersThatSayNothingOrDripOrAreTooMany() throws Exception {
        start(3, TimeUnit.MILLISECONDS.toNanos(300));
        byte[] begun = java.util.Arrays.copyOf(frame(STREAM, 1, 1, 1).encode(), 50);
        try (Wire silent = connect();
                Wire greeted = connect();
                Wire half = connect()) {
            send(greeted, hello(STREAM).encode());
            send(half, hello(STREAM + 1).encode());
            send(half, begun);
            Await.until("three are connected", () -> {
                try (Wire fourth = connect()) {
                    return answers(fourth).stream().anyMatch(a -> a.kind() == Kind.REFUSED);
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(answers(silent)).isEmpty();
            assertThat(answers(greeted)).extracting(Message::kind).containsExactly(Kind.WELCOME);
            assertThat(answers(half)).extracting(Message::kind).containsExactly(Kind.WELCOME);
        }
        Await.until("there is room again", () -> {
            try (Wire wire = connect()) {
                send(wire, hello(STREAM).encode());
                Message answer = new MessageReader(wire, "receiver").next(SECONDS);
                return answer != null && answer.kind() == Kind.WELCOME;
            } catch (IOException e) {
                return false;
            }
        });
        stop();
        assertThat(told.toString()).contains("nothing came for 300 ms").contains("which is the most");
    }

    @Test
    void manySendersShareAStore() throws Exception {
        start();
        List<Recorder> senders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            senders.add(Numbered.sender(
                    directory.resolve("spool" + i),
                    Map.of("socket.address", receiver.endpoint().toString())));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders.size(); i++) {
            int producer = i;
            Thread work = new Thread(() -> Numbered.record(senders.get(producer), producer, 0, 20_000));
            work.start();
            threads.add(work);
        }
        for (Thread work : threads) {
            work.join();
        }
        for (Recorder sender : senders) {
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
            sender.close();
        }
        stop();
        for (long producer = 0; producer < senders.size(); producer++) {
            Numbered.assertFirst(20_000, Numbered.of(data(), producer), "producer " + producer);
        }
    }

    @Test
    void receivesOverTlsInAProcessOfItsOwn() throws Exception {
        Path identity = Certificates.pkcs12(directory, "here", "ip:127.0.0.1");
        Path password = Files.writeString(directory.resolve("password"), Certificates.PASSWORD + "\n");
        Process process = children.receive(
                "--listen",
                "127.0.0.1:0",
                "--data",
                data().toString(),
                "--tls",
                identity.toString(),
                "--tls-password",
                password.toString());
        String address = Children.address(process);
        Map<String, String> options = Map.of(
                "socket.address",
                address,
                "socket.tls",
                "true",
                "socket.trust",
                Certificates.pem(identity).toString());
        try (Recorder sender = Numbered.sender(directory.resolve("spool"), options)) {
            Numbered.record(sender, 1, 0, 10_000);
            assertThat(sender.flush(Ack.DELIVERED, LONG)).isTrue();
        }
        process.destroy();
        Children.end(process);
        Numbered.assertFirst(10_000, Numbered.of(data(), 1L), "over TLS");
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        String store = data().toString();
        assertThat(CommandRun.of("receive", "--listen", "nowhere", "--data", store))
                .matches(run -> run.code() == 1
                        && run.err().contains("--listen is 'nowhere'; use HOST:PORT, [IPv6]:PORT or unix:PATH"));
        assertThat(CommandRun.of("receive", "--data", store)).matches(run -> run.code() == 2);
        assertThat(CommandRun.of("receive", "--listen", "127.0.0.1:0", "--data", store, "--tls-key", "x"))
                .matches(run -> run.code() == 1 && run.err().contains("without --tls"));
        assertThat(CommandRun.of("receive", "--listen", "127.0.0.1:0", "--data", store, "--tls", "absent"))
                .matches(run -> run.code() == 1 && run.err().contains("absent"));
        start();
        assertThat(CommandRun.of("receive", "--listen", "127.0.0.1:0", "--data", store))
                .matches(run -> run.code() == 1 && run.err().contains("another"));
        String taken = receiver.endpoint().toString();
        assertThat(CommandRun.of("receive", "--listen", taken, "--data", store + "2"))
                .matches(run -> run.code() == 1 && run.err().contains("cannot listen at " + taken));
        stop();
        Path file = Files.createFile(directory.resolve("file"));
        try (Intake unused = new Intake(Store.open(directory.resolve("other"), StoreOptions.DEFAULT), Ack.SYNCED)) {
            assertThatThrownBy(() -> new Receiver(
                            Endpoint.parse("unix:" + file, "test"),
                            null,
                            unused,
                            new Report(new PrintWriter(told)),
                            1,
                            1))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                    .hasMessageContaining("is in the way");
        }
        assertThat(file).exists();
    }
}
