/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.ring.Tally;
import java.util.Arrays;

/**
 * The frame that is being filled: events, each with the time since the one before, and, once each, the symbols that they
 * name. Its arrays grow with the largest
 * frame, bounded by {@link BlockFormat#BLOCK_RAW_BYTES_MAX}, and are reused. Belongs to one thread.
 */
public final class OpenFrame {
    private static final int INITIAL_BYTES = 64 << 10;

    private final Symbols symbols;
    private final EventReader reader = new EventReader();
    private byte[] events = new byte[INITIAL_BYTES];
    private int eventsEnd;
    private int eventCount;
    private long latestNanos; // timestamp of the last event
    private byte[] definitions = new byte[INITIAL_BYTES / 16];
    private int definitionsEnd;
    private int symbolCount;
    /** Symbols whose definition is in this frame, in order of definition. */
    private int[] defined = new int[256];
    /** By symbol: whether it is in {@link #defined}. */
    private boolean[] isDefined = new boolean[1024];

    private byte[] body = new byte[0];

    /** An empty frame of events that name these symbols. */
    public OpenFrame(Symbols symbols) {
        this.symbols = symbols;
    }

    /** How full a frame was, to come back to with {@link #cutBackTo}. */
    record Mark(int eventsEnd, int eventCount, long latestNanos, int symbolCount) {}

    /** Number of events. */
    public int eventCount() {
        return eventCount;
    }

    /** How many events of each {@link Tally#kind} it has. */
    long[] countsByKind() {
        long[] counts = new long[Tally.KINDS];
        for (int at = 0; at < eventsEnd; at += EventFormat.recordBytes(events, at)) {
            counts[Tally.kind(events, at)]++;
        }
        return counts;
    }

    /** Whether no event is in it. */
    public boolean isEmpty() {
        return eventCount == 0;
    }

    /** Bytes before compression. */
    public int rawBytes() {
        return FileFormat.BODY_HEADER_BYTES + definitionsEnd + eventsEnd;
    }

    Mark mark() {
        return new Mark(eventsEnd, eventCount, latestNanos, symbolCount);
    }

    /** Adds a record; false, and nothing changed, when the frame has no room for it with its symbols. */
    public boolean add(byte[] buffer, int offset) {
        final Mark before = mark();
        final int recordBytes = EventFormat.recordBytes(buffer, offset);
        reader.wrap(buffer, offset);
        boolean fits =
                define(reader.name()) && define(reader.logger()) && define(reader.thread()) && define(reader.service());
        while (fits && reader.nextField()) {
            fits = define(reader.fieldKey());
        }
        if (!fits || rawBytes() + recordBytes > BlockFormat.BLOCK_RAW_BYTES_MAX) {
            cutBackTo(before);
            return false;
        }
        events = grown(events, eventsEnd + recordBytes);
        System.arraycopy(buffer, offset, events, eventsEnd, recordBytes);
        long nanos = EventFormat.timestampNanos(buffer, offset);
        EventFormat.putTimestampNanos(
                events, eventsEnd, nanos - latestNanos); // may wrap around; the reader's sum does too
        latestNanos = nanos;
        eventsEnd += recordBytes;
        eventCount++;
        return true;
    }

    private boolean define(int symbol) {
        if (symbol == Symbols.NONE || symbol < isDefined.length && isDefined[symbol]) {
            return true;
        }
        String text = symbols.text(symbol);
        int bytes = (int) Wtf8.byteCount(text);
        if (rawBytes() + FileFormat.SYMBOL_HEADER_BYTES + bytes > BlockFormat.BLOCK_RAW_BYTES_MAX) {
            return false;
        }
        definitions = grown(definitions, definitionsEnd + FileFormat.SYMBOL_HEADER_BYTES + bytes);
        EventFormat.putInt(definitions, definitionsEnd, symbol);
        EventFormat.putInt(definitions, definitionsEnd + Integer.BYTES, bytes);
        definitionsEnd = Wtf8.encode(text, definitions, definitionsEnd + FileFormat.SYMBOL_HEADER_BYTES);
        if (symbol >= isDefined.length) {
            isDefined = Arrays.copyOf(isDefined, Math.min(Symbols.SYMBOLS_MAX, 2 * symbol));
        }
        if (symbolCount == defined.length) {
            defined = Arrays.copyOf(defined, 2 * symbolCount);
        }
        isDefined[symbol] = true;
        defined[symbolCount++] = symbol;
        return true;
    }

    /** Forgets what was added since the mark. */
    void cutBackTo(Mark mark) {
        eventsEnd = mark.eventsEnd;
        eventCount = mark.eventCount;
        latestNanos = mark.latestNanos;
        while (symbolCount > mark.symbolCount) {
            int symbol = defined[--symbolCount];
            isDefined[symbol] = false;
            definitionsEnd -= FileFormat.SYMBOL_HEADER_BYTES + (int) Wtf8.byteCount(symbols.text(symbol));
        }
    }

    /** Forgets everything. */
    public void clear() {
        cutBackTo(new Mark(0, 0, 0, 0));
    }

    /** The frame as a block, in an array of exactly its bytes. The frame stays as it is. */
    public byte[] encode(BlockCodec codec, long fileId, long number) {
        int length = rawBytes();
        body = grown(body, length);
        EventFormat.putLong(body, FileFormat.BODY_FILE_ID_OFFSET, fileId);
        EventFormat.putLong(body, FileFormat.BODY_NUMBER_OFFSET, number);
        EventFormat.putInt(body, FileFormat.BODY_SYMBOL_COUNT_OFFSET, symbolCount);
        EventFormat.putInt(body, FileFormat.BODY_EVENT_COUNT_OFFSET, eventCount);
        System.arraycopy(definitions, 0, body, FileFormat.BODY_HEADER_BYTES, definitionsEnd);
        System.arraycopy(events, 0, body, FileFormat.BODY_HEADER_BYTES + definitionsEnd, eventsEnd);
        byte[] block = new byte[BlockFormat.blockBytesMax(codec, length)];
        return Arrays.copyOf(block, BlockFormat.encode(codec, body, 0, length, block, 0));
    }

    private static byte[] grown(byte[] bytes, int needed) {
        return needed <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, Math.min(BlockFormat.BLOCK_RAW_BYTES_MAX, Math.max(needed, 2 * bytes.length)));
    }
}
