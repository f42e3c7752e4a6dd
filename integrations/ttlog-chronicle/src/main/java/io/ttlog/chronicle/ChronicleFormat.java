/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.sink.file.FileHeader;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The layout of a file, version 1. Little-endian; every record begins at a multiple of 8.
 *
 * <pre>
 * header  FileHeader of magic TTLOGCHR, zeros to 8
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

    static final int LENGTH_OFFSET = 0;
    static final int CRC_OFFSET = 4;
    static final int SYMBOL_OFFSET = 8;
    static final int PAYLOAD_OFFSET = 12;

    /** What every file keeps free for its end mark. */
    static final int END_BYTES = 8;

    /** Longest text of a definition. */
    static final int TEXT_BYTES_MAX = Symbols.SYMBOL_CHARS_MAX * Wtf8.BYTES_PER_CHAR_MAX;

    private static final FileHeader.Kind KIND = new FileHeader.Kind("file of the chronicle sink", "TTLOGCHR", VERSION);

    private ChronicleFormat() {}

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
        byte[] header = FileHeader.encode(KIND, fileId, createdNanos, service);
        return Arrays.copyOf(header, EventFormat.aligned(header.length));
    }

    /** Checks and reads the header at the start of the bytes. */
    static FileHeader readHeader(byte[] bytes, String source) {
        return FileHeader.read(KIND, bytes, source);
    }

    /** Where the first record begins. */
    static int recordsAt(FileHeader header) {
        return EventFormat.aligned(header.bytes());
    }
}
