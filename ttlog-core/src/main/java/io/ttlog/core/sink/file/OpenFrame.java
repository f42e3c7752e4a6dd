/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventPacker;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Shape;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.ring.Tally;
import java.util.Arrays;

/**
 * The frame that is being filled: packed events and, once each, the symbols that they name. Its arrays grow with the largest
 * frame, bounded by {@link BlockFormat#BLOCK_RAW_BYTES_MAX}, and are reused; those of more than a MiB are given up by {@link #clear}. It
 * has some 7 KiB before the first event. Belongs to one thread.
 */
public final class OpenFrame {
    /** A frame of so many bytes before compression is to be written: compresses nearly as well as more, and is little to lose. */
    public static final int FULL_RAW_BYTES = 256 << 10;

    /** A frame of so many bytes of event records is to be written: what a reader unpacks is bounded by this and one record. */
    public static final int FULL_EVENT_BYTES = 4 << 20;

    private static final int INITIAL_BYTES = 4 << 10;

    /** A larger array is given up when the frame is cleared: one huge event does not cost memory for ever. */
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private final Symbols symbols;
    private final EventReader reader = new EventReader();
    private final EventPacker packer = new EventPacker();
    private final long[] countsByKind = new long[Tally.KINDS];
    private byte[] definitions = new byte[INITIAL_BYTES];
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

    /** Number of events. */
    public int eventCount() {
        return packer.eventCount();
    }

    /** How many events of each {@link Tally#kind} it has. */
    long[] countsByKind() {
        return countsByKind.clone();
    }

    /** Whether no event is in it. */
    public boolean isEmpty() {
        return packer.eventCount() == 0;
    }

    /** Whether it is to be written before another event is added. */
    public boolean isFull() {
        return rawBytes() >= FULL_RAW_BYTES || packer.eventBytes() >= FULL_EVENT_BYTES;
    }

    /** Bytes before compression. */
    public int rawBytes() {
        return FileFormat.BODY_HEADER_BYTES + definitionsEnd + packer.packedBytes();
    }

    /** Bytes before compression that the symbols take. */
    int definitionBytes() {
        return definitionsEnd;
    }

    /** Bytes of its arrays. */
    int heldBytes() {
        return packer.heldBytes()
                + definitions.length
                + body.length
                + isDefined.length
                + Integer.BYTES * defined.length
                + Long.BYTES * countsByKind.length;
    }

    /** Adds a record; false, and nothing changed, when the frame has no room for it with its symbols. */
    public boolean add(byte[] buffer, int offset) {
        final int symbolsBefore = symbolCount;
        Shape shape = packer.shapeOf(buffer, offset);
        boolean fits = define(EventFormat.thread(buffer, offset));
        if (shape == null) {
            reader.wrap(buffer, offset);
            fits = fits && define(reader.name()) && define(reader.logger()) && define(reader.service());
            while (fits && reader.nextField()) {
                fits = define(reader.fieldKey());
            }
        }
        if (!fits
                || rawBytes() + EventPacker.packedBytesMax(buffer, offset) > BlockFormat.BLOCK_RAW_BYTES_MAX
                || packer.eventBytes() + EventFormat.recordBytes(buffer, offset) > FileFormat.EVENT_BYTES_MAX) {
            undefine(symbolsBefore);
            return false;
        }
        packer.add(shape == null ? packer.newShape(buffer, offset) : shape, buffer, offset);
        countsByKind[Tally.kind(buffer, offset)]++;
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
        if (symbol >= isDefined.length) {
            isDefined = Arrays.copyOf(isDefined, Math.min(Symbols.SYMBOLS_MAX, 2 * symbol));
        }
        if (symbolCount == defined.length) {
            defined = Arrays.copyOf(defined, 2 * symbolCount);
        }
        EventFormat.putInt(definitions, definitionsEnd, symbol); // nothing fails for want of memory from here on
        EventFormat.putInt(definitions, definitionsEnd + Integer.BYTES, bytes);
        definitionsEnd = Wtf8.encode(text, definitions, definitionsEnd + FileFormat.SYMBOL_HEADER_BYTES);
        isDefined[symbol] = true;
        defined[symbolCount++] = symbol;
        return true;
    }

    /** Forgets the symbols that were defined last. */
    private void undefine(int countBefore) {
        while (symbolCount > countBefore) {
            int symbol = defined[--symbolCount];
            isDefined[symbol] = false;
            definitionsEnd -= FileFormat.SYMBOL_HEADER_BYTES + (int) Wtf8.byteCount(symbols.text(symbol));
        }
    }

    /** Forgets everything. */
    public void clear() {
        undefine(0);
        packer.clear();
        Arrays.fill(countsByKind, 0);
        if (body.length > KEPT_BYTES_MAX) {
            body = new byte[0];
        }
        if (definitions.length > KEPT_BYTES_MAX) {
            definitions = new byte[INITIAL_BYTES];
        }
    }

    /** The frame as a block, in an array of exactly its bytes. The frame stays as it is. */
    public byte[] encode(BlockCodec codec, long fileId, long number) {
        int length = rawBytes();
        body = grown(body, length);
        EventFormat.putLong(body, FileFormat.BODY_FILE_ID_OFFSET, fileId);
        EventFormat.putLong(body, FileFormat.BODY_NUMBER_OFFSET, number);
        EventFormat.putInt(body, FileFormat.BODY_SYMBOL_COUNT_OFFSET, symbolCount);
        EventFormat.putInt(body, FileFormat.BODY_EVENT_COUNT_OFFSET, packer.eventCount());
        EventFormat.putInt(body, FileFormat.BODY_EVENT_BYTES_OFFSET, packer.eventBytes());
        System.arraycopy(definitions, 0, body, FileFormat.BODY_HEADER_BYTES, definitionsEnd);
        packer.copyTo(body, FileFormat.BODY_HEADER_BYTES + definitionsEnd);
        byte[] block = new byte[BlockFormat.blockBytesMax(codec, length)];
        return Arrays.copyOf(block, BlockFormat.encode(codec, body, 0, length, block, 0));
    }

    private static byte[] grown(byte[] bytes, int needed) {
        return needed <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, Math.min(BlockFormat.BLOCK_RAW_BYTES_MAX, Math.max(needed, 2 * bytes.length)));
    }
}
