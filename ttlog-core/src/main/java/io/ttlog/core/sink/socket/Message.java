/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * What goes over a connection, version 1 (RFC-0007), and, of kind FRAME, what lies in the spool. Little-endian.
 *
 * <pre>
 *  0        4        8            16         20        24         28          32
 *  +--------+--------+------------+----------+---------+----------+-----------+-------------
 *  | "TTLM" | kind   | sequence   | payload  | count   | CRC32C   | CRC32C    | payload...
 *  |        | i32    | i64        | bytes i32| i32     | payload  | of 0..28  |
 *  +--------+--------+------------+----------+---------+----------+-----------+-------------
 * </pre>
 *
 * The header has a checksum of its own, so that its length can be believed before the payload has come.
 */
public final class Message {
    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 32;

    /** Longest text of a refusal; a longer one is cut. */
    static final int TEXT_BYTES_MAX = 1024;

    private static final int MAGIC = 0x4D4C_5454; // "TTLM"
    private static final int KIND_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int PAYLOAD_BYTES_OFFSET = 16;
    private static final int COUNT_OFFSET = 20;
    private static final int PAYLOAD_CRC_OFFSET = 24;
    private static final int HEADER_CRC_OFFSET = 28;
    private static final byte[] NOTHING = {};

    private final Kind kind;
    private final long sequence;
    private final int count;
    private final byte[] payload;

    /** A message; the payload is not copied. */
    public Message(Kind kind, long sequence, int count, byte[] payload) {
        this.kind = kind;
        this.sequence = sequence;
        this.count = count;
        this.payload = payload;
    }

    /** The kinds, with their numbers on the wire; never renumbered. */
    public enum Kind {
        /** The sender says who it is ({@link Hello}); first on a connection, and again before each further stream. */
        HELLO(1, Hello.BYTES_MAX),
        /** The answer: which frame of the stream is the last one stored. */
        WELCOME(2, 0),
        /** The other answer, or an end: why not. */
        REFUSED(3, TEXT_BYTES_MAX),
        /** A block whose raw bytes are the body of a frame of an event file, of file id = stream. */
        FRAME(4, BlockFormat.HEADER_BYTES + BlockFormat.BLOCK_RAW_BYTES_MAX),
        /** The receiver has made everything up to the sequence durable. */
        ACK(5, 0),
        /** The sender has nothing to say and asks for an ACK. */
        PING(6, 0);

        private static final Kind[] KINDS = values();

        private final int number;
        private final int payloadBytesMax;

        Kind(int number, int payloadBytesMax) {
            this.number = number;
            this.payloadBytesMax = payloadBytesMax;
        }

        /** Most bytes of its payload. */
        public int payloadBytesMax() {
            return payloadBytesMax;
        }
    }

    /** Why a receiver does not go on with a connection; the number on the wire is the ordinal. */
    public enum Refusal {
        /** A message that cannot be right. */
        DAMAGED,
        /** Protocol or events of a version that is newer than the receiver. */
        UNKNOWN_VERSION,
        /** As many connections as the receiver takes. */
        BUSY,
        /** The receiver cannot store now. */
        FAILED
    }

    /** A message without payload. */
    public static Message of(Kind kind, long sequence) {
        return new Message(kind, sequence, 0, NOTHING);
    }

    /** The receiver's reason to end. */
    public static Message refused(Refusal reason, String text) {
        String cut = text;
        while (Wtf8.byteCount(cut) > TEXT_BYTES_MAX) {
            cut = cut.substring(0, cut.length() / 2);
        }
        return new Message(Kind.REFUSED, 0, reason.ordinal(), Wtf8.encode(cut));
    }

    /** What it says. */
    public Kind kind() {
        return kind;
    }

    /** Of a frame its number; of WELCOME and ACK the last frame that is durable at the receiver; else 0. */
    public long sequence() {
        return sequence;
    }

    /** Of a frame its events; of REFUSED the ordinal of a {@link Refusal}; else 0. */
    public int count() {
        return count;
    }

