/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

/**
 * The layout of an event file, version 2 (RFC-0001, RFC-0008). Little-endian.
 *
 * <pre>
 * file    = header, { frame = block (BlockFormat) whose raw bytes are a frame body }
 *
 * header  FileHeader of magic TTLOGEVT
 *
 * body    0         8               16              20             24
 *         +---------+---------------+---------------+--------------+---------------------------------+-----------+
 *         | file id | frame number  | symbol count  | event count  | { id i32, bytes i32, WTF-8 } *  | events... |
 *         | i64     | i64 from 0    | i32           | i32          | every symbol that the events use| unpadded  |
 *         +---------+---------------+---------------+--------------+---------------------------------+-----------+
 * </pre>
 *
 * In version 2 the timestamp of an event is the time since the event before it in its frame, which compresses better; of the
 * first one it is the timestamp. In version 1 it is the timestamp of each.
 *
 * <p>The file id is random. A reader that looks for the next frame behind damage believes only frames that carry it, so
 * that a text which happens to hold the bytes of a frame is never taken for one.
 */
final class FileFormat {
    static final int VERSION = 2;

    /** The first version whose events hold the time since the one before. */
    static final int VERSION_OF_DELTAS = 2;

    private static final int VERSION_OLDEST = 1;

    static final FileHeader.Kind KIND = new FileHeader.Kind("event file", "TTLOGEVT", VERSION_OLDEST, VERSION);

    static final int BODY_FILE_ID_OFFSET = 0;
    static final int BODY_NUMBER_OFFSET = 8;
    static final int BODY_SYMBOL_COUNT_OFFSET = 16;
    static final int BODY_EVENT_COUNT_OFFSET = 20;
    static final int BODY_HEADER_BYTES = 24;
    static final int SYMBOL_HEADER_BYTES = 8;

    private FileFormat() {}

    /** The bytes of a header. A service name that is too long is cut. */
    static byte[] header(long fileId, long createdNanos, String service) {
        return FileHeader.encode(KIND, fileId, createdNanos, service);
    }
}
