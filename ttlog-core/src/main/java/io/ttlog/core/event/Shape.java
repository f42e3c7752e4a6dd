/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.getInt;
import static io.ttlog.core.event.EventFormat.getLong;

/**
 * What the events of a call site have in common: signal, level, names, keys and types. Belongs to the {@link ShapeTable} that made it.
 */
public final class Shape {
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    // How a value is packed, in a byte: bytes of its payload in a record, and bits above; negative if it has a length
    // of its own.
    static final byte WIDTH_MASK = 15;
    static final byte AS_IT_IS = 16;
    static final byte INTEGER = 8;
    static final byte TEXT = -1;
    static final byte BYTES = -2;

    private static final byte[] WIDTHS = new byte[EventReader.TYPES.length]; // by type

    static {
        for (ValueType type : EventReader.TYPES) {
            WIDTHS[type.ordinal()] = width(type);
        }
    }

    private static byte width(ValueType type) {
        return switch (type) {
            case NULL -> AS_IT_IS;
            case BOOLEAN -> AS_IT_IS | 1;
            case DOUBLE -> AS_IT_IS | Double.BYTES;
            case LONG, TIMESTAMP, DURATION -> INTEGER;
            case TEXT -> TEXT;
            case BYTES -> BYTES;
        };
    }

    final int head; // signal, variant, flags, status
    final long nameAndLogger;
    final long serviceAndCount;
    final int hash; // of all but the keys
    final int hashWithKeys;
    final int[] keys; // as in records: with their types
    final byte[] widths; // of values in records; see width()
    final int blockAt; // where in a record
    final int fieldsAt;
    int number; // in the run
    long run; // of the packer, in which the number was given

    Shape(byte[] buffer, int offset, int hash) {
        head = getInt(buffer, offset + EventFormat.SIGNAL_OFFSET);
        nameAndLogger = getLong(buffer, offset + EventFormat.NAME_OFFSET);
        serviceAndCount = getLong(buffer, offset + EventFormat.SERVICE_OFFSET);
        this.hash = hash;
        hashWithKeys = hashWithKeys(hash, buffer, offset);
        blockAt = blockAt(head);
        fieldsAt = fieldsAt(head);
        keys = new int[(int) (serviceAndCount >>> Integer.SIZE)];
        widths = new byte[keys.length];
        int at = offset + fieldsAt;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = getInt(buffer, at);
            widths[i] = WIDTHS[keys[i] >>> EventFormat.TYPE_SHIFT];
            at = after(widths[i], buffer, at + Integer.BYTES);
        }
    }

    int signal() {
        return head & 0xFF;
    }

    boolean isHistogram() {
        return PackedFormat.isHistogram(head >>> 8 & 0xFF);
    }

    int flags() {
        return head >>> 16 & 0xFF;
    }

    boolean isOf(byte[] buffer, int offset) {
        if (getInt(buffer, offset + EventFormat.SIGNAL_OFFSET) != head
                || getLong(buffer, offset + EventFormat.NAME_OFFSET) != nameAndLogger
                || getLong(buffer, offset + EventFormat.SERVICE_OFFSET) != serviceAndCount) {
            return false;
        }
        int at = offset + fieldsAt;
        for (int i = 0; i < keys.length; i++) {
            if (getInt(buffer, at) != keys[i]) {
                return false;
            }
            at = after(widths[i], buffer, at + Integer.BYTES);
        }
        return true;
    }

    /** Where in a record the next field begins. */
    static int after(int width, byte[] buffer, int at) {
        return at + (width >= 0 ? width & WIDTH_MASK : Integer.BYTES + getInt(buffer, at));
    }

    /** Of all but the keys. */
    static int hash(byte[] buffer, int offset) {
        long hash = getInt(buffer, offset + EventFormat.SIGNAL_OFFSET) * HASH_FACTOR;
        hash = (hash ^ getLong(buffer, offset + EventFormat.NAME_OFFSET)) * HASH_FACTOR;
        hash = (hash ^ getLong(buffer, offset + EventFormat.SERVICE_OFFSET)) * HASH_FACTOR;
        return (int) (hash >>> Integer.SIZE);
    }

    /** Takes the keys into the hash, which costs a walk: those of an imported log differ where names do not. */
    static int hashWithKeys(int hash, byte[] buffer, int offset) {
        long keys = hash;
        int at = offset + fieldsAt(getInt(buffer, offset + EventFormat.SIGNAL_OFFSET));
        for (int left = getInt(buffer, offset + EventFormat.FIELD_COUNT_OFFSET); left > 0; left--) {
            final int key = getInt(buffer, at);
            keys = (keys ^ key ^ keys >>> Integer.SIZE) * HASH_FACTOR;
            at = Shape.after(WIDTHS[key >>> EventFormat.TYPE_SHIFT], buffer, at + Integer.BYTES);
        }
        return (int) (keys >>> Integer.SIZE);
    }

    /** Where in a record its block begins. */
    private static int blockAt(int head) {
        final int traced = head >>> 16 & EventFormat.FLAG_TRACE;
        return EventFormat.HEADER_BYTES + traced * EventFormat.TRACE_BLOCK_BYTES; // the flag is 1
    }

    /** Where in a record its fields begin. */
    private static int fieldsAt(int head) {
        return blockAt(head) + PackedFormat.blockBytes(head & 0xFF, head >>> 8 & 0xFF, head >>> 16 & 0xFF);
    }
}
