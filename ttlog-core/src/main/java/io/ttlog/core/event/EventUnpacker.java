/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.putInt;
import static io.ttlog.core.event.EventFormat.putLong;

import io.ttlog.core.CorruptDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings packed events back as the records that {@link EventPacker} was given. Believes nothing: neither more is read than is there,
 * nor more written than was said. What the bytes of a record mean is for {@link EventReader#wrapChecked} to check, afterwards.
 * Belongs to one thread.
 */
public final class EventUnpacker {
    private static final int SIGNAL_SHIFT = 0;
    private static final int VARIANT_SHIFT = 8;
    private static final int FLAGS_SHIFT = 16;

    /** What the definition of a shape says; keys as in records, with their types. */
    private static final class Shape {
        private final int head;
        private final int name;
        private final int logger;
        private final int service;
        private final int[] keys;
        private final int blockBytes;

        private Shape(int head, int name, int logger, int service, int[] keys, int blockBytes) {
            this.head = head;
            this.name = name;
            this.logger = logger;
            this.service = service;
            this.keys = keys;
            this.blockBytes = blockBytes;
        }

        private int flags() {
            return head >>> FLAGS_SHIFT & 0xFF;
        }
    }

    private final byte[] packed;
    private final int limit;
    private final byte[] records;
    private final String source;
    private final long sourceOffset;
    private final List<Shape> shapes = new ArrayList<>();
    private int[] texts = new int[64]; // where in `packed` the kept texts are, and their lengths
    private int textCount;
    private int at;
    private int to;
    private long latestNanos;

    private EventUnpacker(byte[] packed, int from, int limit, byte[] records, String source, long sourceOffset) {
        this.packed = packed;
        this.at = from;
        this.limit = limit;
        this.records = records;
        this.source = source;
        this.sourceOffset = sourceOffset;
    }

    /**
     * Unpacks all events between two offsets.
     *
     * @param events how many there are
     * @param eventBytes bytes of the records that they become, without padding
     * @param source named in errors
     * @param sourceOffset where the packed events come from, named in errors
     * @return the records back to back, unpadded. Besides it, at most some 16 bytes a packed byte are allocated
     * @throws CorruptDataException when the bytes are not exactly so many packed events, or would not become exactly so many bytes
     */
    public static byte[] unpack(
            byte[] packed, int from, int limit, int events, int eventBytes, String source, long sourceOffset) {
        if (events < 0 || eventBytes < 0) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    events + " packed events of " + eventBytes + " bytes, which are fewer than none");
        }
        EventUnpacker unpacker = new EventUnpacker(packed, from, limit, new byte[eventBytes], source, sourceOffset);
        for (int i = 0; i < events; i++) {
            unpacker.unpack();
        }
        if (unpacker.at != limit || unpacker.to != eventBytes) {
            throw unpacker.corrupt((limit - unpacker.at) + " bytes behind the last packed event, and "
                    + (eventBytes - unpacker.to) + " that it should have become");
        }
        return unpacker.records;
    }

    private void unpack() {
        final int start = to;
        final Shape shape = readShape();
        final int thread = readSymbol();
        latestNanos += readZigzag();
        room(EventFormat.HEADER_BYTES);
        putInt(records, start + EventFormat.SIGNAL_OFFSET, shape.head);
        EventFormat.putTimestampNanos(records, start, latestNanos);
        putInt(records, start + EventFormat.NAME_OFFSET, shape.name);
        putInt(records, start + EventFormat.LOGGER_OFFSET, shape.logger);
        putInt(records, start + EventFormat.THREAD_OFFSET, thread);
        putInt(records, start + EventFormat.SERVICE_OFFSET, shape.service);
        putInt(records, start + EventFormat.FIELD_COUNT_OFFSET, shape.keys.length);
        to += EventFormat.HEADER_BYTES;
        if ((shape.flags() & EventFormat.FLAG_TRACE) != 0) {
            copy(EventFormat.TRACE_BLOCK_BYTES);
        }
        unpackBlock(shape);
        for (int key : shape.keys) {
            room(Integer.BYTES);
            putInt(records, to, key);
            to += Integer.BYTES;
            unpackValue(EventReader.TYPES[key >>> EventFormat.TYPE_SHIFT]);
        }
        if ((shape.flags() & EventFormat.FLAG_BUCKETS) != 0) {
            unpackValue(ValueType.BYTES);
        }
        if ((shape.flags() & EventFormat.FLAG_MESSAGE) != 0) {
            unpackText();
        }
        if ((shape.flags() & EventFormat.FLAG_ERROR) != 0) {
            unpackText();
        }
        if ((shape.flags() & EventFormat.FLAG_WEIGHT) != 0) {
            copy(EventFormat.WEIGHT_BYTES);
        }
        putInt(records, start, to - start);
    }

    private Shape readShape() {
        final long number = readVarint();
        if (number < 0 || number > shapes.size()) {
            throw corrupt("shape " + number + " where " + shapes.size() + " are known");
        }
        if (number == shapes.size()) {
            shapes.add(readDefinition());
        }
        return shapes.get((int) number);
    }

    private Shape readDefinition() {
        need(Integer.BYTES);
        final int head = EventFormat.getInt(packed, at);
        at += Integer.BYTES;
        final int signal = head >>> SIGNAL_SHIFT & 0xFF;
        final int variant = head >>> VARIANT_SHIFT & 0xFF;
        if (signal >= EventReader.SIGNALS.length
                || EventReader.SIGNALS[signal] == io.ttlog.Signal.METRIC
                        && variant >= EventReader.METRIC_KINDS.length) {
            throw corrupt("signal " + signal + " with level or kind " + variant);
        }
        final int name = readSymbol();
        final int logger = readSymbol();
        final int service = readSymbol();
        final long fields = readVarint();
        if (fields < 0 || fields > EventFormat.FIELDS_MAX || fields > limit - at) {
            throw corrupt(fields + " fields, at most " + EventFormat.FIELDS_MAX);
        }
        final int[] keys = new int[(int) fields];
        for (int i = 0; i < keys.length; i++) {
            final long key = readVarint();
            final long symbol = key >>> PackedFormat.TYPE_BITS;
            if (symbol > EventFormat.KEY_MASK) {
                throw corrupt("key symbol " + symbol);
            }
            keys[i] = (int) symbol | (int) (key & PackedFormat.TYPE_MASK) << EventFormat.TYPE_SHIFT;
        }
        return new Shape(
                head,
                name,
                logger,
                service,
                keys,
                PackedFormat.blockBytes(signal, variant, head >>> FLAGS_SHIFT & 0xFF));
    }

    private void unpackBlock(Shape shape) {
        final int block = to;
        switch (EventReader.SIGNALS[shape.head & 0xFF]) {
            case LOG -> {}
            case SPAN -> {
                copy(Long.BYTES);
                put(readZigzag());
            }
            case METRIC -> {
                if (PackedFormat.isHistogram(shape.head >>> VARIANT_SHIFT & 0xFF)) {
                    put(readZigzag());
                }
                copy(block + shape.blockBytes - to);
            }
            case GAP -> {
                put(latestNanos + readZigzag());
                put(readZigzag());
            }
            default -> throw new IllegalStateException("refused where the shape was read");
        }
    }

    private void unpackValue(ValueType type) {
        switch (type) {
            case NULL -> {}
            case BOOLEAN -> copy(1);
            case LONG, TIMESTAMP, DURATION -> put(readZigzag());
            case DOUBLE -> copy(Long.BYTES);
            case TEXT -> unpackText();
            case BYTES -> {
                final int length = length(readVarint());
                room(Integer.BYTES);
                putInt(records, to, length);
                to += Integer.BYTES;
                copy(length);
            }
        }
    }

    private void unpackText() {
        final long text = readVarint();
        final int from;
        final int length;
        if ((text & PackedFormat.KEPT) != 0) {
            final long number = text >>> 1;
            if (number >= textCount) {
                throw corrupt("text " + number + " where " + textCount + " are kept");
            }
            from = texts[2 * (int) number];
            length = texts[2 * (int) number + 1];
        } else {
            from = at;
            length = length(text >>> PackedFormat.LENGTH_SHIFT);
            at += length;
            if ((text & PackedFormat.TO_KEEP) != 0) {
                keep(from, length);
            }
        }
        room(Integer.BYTES + length);
        putInt(records, to, length);
        System.arraycopy(packed, from, records, to + Integer.BYTES, length);
        to += Integer.BYTES + length;
    }

    private void keep(int from, int length) {
        if (textCount == PackedFormat.TEXTS_MAX || length > PackedFormat.TEXT_KEPT_BYTES_MAX) {
            throw corrupt("text " + textCount + " of " + length + " bytes is to be kept, at most "
                    + PackedFormat.TEXTS_MAX + " of " + PackedFormat.TEXT_KEPT_BYTES_MAX);
        }
        if (2 * textCount == texts.length) {
            texts = Arrays.copyOf(texts, 2 * texts.length);
        }
        texts[2 * textCount] = from;
        texts[2 * textCount++ + 1] = length;
    }

    private int length(long claimed) {
        if (claimed < 0 || claimed > limit - at) {
            throw corrupt("value of " + claimed + " bytes where " + (limit - at) + " are left");
        }
        return (int) claimed;
    }

    private void copy(int bytes) {
        need(bytes);
        room(bytes);
        System.arraycopy(packed, at, records, to, bytes);
        at += bytes;
        to += bytes;
    }

    private void put(long value) {
        room(Long.BYTES);
        putLong(records, to, value);
        to += Long.BYTES;
    }

    private int readSymbol() {
        final long symbol = readVarint();
        if (symbol < 0 || symbol >= Symbols.SYMBOLS_MAX) {
            throw corrupt("symbol " + symbol + ", at most " + Symbols.SYMBOLS_MAX);
        }
        return (int) symbol;
    }

    private long readZigzag() {
        final long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 7 * PackedFormat.VARINT_BYTES_MAX; shift += 7) {
            need(1);
            final byte next = packed[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw corrupt("a varint of more than " + PackedFormat.VARINT_BYTES_MAX + " bytes");
    }

    private void need(int bytes) {
        if (bytes > limit - at) {
            throw corrupt("packed event ends after " + (limit - at) + " bytes where " + bytes + " are needed");
        }
    }

    private void room(int bytes) {
        if (bytes > records.length - to) {
            throw corrupt("packed events become more than the " + records.length + " bytes that they should");
        }
    }

    private CorruptDataException corrupt(String problem) {
        return new CorruptDataException(source, sourceOffset, problem);
    }
}
