/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.RecordCopy;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.SegmentEntry;
import java.util.Arrays;

/**
 * Clamps times that cannot be, before an event goes into the log: so log, memtable and segments hold the same row, and damage to one event
 * changes no other. A clamped event has the time of the last sane event of its table that this writer was given; before there is
 * one, the newest time that the table had when the store was opened; in an empty table the nearer bound. So it falls into a partition that is
 * there, and not into one of its own. A time at a bound tells no more of when something happens than one beyond: no event follows it. The time that it came with is kept in the attribute {@link #ORIGINAL}, unless the event has a field of that
 * name already, or is as large as an event may be. A gap, which has no fields, keeps its length.
 *
 * <p>Belongs to the writer's thread. Looking costs a read of each event's header; memory, that of the largest batch with such an event.
 */
final class SaneTimes {
    /** 1980-01-01: nothing that records telemetry was switched on before, and clocks without a battery start in 1970. */
    static final long FROM_NANOS = 315_532_800_000_000_000L;

    /** 2100-01-01, exclusive: beyond are clocks that count something else. */
    static final long TO_NANOS = 4_102_444_800_000_000_000L;

    /** The attribute with the nanoseconds since 1970 that a clamped event came with. */
    static final String ORIGINAL = "original_timestamp";

    /** What the attribute adds to a record at most, padding included. */
    private static final int ORIGINAL_BYTES_MAX = 16;

    private static final Signal[] SIGNALS = Signal.values();

    /** The last time between the bounds of each table; 0, which is none, before there is one. */
    private final long[] last = new long[SIGNALS.length];

    /** The same with what the batch has that is being looked at: it counts once it is {@link #taken}, so that a batch may come again. */
    private final long[] inBatch = new long[SIGNALS.length];

    private final EventReader reader = new EventReader();
    private final RecordCopy copy = new RecordCopy(EventFormat.RECORD_BYTES_MAX);
    private byte[] buffer = new byte[0];
    private int bytes;
    private int original;

    /** Whether events happen at such times. */
    static boolean isSane(long nanos) {
        return nanos >= FROM_NANOS && nanos < TO_NANOS;
    }

    /** Whether others may follow it: not when it may have been clamped in an empty table. */
    private static boolean isBetweenBounds(long nanos) {
        return nanos > FROM_NANOS && nanos < TO_NANOS - 1;
    }

    /**
     * The newest time in a segment that is between the bounds, as far as its entry tells: its earliest, where the latest is a bound.
     *
     * @return {@link Long#MIN_VALUE} if there is none
     */
    static long newest(SegmentEntry segment) {
        if (isBetweenBounds(segment.maxNanos())) {
            return segment.maxNanos();
        }
        return isBetweenBounds(segment.minNanos()) ? segment.minNanos() : Long.MIN_VALUE;
    }

    /** Takes note of a time that the store has already; the newest counts, unless it is a bound. */
    void known(Signal signal, long nanos) {
        if (isBetweenBounds(nanos)) {
            last[signal.ordinal()] = Math.max(last[signal.ordinal()], nanos);
        }
    }

    /** Where the first event stands whose time is not sane; the end, if there is none. */
    int firstAbsurd(byte[] records, int from, int to) {
        System.arraycopy(last, 0, inBatch, 0, last.length);
        int at = from;
        while (at < to) {
            if (!EventFormat.isPadding(records, at)) {
                long nanos = EventFormat.timestampNanos(records, at);
                if (isBetweenBounds(nanos)) {
                    inBatch[EventFormat.signal(records, at)] = nanos;
                } else if (!isSane(nanos)) {
                    return at;
                }
            }
            at += EventFormat.aligned(EventFormat.recordBytes(records, at));
        }
        return at;
    }

    /**
     * Makes a batch, from the start of {@link #buffer}, whose times are all sane.
     *
     * @param absurd where the first event is that has to be clamped
     * @return its bytes
     */
    int clamp(byte[] records, int from, int absurd, int to, Symbols names) {
        bytes = 0;
        original = names.intern(ORIGINAL);
        append(records, from, absurd - from);
        int at = absurd;
        while (at < to) {
            int recordBytes = EventFormat.aligned(EventFormat.recordBytes(records, at));
            if (EventFormat.isPadding(records, at)) {
                at += recordBytes;
                continue;
            }
            int signal = EventFormat.signal(records, at);
            long nanos = EventFormat.timestampNanos(records, at);
            if (isSane(nanos)) {
                inBatch[signal] = isBetweenBounds(nanos) ? nanos : inBatch[signal];
                append(records, at, recordBytes);
            } else {
                clamp(reader.wrap(records, at), sane(signal, nanos), (long) bytes + to - at);
            }
            at += recordBytes;
        }
        return bytes;
    }

    /** The batch is in the log. */
    void taken() {
        System.arraycopy(inBatch, 0, last, 0, last.length);
    }

    /** Holds the batch after {@link #clamp}, until the next one. */
    byte[] buffer() {
        return buffer;
    }

    private long sane(int signal, long nanos) {
        long known = inBatch[signal];
        if (known != 0) {
            return known;
        }
        return nanos < FROM_NANOS ? FROM_NANOS : TO_NANOS - 1;
    }

    private void clamp(EventReader event, long nanos, long batchBytes) {
        if (event.signal() == Signal.GAP) {
            clampGap(event, nanos);
            return;
        }
        copy.begin(event);
        copy.timestampNanos(nanos);
        boolean room = !hasField(event, original)
                && original != Symbols.NONE
                && event.fieldCount() < EventFormat.FIELDS_MAX
                && event.recordBytes() <= EventFormat.RECORD_BYTES_MAX - ORIGINAL_BYTES_MAX
                && batchBytes <= LogWriter.FRAME_BYTES_MAX - ORIGINAL_BYTES_MAX;
        if (room) {
            copy.field(original, event.timestampNanos());
        }
        copy.fieldsAndTexts(event);
        int recordBytes = copy.end(event);
        assert recordBytes != RecordCopy.TOO_LARGE : "there was room";
        append(copy.buffer(), 0, recordBytes);
        pad();
    }

    private static boolean hasField(EventReader event, int key) {
        event.rewind();
        boolean found = false;
        while (event.nextField()) {
            found |= event.fieldKey() == key;
        }
        event.rewind();
        return found;
    }

    /** Its end moves as far as its beginning, as long as that is possible. */
    private void clampGap(EventReader gap, long nanos) {
        long lengthNanos = gap.gapUntilNanos() - gap.timestampNanos();
        long until = nanos + lengthNanos;
        int start = bytes;
        append(gap.buffer(), gap.offset(), gap.recordBytes());
        EventFormat.putTimestampNanos(buffer, start, nanos);
        EventFormat.putGapUntilNanos(buffer, start, lengthNanos >= 0 && isSane(until) ? until : nanos);
        pad();
    }

    private void append(byte[] source, int from, int length) {
        if (bytes + length + EventFormat.ALIGNMENT > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(bytes + length + EventFormat.ALIGNMENT, buffer.length * 2));
        }
        System.arraycopy(source, from, buffer, bytes, length);
        bytes += length;
    }

    private void pad() {
        int end = EventFormat.aligned(bytes);
        Arrays.fill(buffer, bytes, end, (byte) 0);
        bytes = end;
    }
}
