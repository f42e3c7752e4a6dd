/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.getInt;
import static io.ttlog.core.event.EventFormat.getLong;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packs event records into a tenth of their bytes (RFC-0008, {@link PackedFormat}): what all events of a call site have in common
 * is written once as their <em>shape</em>, short texts that come again are numbers, integers and times are varints. Some 50 ns
 * an event, and less to do for a codec behind it.
 *
 * <pre>
 * shape = packer.shapeOf(record), or packer.newShape(record) when that is null
 * packer.add(shape, record)*, packer.copyTo(body), packer.clear()
 * </pre>
 *
 * <p>Trusts the records. Takes no memory worth mentioning before the first event; then some 110 KiB, and what the largest run of events
 * between two {@link #clear}s needs, of which a clear keeps at most {@link #KEPT_BYTES_MAX}. Allocates nothing from then on, but for
 * shapes: a clear keeps at most {@link ShapeTable#SHAPES_MAX} with together {@link ShapeTable#KEYS_MAX} keys. Belongs to one thread.
 */
public final class EventPacker {
    /** Most bytes that are packed without a {@link #clear}: offsets of texts are held in 24 bits. */
    static final int PACKED_BYTES_MAX = 1 << 24;

    /** A larger array is given up by {@link #clear}. */
    static final int KEPT_BYTES_MAX = 1 << 20;

    /** How many kept texts a text is compared with, so that made-up ones cannot make the table slow; then it is written out. */
    private static final int PROBES_MAX = 8;

    private static final int INITIAL_BYTES = 64 << 10;
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final int TEXT_SLOT_BITS = Integer.numberOfTrailingZeros(2 * PackedFormat.TEXTS_MAX);
    private static final long INT_MASK = 0xFFFF_FFFFL;
    private static final int TEXT_LENGTH_BITS = 8;
    private static final int TEXT_LENGTH_MASK = (1 << TEXT_LENGTH_BITS) - 1;

    /**
     * What an event takes at most above its record, fields apart. Without the definition it is less than nothing: number of the shape (5),
     * thread (3) and time (10) stand for a header of 36, and no block grows by more than 4 (a gap's). A definition has 4 bytes, three symbols
     * (9) and a count (2). Then there are 3 bytes that {@link #putVarint} writes too far.
     */
    private static final int EVENT_BYTES_MORE_MAX = 8;

    /**
     * What a field takes at most above its bytes in the record. Its key and type are 23 bits, 4 bytes in a definition and 4 in the record;
     * a varint of 10 stands for a long, and the length of a text or of bytes is 25 bits, which are 4 bytes, too.
     */
    private static final int FIELD_BYTES_MORE_MAX = 2;

    private final ShapeTable shapes = new ShapeTable();
    private int shapesNumbered;
    private long run = 1;
    private @Nullable Shape latest;

    private int[] textSlots = {}; // number + 1 of a kept text; 0 for none
    private int[] texts = {}; // offset in `packed` << 8 | length
    private int textCount;

    private byte[] packed = {};
    private int end;
    private int eventCount;
    private int eventBytes;
    private long latestNanos;

    /** Bytes of the packed events. */
    public int packedBytes() {
        return end;
    }

    /** Number of events. */
    public int eventCount() {
        return eventCount;
    }

    /** Bytes of the records that they were, without padding. */
    public int eventBytes() {
        return eventBytes;
    }

    /** Bytes of its arrays, which stay until a {@link #clear} gives them up. */
    public int heldBytes() {
        return packed.length + Integer.BYTES * (textSlots.length + texts.length) + shapes.heldBytes();
    }

    /** Keys of the shapes that it remembers. */
    int shapeKeysKnown() {
        return shapes.keysKnown();
    }

    /** The most bytes that the record can add to the packed ones. */
    public static int packedBytesMax(byte[] buffer, int offset) {
        return EventFormat.recordBytes(buffer, offset)
                + EVENT_BYTES_MORE_MAX
                + FIELD_BYTES_MORE_MAX * getInt(buffer, offset + EventFormat.FIELD_COUNT_OFFSET);
    }

    /** The shape of the record, if one was added since {@link #clear} that has it. */
    public @Nullable Shape shapeOf(byte[] buffer, int offset) {
        Shape shape = latest;
        if (shape == null || !shape.isOf(buffer, offset)) {
            shape = shapes.find(buffer, offset);
        }
        return shape != null && shape.run == run ? shape : null;
    }

    /** The shape of a record whose like was not added since {@link #clear}. */
    public Shape newShape(byte[] buffer, int offset) {
        return shapes.findOrAdd(buffer, offset);
    }

    /** Adds the record, which has the shape. {@link #packedBytes} and {@link #packedBytesMax} may not be over 16 MiB together. */
    public void add(Shape shape, byte[] buffer, int offset) {
        final int room = end + packedBytesMax(buffer, offset);
        if (room > packed.length) {
            grow(room);
        }
        final byte[] out = packed;
        int to = end;
        latest = shape;
        if (shape.run == run) {
            to = putVarint(out, to, shape.number);
        } else {
            shape.run = run;
            shape.number = shapesNumbered++;
            to = putDefinition(shape, out, putVarint(out, to, shape.number));
        }
        to = putVarint(out, to, getInt(buffer, offset + EventFormat.THREAD_OFFSET));
        final long nanos = EventFormat.timestampNanos(buffer, offset);
        to = putZigzag(out, to, nanos - latestNanos); // may wrap around; the reader's sum does too
        latestNanos = nanos;
        to = putTraceAndBlock(shape, buffer, offset, out, to);
        int at = offset + shape.fieldsAt;
        for (byte width : shape.widths) {
            at += Integer.BYTES;
            if (width == Shape.INTEGER) {
                to = putZigzag(out, to, getLong(buffer, at));
                at += Long.BYTES;
            } else if (width >= 0) {
                final int bytes = width & Shape.WIDTH_MASK;
                System.arraycopy(buffer, at, out, to, bytes);
                to += bytes;
                at += bytes;
            } else {
                final int length = getInt(buffer, at);
                at += Integer.BYTES;
                to = width == Shape.TEXT ? putText(buffer, at, length, out, to) : putBytes(buffer, at, length, out, to);
                at += length;
            }
        }
        end = (shape.flags() & ~EventFormat.FLAG_TRACE) == 0 ? to : putRest(shape.flags(), buffer, at, out, to);
        eventCount++;
        eventBytes += EventFormat.recordBytes(buffer, offset);
    }

    private void grow(int room) {
        if (room > PACKED_BYTES_MAX) {
            throw new IllegalStateException(room + " bytes of packed events, at most " + PACKED_BYTES_MAX);
        }
        if (texts.length == 0) {
            textSlots = new int[1 << TEXT_SLOT_BITS];
            texts = new int[PackedFormat.TEXTS_MAX];
        }
        packed = Arrays.copyOf(
                packed, Math.min(PACKED_BYTES_MAX, Math.max(Math.max(room, INITIAL_BYTES), 2 * packed.length)));
    }

    private static int putDefinition(Shape shape, byte[] out, int start) {
        EventFormat.putInt(out, start, shape.head);
        int to = start + Integer.BYTES;
        to = putVarint(out, to, shape.nameAndLogger & INT_MASK);
        to = putVarint(out, to, shape.nameAndLogger >>> Integer.SIZE);
        to = putVarint(out, to, shape.serviceAndCount & INT_MASK);
        to = putVarint(out, to, shape.keys.length);
        for (int key : shape.keys) {
            to = putVarint(
                    out,
                    to,
                    (long) (key & EventFormat.KEY_MASK) << PackedFormat.TYPE_BITS | key >>> EventFormat.TYPE_SHIFT);
        }
        return to;
    }

    private static int putTraceAndBlock(Shape shape, byte[] buffer, int offset, byte[] out, int start) {
        int to = start;
        final int traceBytes = shape.blockAt - EventFormat.HEADER_BYTES;
        if (traceBytes > 0) {
            System.arraycopy(buffer, offset + EventFormat.HEADER_BYTES, out, to, traceBytes);
            to += traceBytes;
        }
        final int at = offset + shape.blockAt;
        final int blockBytes = shape.fieldsAt - shape.blockAt;
        switch (EventReader.SIGNALS[shape.signal()]) {
            case LOG -> {}
            case SPAN -> {
                EventFormat.putLong(out, to, getLong(buffer, at));
                to = putZigzag(out, to + Long.BYTES, getLong(buffer, at + Long.BYTES));
            }
            case METRIC -> {
                int from = at;
                if (shape.isHistogram()) {
                    to = putZigzag(out, to, getLong(buffer, at));
                    from += Long.BYTES;
                }
                System.arraycopy(buffer, from, out, to, at + blockBytes - from);
                to += at + blockBytes - from;
            }
            case GAP -> {
                to = putZigzag(out, to, getLong(buffer, at) - EventFormat.timestampNanos(buffer, offset));
                to = putZigzag(out, to, getLong(buffer, at + Long.BYTES));
            }
            default -> throw new IllegalStateException("no event has signal " + shape.signal());
        }
        return to;
    }

    private int putRest(int flags, byte[] buffer, int from, byte[] out, int start) {
        int at = from;
        int to = start;
        if ((flags & EventFormat.FLAG_BUCKETS) != 0) {
            final int length = getInt(buffer, at);
            to = putBytes(buffer, at + Integer.BYTES, length, out, to);
            at += Integer.BYTES + length;
        }
        for (int flag = EventFormat.FLAG_MESSAGE; flag <= EventFormat.FLAG_ERROR; flag <<= 1) {
            if ((flags & flag) != 0) {
                final int length = getInt(buffer, at);
                to = putText(buffer, at + Integer.BYTES, length, out, to);
                at += Integer.BYTES + length;
            }
        }
        if ((flags & EventFormat.FLAG_WEIGHT) != 0) {
            EventFormat.putLong(out, to, getLong(buffer, at));
            to += Long.BYTES;
        }
        return to;
    }

    private static int putBytes(byte[] buffer, int at, int length, byte[] out, int start) {
        final int to = putVarint(out, start, length);
        System.arraycopy(buffer, at, out, to, length);
        return to + length;
    }

    private int putText(byte[] buffer, int at, int length, byte[] out, int start) {
        int kept = 0;
        if (length > 0 && length <= PackedFormat.TEXT_KEPT_BYTES_MAX) {
            int slot = textHash(buffer, at, length);
            for (int probes = 0; probes < PROBES_MAX; probes++) {
                final int number = textSlots[slot] - 1;
                if (number < 0) {
                    if (textCount < PackedFormat.TEXTS_MAX) {
                        textSlots[slot] = ++textCount;
                        kept = PackedFormat.TO_KEEP;
                    }
                    break;
                }
                final int text = texts[number];
                if ((text & TEXT_LENGTH_MASK) == length
                        && isEqual(out, text >>> TEXT_LENGTH_BITS, buffer, at, length)) {
                    return putVarint(out, start, (long) number << 1 | PackedFormat.KEPT);
                }
                slot = slot + 1 & textSlots.length - 1;
            }
        }
        final int to = putVarint(out, start, (long) length << PackedFormat.LENGTH_SHIFT | kept);
        if (kept != 0) {
            texts[textCount - 1] = to << TEXT_LENGTH_BITS | length;
        }
        System.arraycopy(buffer, at, out, to, length);
        return to + length;
    }

    /** A slot for the text of at least a byte. */
    static int textHash(byte[] buffer, int at, int length) {
        final int last = at + length;
        long hash = length;
        if (length >= Long.BYTES) {
            for (int i = at; i < last - Long.BYTES; i += Long.BYTES) {
                hash = (hash ^ getLong(buffer, i)) * HASH_FACTOR;
                hash ^= hash >>> Integer.SIZE;
            }
            hash ^= getLong(buffer, last - Long.BYTES);
        } else if (length >= Integer.BYTES) { // both ends, which overlap
            hash = hash << 56 ^ getInt(buffer, at) ^ (long) getInt(buffer, last - Integer.BYTES) << 24;
        } else {
            hash = hash << 24
                    | (buffer[at] & 0xFF) << 16
                    | (buffer[at + length / 2] & 0xFF) << 8
                    | buffer[last - 1] & 0xFF;
        }
        return (int) (hash * HASH_FACTOR >>> Long.SIZE - TEXT_SLOT_BITS);
    }

    private static boolean isEqual(byte[] one, int oneAt, byte[] other, int otherAt, int length) {
        if (length < Integer.BYTES) {
            return one[oneAt] == other[otherAt]
                    && one[oneAt + length / 2] == other[otherAt + length / 2]
                    && one[oneAt + length - 1] == other[otherAt + length - 1];
        }
        if (length < Long.BYTES) { // both ends, which overlap
            final int end = length - Integer.BYTES;
            return getInt(one, oneAt) == getInt(other, otherAt)
                    && getInt(one, oneAt + end) == getInt(other, otherAt + end);
        }
        final int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (getLong(one, oneAt + i) != getLong(other, otherAt + i)) {
                return false;
            }
        }
        return getLong(one, oneAt + last) == getLong(other, otherAt + last);
    }

    private static int putZigzag(byte[] out, int start, long value) {
        return putVarint(out, start, value << 1 ^ value >> Long.SIZE - 1);
    }

    private static int putVarint(byte[] out, int start, long value) {
        if ((value & ~0x7FL) == 0) {
            out[start] = (byte) value;
            return start + 1;
        }
        if ((value & ~0xFFF_FFFFL) == 0) { // at most four bytes: written at once, and what is too much written over
            final int bits = (int) value;
            final int spread = bits & 0x7F | (bits & 0x3F80) << 1 | (bits & 0x1F_C000) << 2 | (bits & 0xFE0_0000) << 3;
            if (bits < 1 << 14) {
                EventFormat.putInt(out, start, spread | 0x80);
                return start + 2;
            }
            final boolean isThree = bits < 1 << 21;
            EventFormat.putInt(out, start, spread | (isThree ? 0x8080 : 0x80_8080));
            return start + (isThree ? 3 : 4);
        }
        int to = start;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[to++] = (byte) rest;
        return to;
    }

    /** Copies the packed events and returns where they end. */
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(packed, 0, target, offset, end);
        return offset + end;
    }

    /** Forgets the events: the next ones are packed on their own. */
    public void clear() {
        end = 0;
        eventCount = 0;
        eventBytes = 0;
        latestNanos = 0;
        shapesNumbered = 0;
        run++;
        if (shapes.isLarge()) {
            shapes.clear();
            latest = null;
        }
        if (packed.length > KEPT_BYTES_MAX) {
            packed = new byte[INITIAL_BYTES];
        }
        if (textCount > 0) {
            Arrays.fill(textSlots, 0);
            textCount = 0;
        }
    }
}
