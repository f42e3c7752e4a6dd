/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class MessageReaderTest {
    /** Bytes that come in pieces, then the end, or nothing more. */
    static final class Pieces implements Wire {
        private final ByteBuffer bytes;
        private final Random random;
        private final boolean ends;

        Pieces(byte[] bytes, Random random, boolean ends) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.random = random;
            this.ends = ends;
        }

        @Override
        public int read(ByteBuffer target, long nanosMax) {
            if (!bytes.hasRemaining()) {
                return ends ? -1 : 0;
            }
            int count = Math.min(
                    Math.min(bytes.remaining(), target.remaining()),
                    random.nextInt(1 + random.nextInt(random.nextBoolean() ? 40 : 100_000)));
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public void write(ByteBuffer source, long nanosMax) {
            throw new AssertionError("a reader does not write");
        }

        @Override
        public void wake() {}

        @Override
        public void close() {}
    }

    @Test
    void cutsMessagesOutOfPieces(Random random) throws IOException {
        List<byte[]> sent = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            byte[] payload = new byte[random.nextInt(i % 20 == 0 ? 3 << 20 : 5000)];
            random.nextBytes(payload);
            byte[] message = new Message(Message.Kind.FRAME, i + 1, i, payload).encode();
            sent.add(message);
            all.writeBytes(message);
        }
        MessageReader reader = new MessageReader(new Pieces(all.toByteArray(), random, true), "test");
        for (byte[] message : sent) {
            Message read = null;
            while (read == null) {
                read = reader.next(0);
            }
            assertThat(read.encode()).isEqualTo(message);
        }
        assertThatThrownBy(() -> {
                    while (reader.next(0) == null) {
                        // what is left are empty pieces
                    }
                })
                .isInstanceOf(EOFException.class);
    }

    @Test
    void refusesEveryFlippedBit(Random random) {
        byte[] whole = new Message(Message.Kind.FRAME, 7, 2, new byte[] {1, 2, 3, 4, 5}).encode();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            MessageReader reader = new MessageReader(new Pieces(flipped, random, true), "test");
            assertThatThrownBy(() -> {
                        while (reader.next(0) == null) {
                            // an empty piece
                        }
                    })
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("test");
        }
    }

    @Test
    void givesUpOnAMessageThatDoesNotEnd(Random random) {
        byte[] whole = new Message(Message.Kind.FRAME, 7, 2, new byte[1000]).encode();
        byte[] begun = java.util.Arrays.copyOf(whole, 500);
        MessageReader reader = new MessageReader(new Pieces(begun, random, false), "test", 2_000_000);
        assertThatThrownBy(() -> {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < 10_000_000_000L) {
                        assertThat(reader.next(0)).isNull();
                    }
                })
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("500 bytes of a message");
    }
}
