/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What files of events begin with (RFC-0001, RFC-0008, RFC-0009). Little-endian.
 *
 * <pre>
 * 0          8         12              16        24                  32               36
 * +----------+---------+---------------+---------+-------------------+----------------+---------+--------+
 * | magic    | version | event version | file id | created, i64      | service bytes  | service | CRC32C |
 * |          | i32     | i32           | i64     | ns since 1970 UTC | i32            | WTF-8   | i32    |
 * +----------+---------+---------------+---------+-------------------+----------------+---------+--------+
 * </pre>
 *
 * @param fileId random
 * @param createdNanos since 1970 UTC
 * @param service that wrote it
 * @param bytes of the header, the checksum included
 */
public record FileHeader(long fileId, long createdNanos, String service, int bytes) {
    /** Longest service name; a longer one is cut. */
    static final int SERVICE_BYTES_MAX = 1024;

    /** Where the version stands. */
    public static final int VERSION_OFFSET = 8;

    private static final int EVENT_VERSION_OFFSET = 12;
    private static final int FILE_ID_OFFSET = 16;
    private static final int CREATED_OFFSET = 24;

    /** Where the length of the service's name stands. */
    public static final int SERVICE_BYTES_OFFSET = 32;

    /** Where the service's name begins. */
    public static final int SERVICE_OFFSET = 36;

    /** Most bytes of a header. */
    public static final int BYTES_MAX = SERVICE_OFFSET + SERVICE_BYTES_MAX + Integer.BYTES;

    /**
     * A kind of files.
     *
     * @param name what a file of it is called in messages
     * @param magic eight ASCII characters that it begins with
     * @param version that is written, and alone read
     */
    public record Kind(String name, String magic, int version) {
        /** The bytes that a file begins with. */
        byte[] magicBytes() {
            return magic.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** The bytes of a header. */
    public static byte[] encode(Kind kind, long fileId, long createdNanos, String service) {
        byte[] name = Wtf8.encode(service);
        int nameBytes = Math.min(name.length, SERVICE_BYTES_MAX);
        byte[] magic = kind.magicBytes();
        byte[] bytes = new byte[SERVICE_OFFSET + nameBytes + Integer.BYTES];
        System.arraycopy(magic, 0, bytes, 0, magic.length);
        EventFormat.putInt(bytes, VERSION_OFFSET, kind.version);
        EventFormat.putInt(bytes, EVENT_VERSION_OFFSET, EventFormat.VERSION);
        EventFormat.putLong(bytes, FILE_ID_OFFSET, fileId);
        EventFormat.putLong(bytes, CREATED_OFFSET, createdNanos);
        EventFormat.putInt(bytes, SERVICE_BYTES_OFFSET, nameBytes);
        System.arraycopy(name, 0, bytes, SERVICE_OFFSET, nameBytes);
        EventFormat.putInt(bytes, SERVICE_OFFSET + nameBytes, checksum(bytes, SERVICE_OFFSET + nameBytes));
        return bytes;
    }

    /**
     * Checks and reads the header at the start of the bytes.
     *
     * @throws CorruptDataException when it is none of the kind, or damaged
     * @throws TTLogException {@link ErrorCode#UNKNOWN_VERSION} when another ttlog wrote it
     */
    public static FileHeader read(Kind kind, byte[] bytes, String source) {
        if (bytes.length < SERVICE_OFFSET + Integer.BYTES) {
            throw new CorruptDataException(source, 0, bytes.length + " bytes are too few for the header of a file");
        }
        byte[] magic = kind.magicBytes();
        if (!Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            throw new CorruptDataException(source, 0, "no " + kind.name + ": it does not start with " + kind.magic);
        }
        int serviceBytes = EventFormat.getInt(bytes, SERVICE_BYTES_OFFSET);
        if (serviceBytes < 0
                || serviceBytes > SERVICE_BYTES_MAX
                || serviceBytes > bytes.length - SERVICE_OFFSET - Integer.BYTES) {
            throw new CorruptDataException(
                    source,
                    SERVICE_BYTES_OFFSET,
                    "service name of " + serviceBytes + " bytes, at most " + SERVICE_BYTES_MAX);
        }
        int end = SERVICE_OFFSET + serviceBytes;
        if (EventFormat.getInt(bytes, end) != checksum(bytes, end)) {
            throw new CorruptDataException(source, 0, "the checksum of the file header does not match");
        }
        int version = EventFormat.getInt(bytes, VERSION_OFFSET);
        checkVersion("file", version, kind.version, source);
        int eventVersion = EventFormat.getInt(bytes, EVENT_VERSION_OFFSET);
        checkVersion("event", eventVersion, EventFormat.VERSION, source);
        return new FileHeader(
                EventFormat.getLong(bytes, FILE_ID_OFFSET),
                EventFormat.getLong(bytes, CREATED_OFFSET),
                Wtf8.decode(bytes, SERVICE_OFFSET, serviceBytes),
                end + Integer.BYTES);
    }

    private static void checkVersion(String what, int version, int known, String source) {
        if (version != known) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    source + ": " + what + " format of version " + version + ", this ttlog reads version " + known
                            + "; use " + (version > known ? "a newer" : "an older") + " one");
        }
    }

    private static int checksum(byte[] bytes, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, to);
        return (int) crc.getValue();
    }
}