    /** The bytes behind the header, not copied. */
    public byte[] payload() {
        return payload;
    }

    /** The text of the payload. */
    public String text() {
        return Wtf8.decode(payload, 0, payload.length);
    }

    /** Header and payload, in an array of exactly their bytes. */
    public byte[] encode() {
        byte[] bytes = new byte[HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, bytes, HEADER_BYTES, payload.length);
        EventFormat.putInt(bytes, 0, MAGIC);
        EventFormat.putInt(bytes, KIND_OFFSET, kind.number);
        EventFormat.putLong(bytes, SEQUENCE_OFFSET, sequence);
        EventFormat.putInt(bytes, PAYLOAD_BYTES_OFFSET, payload.length);
        EventFormat.putInt(bytes, COUNT_OFFSET, count);
        EventFormat.putInt(bytes, PAYLOAD_CRC_OFFSET, crc(bytes, HEADER_BYTES, payload.length));
        EventFormat.putInt(bytes, HEADER_CRC_OFFSET, crc(bytes, 0, HEADER_CRC_OFFSET));
        return bytes;
    }

    /** For tests and debuggers. */
    @Override
    public String toString() {
        return kind + " " + sequence + ", count " + count + ", " + payload.length + " bytes";
    }

    /** What a header says that was checked. */
    record Header(Kind kind, long sequence, int payloadBytes, int count, int payloadCrc) {
        /** Bytes of the whole message. */
        int messageBytes() {
            return HEADER_BYTES + payloadBytes;
        }
    }

    /**
     * Checks and reads a header, of which all bytes must be there.
     *
     * @throws CorruptDataException when it is none
     */
    static Header header(byte[] bytes, int at, String source, long sourceOffset) {
        if (EventFormat.getInt(bytes, at) != MAGIC) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    String.format(
                            Locale.ROOT,
                            "no message of ttlog: it begins with %08x instead of %08x",
                            EventFormat.getInt(bytes, at),
                            MAGIC));
        }
        if (EventFormat.getInt(bytes, at + HEADER_CRC_OFFSET) != crc(bytes, at, HEADER_CRC_OFFSET)) {
            throw new CorruptDataException(source, sourceOffset, "the checksum of a message's header does not match");
        }
        int number = EventFormat.getInt(bytes, at + KIND_OFFSET);
        Kind kind = null;
        for (Kind known : Kind.KINDS) {
            if (known.number == number) {
                kind = known;
            }
        }
        if (kind == null) {
            throw new CorruptDataException(source, sourceOffset + KIND_OFFSET, "message of kind " + number);
        }
        int payloadBytes = EventFormat.getInt(bytes, at + PAYLOAD_BYTES_OFFSET);
        if (payloadBytes < 0 || payloadBytes > kind.payloadBytesMax) {
            throw new CorruptDataException(
                    source,
                    sourceOffset + PAYLOAD_BYTES_OFFSET,
                    kind + " of " + payloadBytes + " payload bytes, at most " + kind.payloadBytesMax);
        }
        return new Header(
                kind,
                EventFormat.getLong(bytes, at + SEQUENCE_OFFSET),
                payloadBytes,
                EventFormat.getInt(bytes, at + COUNT_OFFSET),
                EventFormat.getInt(bytes, at + PAYLOAD_CRC_OFFSET));
    }

    /**
     * The message of a header whose payload is there, too.
     *
     * @throws CorruptDataException when the payload does not match its checksum
     */
    static Message of(Header header, byte[] bytes, int at, String source, long sourceOffset) {
        if (crc(bytes, at + HEADER_BYTES, header.payloadBytes) != header.payloadCrc) {
            throw new CorruptDataException(
                    source, sourceOffset, "the checksum of a " + header.kind + "'s payload does not match");
        }
        byte[] payload = new byte[header.payloadBytes];
        System.arraycopy(bytes, at + HEADER_BYTES, payload, 0, payload.length);
        return new Message(header.kind, header.sequence, header.count, payload);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
