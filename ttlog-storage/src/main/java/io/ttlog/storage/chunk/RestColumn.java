/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The column for attributes that have none of their own: a table has at most {@link #COLUMNS_MAX} attribute columns, in the order in which
 * they were first seen. A row's value holds all others of the row, by key, with their types:
 *
 * <pre>
 *  { type u8, key length varint, key WTF-8, value } ...       in the order of keys
 *  value: LONG, DOUBLE (raw bits), TIMESTAMP, DURATION i64; BOOLEAN u8; TEXT, BYTES a varint length and the bytes
 * </pre>
 *
 * An object gathers those of one row at a time. Belongs to one thread.
 */
public final class RestColumn {
    /** The column: an attribute without a name, which no event can bring along. */
    public static final ColumnKey KEY = new ColumnKey("", true, ColumnType.BYTES);

    /** Most attribute columns, one a key and type: a footer lists each of them a row group, and each costs a chunk of its own. */
    public static final int COLUMNS_MAX = 2_000;

    /** When a row has that much in the rest, its other attributes get columns all the same. */
    public static final int ROW_BYTES_MAX = 8 << 20;

    private record Entry(ColumnKey key, byte[] bytes) {}

    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final ByteWriter writer = new ByteWriter();
    private int bytes;

    /** Which of some attributes, in the order of preference, have no column of their own. */
    public static List<ColumnKey> beyond(Collection<ColumnKey> columns) {
        List<ColumnKey> beyond = new ArrayList<>();
        int attributes = 0;
        for (ColumnKey key : columns) {
            if (key.attribute() && !key.equals(KEY) && ++attributes > COLUMNS_MAX) {
                beyond.add(key);
            }
        }
        return beyond;
    }

    /** Whether the row has no entry yet. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether the row has enough. */
    public boolean isFull() {
        return bytes >= ROW_BYTES_MAX;
    }

    /** Adds a number, a time, a duration, or a boolean as 0 or 1. An entry of the same name goes. */
    public void put(ColumnKey key, long bits) {
        begin(key);
        if (key.type() == ColumnType.BOOLEAN) {
            writer.putByte((int) bits);
        } else {
            writer.putLong(bits);
        }
        end(key);
    }

    /** Adds a text or bytes. An entry of the same name goes. */
    public void put(ColumnKey key, byte[] source, int from, int length) {
        begin(key);
        writer.putVarint(length).putBytes(source, from, length);
        end(key);
    }

    private void begin(ColumnKey key) {
        writer.clear();
        byte[] name = Wtf8.encode(key.name());
        writer.putByte(key.type().ordinal()).putVarint(name.length).putBytes(name, 0, name.length);
    }

    private void end(ColumnKey key) {
        put(new Entry(key, writer.toArray()));
    }

    private void put(Entry entry) {
        remove(entry.key().name());
        entries.put(entry.key().name(), entry);
        bytes += entry.bytes().length;
    }

    /** Takes an entry back. */
    public void remove(String name) {
        Entry removed = entries.remove(name);
        bytes -= removed == null ? 0 : removed.bytes().length;
    }

    /** The keys of the entries. */
    public List<ColumnKey> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    /** What the row has in the column; the next row begins. */
    public byte[] take() {
        writer.clear();
        for (Entry entry : entries.values()) {
            writer.putBytes(entry.bytes(), 0, entry.bytes().length);
        }
        entries.clear();
        bytes = 0;
        return writer.toArray();
    }

    /** Goes through the entries of one value, and checks them. */
    static final class Entries {
        private static final ColumnType[] TYPES = ColumnType.values();

        private final ByteReader in;
        private int keyFrom;
        private int keyTo;
        private ColumnType type = ColumnType.LONG;
        private int nameFrom;
        private long bits;
        private int from;
        private int to;

        Entries(byte[] bytes, int from, int to) {
            in = new ByteReader(bytes, from, to, "rest column", 0);
        }

        /** To the next entry; false when there is none. */
        boolean next() {
            if (in.remaining() == 0) {
                return false;
            }
            keyFrom = in.index();
            int ordinal = in.readByte();
            if (ordinal > ColumnType.DURATION.ordinal()) {
                throw in.corrupt("an entry of type " + ordinal);
            }
            type = TYPES[ordinal];
            int nameBytes = in.readCount(in.remaining(), "bytes of a key");
            nameFrom = in.skip(nameBytes);
            if (nameBytes == 0) {
                throw in.corrupt("an entry without a key");
            }
            keyTo = in.index();
            from = in.index();
            switch (type) {
                case BOOLEAN -> bits = in.readByte();
                case TEXT, BYTES -> {
                    int length = in.readCount(in.remaining(), "bytes of a value");
                    from = in.skip(length);
                }
                default -> bits = in.readLong();
            }
            to = in.index();
            return true;
        }

        /** Where type and key stand, which tell an attribute from others. */
        int keyFrom() {
            return keyFrom;
        }

        int keyTo() {
            return keyTo;
        }

        ColumnKey key() {
            return new ColumnKey(Wtf8.decode(in.array(), nameFrom, keyTo - nameFrom), true, type);
        }

        ColumnType type() {
            return type;
        }

        boolean binary() {
            return type == ColumnType.TEXT || type == ColumnType.BYTES;
        }

        long bits() {
            return bits;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }
    }

    /** Adds all entries of a value of this column. */
    public void putAll(BinaryValues values, int id) {
        Entries all = new Entries(values.bytes(), values.offsets()[id], values.offsets()[id + 1]);
        while (all.next()) {
            byte[] own = new byte[all.to() - all.keyFrom()];
            System.arraycopy(values.bytes(), all.keyFrom(), own, 0, own.length);
            put(new Entry(all.key(), own));
        }
    }

    /** The value of an attribute at a place of its chunk. */
    public void put(ColumnKey key, Values values, int index) {
        if (values instanceof BinaryValues binary) {
            int id = binary.ids()[index];
            int from = binary.offsets()[id];
            put(key, binary.bytes(), from, binary.offsets()[id + 1] - from);
        } else {
            put(key, ((NumberValues) values).bits()[index]);
        }
    }
}
