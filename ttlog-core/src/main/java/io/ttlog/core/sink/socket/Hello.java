/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;

/**
 * Who sends, and which stream.
 *
 * <pre>
 *  0             4           8          16
 *  +-------------+-----------+----------+--------------------------+--------------------------+
 *  | protocol    | event     | stream   | service bytes i32, WTF-8 | process bytes i32, WTF-8 |
 *  | version i32 | version   | i64      |                          |                          |
 *  +-------------+-----------+----------+--------------------------+--------------------------+
 * </pre>
 *
 * @param version of the protocol; what follows may grow with it, the first two numbers stay where they are
 * @param eventVersion of the records
 * @param stream random, one for each start of a sender
 * @param service of the sender
 * @param process {@code pid@host}, for people
 */
public record Hello(int version, int eventVersion, long stream, String service, String process) {
    /** The version that this ttlog speaks. */
    public static final int VERSION = 2;

    /** Longest service or process; a longer one is cut. */
    public static final int TEXT_BYTES_MAX = 1024;

    static final int BYTES_MAX = 16 + 2 * (Integer.BYTES + TEXT_BYTES_MAX);

    private static final int EVENT_VERSION_OFFSET = 4;
    private static final int STREAM_OFFSET = 8;
    private static final int TEXTS_OFFSET = 16;

    /** The greeting of this ttlog. */
    static Hello of(long stream, String service, String process) {
        return new Hello(VERSION, EventFormat.VERSION, stream, service, process);
    }

    /** As a message. */
    public Message message() {
        byte[] first = text(service);
        byte[] second = text(process);
        byte[] bytes = new byte[TEXTS_OFFSET + 2 * Integer.BYTES + first.length + second.length];
        EventFormat.putInt(bytes, 0, version);
        EventFormat.putInt(bytes, EVENT_VERSION_OFFSET, eventVersion);
        EventFormat.putLong(bytes, STREAM_OFFSET, stream);
        put(bytes, put(bytes, TEXTS_OFFSET, first), second);
        return new Message(Message.Kind.HELLO, 0, 0, bytes);
    }

    private static byte[] text(String text) {
        String cut = text;
        while (Wtf8.byteCount(cut) > TEXT_BYTES_MAX) {
            cut = cut.substring(0, cut.length() / 2);
        }
        return Wtf8.encode(cut);
    }

    private static int put(byte[] bytes, int at, byte[] text) {
        EventFormat.putInt(bytes, at, text.length);
        System.arraycopy(text, 0, bytes, at + Integer.BYTES, text.length);
        return at + Integer.BYTES + text.length;
    }

    /**
     * Reads the payload of a message. Of an unknown version the versions alone are read, the rest is empty.
     *
     * @throws CorruptDataException when it is no greeting
     */
    public static Hello of(Message message, String source) {
        byte[] bytes = message.payload();
        if (bytes.length < TEXTS_OFFSET) {
            throw new CorruptDataException(source, 0, "HELLO of " + bytes.length + " bytes");
        }
        int version = EventFormat.getInt(bytes, 0);
        int eventVersion = EventFormat.getInt(bytes, EVENT_VERSION_OFFSET);
        if (version != VERSION || eventVersion != EventFormat.VERSION) {
            return new Hello(version, eventVersion, 0, "", "");
        }
        String service = text(bytes, TEXTS_OFFSET, source);
        int next = TEXTS_OFFSET + Integer.BYTES + EventFormat.getInt(bytes, TEXTS_OFFSET);
        String process = text(bytes, next, source);
        if (next + Integer.BYTES + EventFormat.getInt(bytes, next) != bytes.length) {
            throw new CorruptDataException(source, next, "bytes behind the end of HELLO");
        }
        return new Hello(version, eventVersion, EventFormat.getLong(bytes, STREAM_OFFSET), service, process);
    }

    private static String text(byte[] bytes, int at, String source) {
        int length = bytes.length - at < Integer.BYTES ? -1 : EventFormat.getInt(bytes, at);
        if (length < 0 || length > TEXT_BYTES_MAX || length > bytes.length - at - Integer.BYTES) {
            throw new CorruptDataException(source, at, "text of " + length + " bytes, at most " + TEXT_BYTES_MAX);
        }
        return Wtf8.decode(bytes, at + Integer.BYTES, length);
    }
}
