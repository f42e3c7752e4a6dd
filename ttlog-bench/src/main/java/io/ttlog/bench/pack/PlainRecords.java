/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.pack;

import io.ttlog.core.event.EventFormat;
import java.util.Arrays;

/**
 * The rejected design: records as they are in memory, without padding, times as differences to the event before. What a frame of version
 * 2 held. Trusts its bytes.
 */
final class PlainRecords {
    private byte[] records = new byte[64 << 10];
    private int end;
    private long latestNanos;

    /** Adds a copy of the record. */
    void add(byte[] buffer, int offset) {
        final int bytes = EventFormat.recordBytes(buffer, offset);
        if (end + bytes > records.length) {
            records = Arrays.copyOf(records, 2 * records.length + bytes);
        }
        System.arraycopy(buffer, offset, records, end, bytes);
        final long nanos = EventFormat.timestampNanos(buffer, offset);
        EventFormat.putTimestampNanos(records, end, nanos - latestNanos);
        latestNanos = nanos;
        end += bytes;
    }

    int bytes() {
        return end;
    }

    int copyTo(byte[] target, int offset) {
        System.arraycopy(records, 0, target, offset, end);
        return offset + end;
    }

    void clear() {
        end = 0;
        latestNanos = 0;
    }

    /** The records with their times. */
    static byte[] unpack(byte[] plain) {
        final byte[] records = plain.clone();
        long nanos = 0;
        for (int at = 0; at < records.length; at += EventFormat.recordBytes(records, at)) {
            nanos += EventFormat.timestampNanos(records, at);
            EventFormat.putTimestampNanos(records, at, nanos);
        }
        return records;
    }
}
