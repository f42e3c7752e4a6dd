/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The layout of a file, version 1. Little-endian; every record begins at a multiple of 8.
 *
 * <pre>
 * header  0          8         12              16        24              32               36
 *         +----------+---------+---------------+---------+---------------+----------------+---------+--------+--------+
 *         | TTLOGCHR | version | event version | file id | created, i64  | service bytes  | service | CRC32C | zeros  |
 *         |          | i32 = 1 | i32           | i64     | ns since 1970 | i32            | WTF-8   | i32    | to 8   |
 *         +----------+---------+---------------+---------+---------------+----------------+---------+--------+--------+
 *
 * record  0         4        8        12
 *         +---------+--------+--------+----------------------------------------+--------+
 *         | length  | CRC32C | symbol | payload of that length:                | zeros  |
 *         | i32     | i32    | i32    | 0: an event (RFC-0001), else its text  | to 8   |
 *         +---------+--------+--------+----------------------------------------+--------+
 * </pre>
 *
 * <p>The length is written last, by an ordered write; what reads it by a volatile read sees the whole record. 0 stands where
 * nothing has been written yet, {@link #END} where nothing will be. The CRC32C covers length, symbol and payload. A
 * definition stands before the first event of its file that uses the symbol. The last 8 bytes of a file are left to the
 * end mark.
 */
final class ChronicleFormat {
    static final int VERSION = 1;
    static final String SUFFIX = ".ttlc";

    /** The end mark, in the place of a length. */
    static final int END = -1;

    /** Longest service name in a header. */
    static final int SERVICE_BYTES_MAX = 1024;

    static final int LENGTH_OFFSET = 0;
    static final int CRC_OFFSET = 4;
    static final int SYMBOL_OFFSET = 8;
    static final int PAYLOAD_OFFSET = 12;

    /** What every file keeps free for its end mark. */
    static final int END_BYTES = 8;

    /** Longest text of a definition. */
    static final int TEXT_BYTES_MAX = Symbols.SYMBOL_CHARS_MAX * Wtf8.BYTES_PER_CHAR_MAX;

    private static final byte[] MAGIC = {'T', 'T', 'L', 'O', 'G', 'C', 'H', 'R'};
    private static final int VERSION_OFFSET = 8;
    private static final int EVENT_VERSION_OFFSET = 12;
    private static final int FILE_ID_OFFSET = 16;
    private static final int CREATED_OFFSET = 24;
    private static final int SERVICE_BYTES_OFFSET = 32;
    private static final int SERVICE_OFFSET = 36;
    static final int HEADER_BYTES_MAX = EventFormat.aligned(SERVICE_OFFSET + SERVICE_BYTES_MAX + Integer.BYTES);

    private ChronicleFormat() {}

    /** What a header says; the first record begins at {@code bytes}. */
    record Header(long fileId, long createdNanos, String service, int bytes) {}

    /** What a record with such a payload takes of its file. */
    static long recordBytes(int payloadBytes) {
        return (PAYLOAD_OFFSET + (long) payloadBytes + EventFormat.ALIGNMENT - 1) & -EventFormat.ALIGNMENT;
    }

    /** The CRC32C of a record that lies at the start of the array. */
    static int checksum(byte[] record, int payloadBytes) {
        CRC32C crc = new CRC32C();
        crc.update(record, LENGTH_OFFSET, Integer.BYTES);
        crc.update(record, SYMBOL_OFFSET, Integer.BYTES + payloadBytes);
        return (int) crc.getValue();
    }

    /** The bytes of a header. A service name that is too long is cut. */
    static byte[] header(long fileId, long createdNanos, String service) {
        byte[] name = Wtf8.encode(service);
        int nameBytes = Math.min(name.length, SERVICE_BYTES_MAX);
        int end = SERVICE_OFFSET + nameBytes;
        byte[] bytes = new byte[EventFormat.aligned(end + Integer.BYTES)];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        EventFormat.putInt(bytes, VERSION_OFFSET, VERSION);
        EventFormat.putInt(bytes, EVENT_VERSION_OFFSET, EventFormat.VERSION);
        EventFormat.putLong(bytes, FILE_ID_OFFSET, fileId);
        EventFormat.putLong(bytes, CREATED_OFFSET, createdNanos);
        EventFormat.putInt(bytes, SERVICE_BYTES_OFFSET, nameBytes);
        System.arraycopy(name, 0, bytes, SERVICE_OFFSET, nameBytes);
        EventFormat.putInt(bytes, end, headerChecksum(bytes, end));
        return bytes;
    }

    /** Checks and reads the header at the start of the bytes. */
    static Header readHeader(byte[] bytes, String source) {
        if (bytes.length < SERVICE_OFFSET + Integer.BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException(source, 0, "no file of the chronicle sink: it does not start with TTLOGCHR");
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
        if (EventFormat.getInt(bytes, end) != headerChecksum(bytes, end)) {
            throw new CorruptDataException(source, 0, "the checksum of the file header does not match");
        }
        checkVersion("file", EventFormat.getInt(bytes, VERSION_OFFSET), VERSION, source);
        checkVersion("event", EventFormat.getInt(bytes, EVENT_VERSION_OFFSET), EventFormat.VERSION, source);
        return new Header(
                EventFormat.getLong(bytes, FILE_ID_OFFSET),
                EventFormat.getLong(bytes, CREATED_OFFSET),
                Wtf8.decode(bytes, SERVICE_OFFSET, serviceBytes),
                EventFormat.aligned(end + Integer.BYTES));
    }

    private static void checkVersion(String what, int version, int known, String source) {
        if (version != known) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    source + ": " + what + " format of version " + version + ", this ttlog reads version " + known
                            + "; use a newer one");
        }
    }

    private static int headerChecksum(byte[] bytes, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, to);
        return (int) crc.getValue();
    }
}
