/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The layout of an event file, version 3 (RFC-0008). Little-endian.
 *
 * <pre>
 * file    = header, { frame = block (BlockFormat) whose raw bytes are a frame body }
 *
 * header  0          8         12              16        24                  32               36
 *         +----------+---------+---------------+---------+-------------------+----------------+---------+--------+
 *         | TTLOGEVT | version | event version | file id | created, i64      | service bytes  | service | CRC32C |
 *         |          | i32 = 3 | i32           | i64     | ns since 1970 UTC | i32            | WTF-8   | i32    |
 *         +----------+---------+---------------+---------+-------------------+----------------+---------+--------+
 *
 * body    0         8               16              20             24            28
 *         +---------+---------------+---------------+--------------+-------------+----------------------+---------------+
 *         | file id | frame number  | symbol count  | event count  | event bytes | { id i32, bytes i32, | packed events |
 *         | i64     | i64 from 0    | i32           | i32          | i32         | WTF-8 } *            |               |
 *         +---------+---------------+---------------+--------------+-------------+----------------------+---------------+
 * </pre>
 *
 * The symbols are all that the events use. The events are packed ({@link io.ttlog.core.event.EventPacker}); {@code event bytes} is what
 * they are unpacked. Versions 1 and 2 held records as they are in memory; nothing reads them any more.
 *
 * <p>The file id is random. A reader that looks for the next frame behind damage believes only frames that carry it, so
 * that a text which happens to hold the bytes of a frame is never taken for one.
 */
final class FileFormat {
    static final int VERSION = 3;

    static final byte[] MAGIC = {'T', 'T', 'L', 'O', 'G', 'E', 'V', 'T'};

    /** The most bytes that the events of a frame have unpacked. */
    static final int EVENT_BYTES_MAX = OpenFrame.FULL_EVENT_BYTES + EventFormat.RECORD_BYTES_MAX;

    /** Longest service name in a header. */
    static final int SERVICE_BYTES_MAX = 1024;

    static final int VERSION_OFFSET = 8;
    static final int EVENT_VERSION_OFFSET = 12;
    static final int FILE_ID_OFFSET = 16;
    static final int CREATED_OFFSET = 24;
    static final int SERVICE_BYTES_OFFSET = 32;
    static final int SERVICE_OFFSET = 36;
    static final int HEADER_BYTES_MAX = SERVICE_OFFSET + SERVICE_BYTES_MAX + Integer.BYTES;

    static final int BODY_FILE_ID_OFFSET = 0;
    static final int BODY_NUMBER_OFFSET = 8;
    static final int BODY_SYMBOL_COUNT_OFFSET = 16;
    static final int BODY_EVENT_COUNT_OFFSET = 20;
    static final int BODY_EVENT_BYTES_OFFSET = 24;
    static final int BODY_HEADER_BYTES = 28;
    static final int SYMBOL_HEADER_BYTES = 8;

    private FileFormat() {}

    /** What a header says. */
    record Header(long fileId, long createdNanos, String service, int bytes) {}

    /** The bytes of a header. A service name that is too long is cut. */
    static byte[] header(long fileId, long createdNanos, String service) {
        byte[] name = Wtf8.encode(service);
        int nameBytes = Math.min(name.length, SERVICE_BYTES_MAX);
        byte[] bytes = new byte[SERVICE_OFFSET + nameBytes + Integer.BYTES];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        EventFormat.putInt(bytes, VERSION_OFFSET, VERSION);
        EventFormat.putInt(bytes, EVENT_VERSION_OFFSET, EventFormat.VERSION);
        EventFormat.putLong(bytes, FILE_ID_OFFSET, fileId);
        EventFormat.putLong(bytes, CREATED_OFFSET, createdNanos);
        EventFormat.putInt(bytes, SERVICE_BYTES_OFFSET, nameBytes);
        System.arraycopy(name, 0, bytes, SERVICE_OFFSET, nameBytes);
        EventFormat.putInt(bytes, SERVICE_OFFSET + nameBytes, checksum(bytes, SERVICE_OFFSET + nameBytes));
        return bytes;
    }

    /** Checks and reads the header at the start of the bytes. */
    static Header readHeader(byte[] bytes, String source) {
        if (bytes.length < SERVICE_OFFSET + Integer.BYTES) {
            throw new CorruptDataException(source, 0, bytes.length + " bytes are too few for the header of a file");
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException(source, 0, "no event file: it does not start with TTLOGEVT");
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
        checkVersion("file", version, VERSION, source);
        int eventVersion = EventFormat.getInt(bytes, EVENT_VERSION_OFFSET);
        checkVersion("event", eventVersion, EventFormat.VERSION, source);
        return new Header(
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
