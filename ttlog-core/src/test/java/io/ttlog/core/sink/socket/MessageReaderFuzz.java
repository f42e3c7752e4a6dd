/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.file.Frame;
import io.ttlog.core.sink.file.OpenFrame;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;

/** What a receiver reads, as it comes, and once more with checksums that match. */
class MessageReaderFuzz extends FuzzContract {
    private static final long STREAM = 0x0123_4567_89AB_CDEFL;
    private static final int KIND_OFFSET = 4;
    private static final int PAYLOAD_BYTES_OFFSET = 16;
    private static final int PAYLOAD_CRC_OFFSET = 24;
    private static final int HEADER_CRC_OFFSET = 28;
    private static final int FRAME = 4;

    @Override
    protected boolean isAccepted(byte[] input) throws IOException {
        boolean accepted = isConversation(input);
        if (!accepted) {
            byte[] repaired = input.clone();
            repair(repaired, 0);
            isConversation(repaired);
        }
        return accepted;
    }

    private static boolean isConversation(byte[] input) throws IOException {
        MessageReader reader =
                new MessageReader(new MessageReaderTest.Pieces(input, new Random(input.length), true), "fuzz");
        int messages = 0;
        while (true) {
            try {
                Message message = reader.next(0);
                if (message != null) {
                    messages++;
                    look(message);
                }
            } catch (EOFException e) {
                return messages > 0 && !String.valueOf(e.getMessage()).contains("within a message");
            } catch (CorruptDataException e) {
                return false;
            } catch (TTLogException e) {
                if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                    throw e;
                }
                return false;
            }
        }
    }

    private static void look(Message message) {
        switch (message.kind()) {
            case HELLO -> Hello.of(message, "fuzz");
            case FRAME -> {
                Frame frame = Frame.ofStream(
                        BlockFormat.decode(message.payload(), 0, message.payload().length, "fuzz", 0)
                                .raw(),
                        STREAM,
                        "fuzz");
                EventReader event = new EventReader();
                int events = 0;
                while (frame.next(event)) {
                    events++;
                    byte[] copy = new byte[event.recordBytes()];
                    System.arraycopy(event.buffer(), event.offset(), copy, 0, copy.length);
                    event.wrap(copy, 0)
                            .renumber(id -> id == 0 ? 0 : frame.symbol(id).length());
                }
                if (events != frame.eventCount()) {
                    throw new AssertionError(events + " events of " + frame.eventCount());
                }
            }
            case REFUSED -> message.text();
            default -> {}
        }
    }

    /** Makes the checksums match of the messages from the offset on. */
    static void repair(byte[] input, int from) {
        for (int at = from; input.length - at >= Message.HEADER_BYTES; ) {
            int payloadBytes = EventFormat.getInt(input, at + PAYLOAD_BYTES_OFFSET);
            if (payloadBytes < 0 || payloadBytes > input.length - at - Message.HEADER_BYTES) {
                return;
            }
            int payload = at + Message.HEADER_BYTES;
            if (EventFormat.getInt(input, at + KIND_OFFSET) == FRAME && payloadBytes >= BlockFormat.HEADER_BYTES) {
                int stored = payloadBytes - BlockFormat.HEADER_BYTES;
                EventFormat.putInt(
                        input, payload + 16, crc(input, payload, 16, payload + BlockFormat.HEADER_BYTES, stored));
            }
            EventFormat.putInt(input, at + PAYLOAD_CRC_OFFSET, crc(input, payload, payloadBytes, 0, 0));
            EventFormat.putInt(input, at + HEADER_CRC_OFFSET, crc(input, at, HEADER_CRC_OFFSET, 0, 0));
            at = payload + payloadBytes;
        }
    }

    private static int crc(byte[] bytes, int first, int firstLength, int second, int secondLength) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, first, firstLength);
        crc.update(bytes, second, secondLength);
        return (int) crc.getValue();
    }

    @Override
    protected Map<String, byte[]> written() {
        Symbols symbols = new Symbols();
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        ByteArrayOutputStream talk = new ByteArrayOutputStream();
        talk.writeBytes(Hello.of(STREAM, "shop", "pid 1").message().encode());
        OpenFrame frame = new OpenFrame(symbols);
        long sequence = 1;
        for (byte[] record : new SampleEvents(symbols).fixed().subList(0, 3)) {
            frame.add(record, 0);
            byte[] block = frame.encode(Codecs.NONE, STREAM, sequence);
            talk.writeBytes(new Message(Message.Kind.FRAME, sequence++, frame.eventCount(), block).encode());
            frame.clear();
        }
        talk.writeBytes(Message.of(Message.Kind.PING, 0).encode());
        seeds.put("sender", talk.toByteArray());
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        answers.writeBytes(Message.of(Message.Kind.WELCOME, 3).encode());
        answers.writeBytes(Message.of(Message.Kind.ACK, 7).encode());
        answers.writeBytes(Message.refused(Message.Refusal.FAILED, "disk full").encode());
        seeds.put("receiver", answers.toByteArray());
        return seeds;
    }

    /** Two readings, each of one frame at a time. */
    @Override
    protected long allocatedBytesMax() {
        return 8L * BlockFormat.BLOCK_RAW_BYTES_MAX;
    }
}
