/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.Await;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketSinkTest extends SinkContract {
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Sender.Limits QUICK = new Sender.Limits(
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.SECONDS.toNanos(5),
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.SECONDS.toNanos(10));

    @TempDir
    Path directory;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private Peer peer;
    private int spools;
    private long streams;

    @BeforeEach
    void startPeer() throws IOException {
        peer = new Peer();
    }

    @AfterEach
    void closePeer() throws IOException {
        peer.close();
    }

    private SocketSink open(Path spool, long spoolBytes, Endpoint endpoint, @Nullable Tls tls, Sender.Limits limits)
            throws IOException {
        Random random = new Random(7);
        Spool opened = Spool.open(spool, spoolBytes, ++streams);
        return new SocketSink(
                opened,
                new Sender(
                        endpoint,
                        tls,
                        opened,
                        limits,
                        "shop",
                        random,
                        new PrintStream(told, true, StandardCharsets.UTF_8)),
                Codecs.NONE,
                symbols);
    }

    private SocketSink open(Sender.Limits limits) throws IOException {
        return open(directory.resolve("spool" + spools++), 1 << 20, peer.endpoint(), null, limits);
    }

    private @Nullable Sink latest;

    @Override
    protected Sink open() throws IOException {
        latest = open(directory.resolve("spool" + spools++), 64 << 20, peer.endpoint(), null, QUICK);
        return latest;
    }

    @Override
    protected long eventsKept() {
        assertThat(latest).isNotNull();
        assertThat(latest == null || latest.awaitDelivered(LONG)).isTrue();
        assertThat(peer.problems()).isEmpty();
        return peer.events();
    }

    private byte[] event(int textBytes) {
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.INFO, symbols.intern("{text}"), 0, 0, symbols.intern("shop"), 1)
                .field(symbols.intern("text"), "x".repeat(textBytes));
        return SampleEvents.batch(List.of(SampleEvents.record(encoder)));
    }

    private void writeFrame(Sink sink) throws IOException {
        byte[] batch = event(100);
        sink.write(batch, 0, batch.length);
        sink.flush(Ack.WRITTEN);
    }

    @Test
    void isDeliveredOnlyWhenThePeerAcknowledged() throws IOException {
        peer.manner(Peer.Manner.UNDECIDED);
        try (SocketSink sink = open(QUICK)) {
            assertThat(sink.awaitDelivered(0)).as("nothing was written").isTrue();
            writeFrame(sink);
            assertThat(sink.awaitDelivered(SHORT)).isFalse();
            sink.flush(Ack.SYNCED);
            assertThat(sink.awaitDelivered(0)).isFalse();
            peer.manner(Peer.Manner.GOOD);
            writeFrame(sink);
            assertThat(sink.awaitDelivered(LONG)).isTrue();
            assertThat(peer.events()).isEqualTo(2);
        }
    }

    @Test
    void sendsAgainWhatWasNotAcknowledgedAndInOrder() throws IOException {
        peer.manner(Peer.Manner.RUDE);
        try (SocketSink sink = open(QUICK)) {
            for (int i = 0; i < 5; i++) {
                writeFrame(sink);
            }
            Await.until("three connections were ended", () -> peer.connections() >= 3);
            peer.manner(Peer.Manner.GOOD);
            for (int i = 0; i < 200; i++) {
                writeFrame(sink);
            }
            assertThat(sink.awaitDelivered(LONG)).isTrue();
            assertThat(peer.sequences())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 205).boxed().toList());
            assertThat(sink.failure()).as("it is over").isNull();
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).as("once a minute").hasLineCount(1);
    }

    @Test
    void leavesAPeerThatIsSilent() throws IOException {
        peer.manner(Peer.Manner.SILENT);
        Sender.Limits hasty = new Sender.Limits(LONG, SHORT, LONG, SHORT, SHORT);
        try (SocketSink sink = open(hasty)) {
            writeFrame(sink);
            Await.until("a half-open connection is left", () -> peer.connections() > 1);
            Await.until("the reason is kept", () -> sink.failure() instanceof SocketTimeoutException);
            peer.manner(Peer.Manner.GOOD);
            assertThat(sink.awaitDelivered(LONG)).isTrue();
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("the receiver is silent for 50 ms");
    }

    @Test
    void refusesAnAcknowledgementOfWhatWasNeverSent() throws IOException {
        peer.manner(Peer.Manner.LYING);
        try (SocketSink sink = open(QUICK)) {
            writeFrame(sink);
            Await.until("the connection is left", () -> sink.failure() != null);
            assertThat(sink.awaitDelivered(0)).isFalse();
            peer.manner(Peer.Manner.GOOD);
            assertThat(sink.awaitDelivered(LONG)).isTrue();
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("acknowledges frame 1000");
    }

    @Test
    void tellsWhyItWasRefused() throws IOException {
        peer.manner(Peer.Manner.REFUSING);
        try (SocketSink sink = open(QUICK)) {
            Await.until("it was refused", () -> sink.failure() != null);
            assertThat(sink.failure()).hasMessageContaining("the receiver refused: not today");
        }
    }

    @Test
    void asksAnIdlePeerWhetherItIsThere() throws IOException {
        Sender.Limits curious = new Sender.Limits(LONG, LONG, TimeUnit.MILLISECONDS.toNanos(5), SHORT, SHORT);
        try (SocketSink sink = open(curious)) {
            Await.until("three pings", () -> peer.pings() >= 3);
            assertThat(peer.connections()).isEqualTo(1);
            assertThat(sink.failure()).isNull();
        }
    }

    @Test
    void dropsTheNewestWhenTheSpoolIsFullAndDeliversAllThatItTook() throws IOException {
        Endpoint away = peer.endpoint();
        peer.close();
        Path spool = directory.resolve("full");
        long bound = 1 << 20;
        byte[] batch = event(50_000);
        int taken = 0;
        try (SocketSink sink = open(spool, bound, away, null, new Sender.Limits(LONG, LONG, LONG, SHORT, SHORT))) {
            IOException full = null;
            for (int i = 0; i < 100 && full == null; i++) {
                try {
                    sink.write(batch, 0, batch.length);
                    taken++;
                } catch (IOException e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("is full").hasMessageContaining("at most " + bound);
            assertThat(full).as("of this batch nothing was taken").isNotInstanceOf(PartlyTakenException.class);
            assertThat(taken).isBetween(14, 25);
            assertThatThrownBy(() -> sink.flush(Ack.WRITTEN)).hasMessageContaining("is full");
            peer = new Peer();
            assertThat(peer.endpoint()).isNotEqualTo(away);
            assertThatThrownBy(sink::close)
                    .as("the open frame is lost, and it says so")
                    .hasMessageContaining("is full");
        }
        try (Spool left = Spool.open(spool, bound, 3)) {
            assertThat(left.usedBytes()).isBetween(bound / 2, bound);
        }
        int inOpenFrame = 6; // 6 * 50,000 > FRAME_RAW_BYTES
        try (SocketSink next = open(spool, bound, peer.endpoint(), null, QUICK)) {
            int expected = taken - inOpenFrame;
            Await.until("the rest is delivered by the next start", () -> peer.events() == expected);
            writeFrame(next);
            assertThat(next.awaitDelivered(LONG)).isTrue();
            assertThat(peer.events()).isEqualTo(expected + 1);
        }
        assertThat(peer.problems()).isEmpty();
    }

    @Test
    void goesOnInTheSameSpoolWhenThePeerHasMadeRoom() throws IOException {
        peer.manner(Peer.Manner.SILENT);
        byte[] batch = event(50_000);
        try (SocketSink sink = open(new Sender.Limits(LONG, SHORT, LONG, SHORT, LONG))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            sink.write(batch, 0, batch.length);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is full");
            peer.manner(Peer.Manner.GOOD);
            assertThat(sink.awaitDelivered(LONG)).isTrue();
            sink.write(batch, 0, batch.length);
            sink.flush(Ack.SYNCED);
            assertThat(sink.awaitDelivered(LONG)).isTrue();
        }
        assertThat(peer.sequences())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, peer.sequences().size())
                                .boxed()
                                .toList());
    }
}
