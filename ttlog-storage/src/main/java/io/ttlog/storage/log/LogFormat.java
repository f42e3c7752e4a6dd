/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.log;

import io.ttlog.core.event.EventFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The layout of a log file, version 1 (RFC-0002). Little-endian; records start at multiples of 8.
 *
 * <pre>
 *  0            8          12         16               24         32         36       40
 *  +------------+----------+----------+----------------+----------+----------+--------+-----------
 *  | "TTLOGLOG" | version  | event    | first sequence | salt     | CRC32C   | zero   | records...
 *  |            | i32 = 1  | version  | i64            | i64      | of 0..32 | i32    |
 *  +------------+----------+----------+----------------+----------+----------+--------+-----------
 *
 *  0        4        8          12       16               24         28           32
 *  +--------+--------+----------+--------+----------------+----------+------------+------------
 *  | "TTLR" | type   | payload  | count  | first sequence | CRC32C   | CRC32C of  | payload...
 *  |        | i32    | bytes    | i32    | i64            | payload  | salt, 0..28|
 *  +--------+--------+----------+--------+----------------+----------+------------+------------
 *
 *  type 1, symbols: { id i32, length i32, WTF-8 } * count, zeros up to a multiple of 8; sequence 0
 *  type 2, events:  { event record (RFC-0001), padded to a multiple of 8 } * count
 *  type 3, frame:   stream i64, sequence i64, then as type 2: the events of one frame, and with them that it is stored
 * </pre>
 *
 * The header has a checksum of its own, so that a record that was cut off and a record whose length is damaged can be told
 * apart. The salt, a random number of each file, keeps bytes that only look like a record (a log inside of a log) from being
 * taken for one when a reader looks for the next record behind a damaged one.
 */
final class LogFormat {
    static final int VERSION = 1;
    static final long MAGIC = 0x474F_4C47_4F4C_5454L; // "TTLOGLOG"
    static final int HEADER_BYTES = 40;
    static final int VERSION_OFFSET = 8;
    static final int EVENT_VERSION_OFFSET = 12;
    static final int FIRST_SEQUENCE_OFFSET = 16;
    static final int SALT_OFFSET = 24;
    static final int HEADER_CRC_OFFSET = 32;

    static final int RECORD_MAGIC = 0x524C_5454; // "TTLR"
    static final int RECORD_HEADER_BYTES = 32;
    static final int TYPE_OFFSET = 4;
    static final int PAYLOAD_BYTES_OFFSET = 8;
    static final int COUNT_OFFSET = 12;
    static final int SEQUENCE_OFFSET = 16;
    static final int PAYLOAD_CRC_OFFSET = 24;
    static final int RECORD_CRC_OFFSET = 28;

    static final int TYPE_SYMBOLS = 1;
    static final int TYPE_EVENTS = 2;
    static final int TYPE_FRAME = 3;

    /** Bytes of a mark, before the events of its frame. */
    static final int MARK_BYTES = 16;

    /** A batch is cut into records after this many bytes: damage costs one record, and a reader holds one in memory. */
    static final int PAYLOAD_BYTES_SOFT = 1 << 20;

    /** Most payload bytes: a frame of a stream, which is not cut, is the largest. The soft limit and one event are below, and symbols far below. */
    static final int PAYLOAD_BYTES_MAX = 16 << 20;

    private static final String SUFFIX = ".log";
    private static final int NAME_DIGITS = 20;

    private LogFormat() {}

    static String fileName(long firstSequence) {
        return String.format(Locale.ROOT, "%020d%s", firstSequence, SUFFIX);
    }

    static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        boolean digits = name.length() == NAME_DIGITS + SUFFIX.length() && name.endsWith(SUFFIX);
        for (int i = 0; i < NAME_DIGITS && digits; i++) {
            digits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return digits;
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static int recordCrc(byte[] bytes, int from, byte[] salt) {
        CRC32C crc = new CRC32C();
        crc.update(salt, 0, salt.length);
        crc.update(bytes, from, RECORD_CRC_OFFSET);
        return (int) crc.getValue();
    }

    static byte[] saltBytes(long salt) {
        byte[] bytes = new byte[Long.BYTES];
        EventFormat.putLong(bytes, 0, salt);
        return bytes;
    }
}
