/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.event.EventFormat;

/**
 * The layout of an event file, version 3 (RFC-0008). Little-endian.
 *
 * <pre>
 * file    = header, { frame = block (BlockFormat) whose raw bytes are a frame body }
 *
 * header  FileHeader of magic TTLOGEVT, version 3
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

    static final FileHeader.Kind KIND = new FileHeader.Kind("event file", "TTLOGEVT", VERSION);

    /** The most bytes that the events of a frame have unpacked. */
    static final int EVENT_BYTES_MAX = OpenFrame.FULL_EVENT_BYTES + EventFormat.RECORD_BYTES_MAX;

    static final int BODY_FILE_ID_OFFSET = 0;
    static final int BODY_NUMBER_OFFSET = 8;
    static final int BODY_SYMBOL_COUNT_OFFSET = 16;
    static final int BODY_EVENT_COUNT_OFFSET = 20;
    static final int BODY_EVENT_BYTES_OFFSET = 24;
    static final int BODY_HEADER_BYTES = 28;
    static final int SYMBOL_HEADER_BYTES = 8;

    private FileFormat() {}

    /** The bytes of a header. A service name that is too long is cut. */
    static byte[] header(long fileId, long createdNanos, String service) {
        return FileHeader.encode(KIND, fileId, createdNanos, service);
    }
}
