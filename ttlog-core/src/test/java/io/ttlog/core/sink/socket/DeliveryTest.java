/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.TTLogException;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flush(DELIVERED)} means, and how the sink is configured. */
class DeliveryTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Config config(Set<String> sinks, Map<String, String> options) {
        return new Config(
                "shop", directory, Level.INFO, Overflow.BLOCK, LONG, 64 << 10, Duration.ofHours(1), sinks, options);
    }

    /** A sink without another end. */
    private static final class LocalSink implements Sink {
        private final Set<Ack> flushed = EnumSet.noneOf(Ack.class);

        @Override
        public String name() {
            return "local";
        }

        @Override
        public void write(byte[] buffer, int from, int to) {}

        @Override
        public synchronized void flush(Ack level) {
            flushed.add(level);
        }

        @Override
        public void close() {}

        synchronized Set<Ack> flushed() {
            return EnumSet.copyOf(flushed);
        }
    }

    private static void log(Recorder recorder) {
        recorder.submit(recorder.encoder()
                .beginLog(Level.INFO, recorder.symbols().intern("hello"), 0, 0, recorder.service(), 1));
    }

    @Test
    void ofALocalSinkIsAFlush() {
        LocalSink sink = new LocalSink();
        Recorder recorder = Recorder.start(config(Set.of(), Map.of()), new Symbols(), Pipeline.EMPTY, List.of(sink));
        log(recorder);
        assertThat(recorder.flush(Ack.DELIVERED, LONG)).isTrue();
        assertThat(sink.flushed()).containsExactly(Ack.DELIVERED);
        recorder.close();
    }

    @Test
    void ofASocketIsTrueOnlyBehindTheAcknowledgement() throws IOException {
        try (Peer peer = new Peer().manner(Peer.Manner.UNDECIDED);
                Recorder recorder = Recorder.start(config(
                        Set.of("socket", "memory"),
                        Map.of("socket.address", peer.endpoint().toString(), "socket.closeMillis", "1")))) {
            log(recorder);
            assertThat(recorder.flush(Ack.SYNCED, LONG)).isTrue();
            assertThat(recorder.flush(Ack.DELIVERED, Duration.ofMillis(100))).isFalse();
            assertThat(recorder.stats().stored("socket"))
                    .as("the lane did not wait")
                    .isEqualTo(1);
            peer.manner(Peer.Manner.GOOD);
            log(recorder);
            assertThat(recorder.flush(Ack.DELIVERED, LONG)).isTrue();
            assertThat(peer.events()).isEqualTo(2);
            assertThat(recorder.stats().conserved()).isTrue();
        }
    }

    @Test
    void refusesSettingsThatCannotBeUsed() {
        refuses("socket.address", "nowhere", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses("socket.address", "localhost:0", "a port from 1 to 65535");
        refuses("socket.tls", "yes", "use one of [false, true]");
        refuses("socket.trust", "ca.pem", "set socket.tls to 'true'");
        refuses("socket.codec", "zip", "use none, lz4");
        refuses("socket.spoolBytes", "1000", "from 33554432 to 1099511627776");
        refuses("socket.connectMillis", "0", "from 1 to 600000");
        refuses("socket.closeMillis", "soon", "a whole number from 1 to 600000");
        refuses("socket.adress", "localhost:1", "is not known; sink socket knows [socket.address, socket.closeMillis");
    }

    private void refuses(String key, String value, String wayOut) {
        Map<String, String> options = key.equals("socket.address")
                ? Map.of(key, value)
                : Map.of(key, value, "socket.address", "localhost:7171");
        assertThatThrownBy(() -> new SocketSinkProvider().open(config(Set.of("socket"), options), new Symbols()))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(key.equals("socket.adress") ? key : value)
                .hasMessageContaining(wayOut);
    }
}
