/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds a FlatBuffer from its end to its beginning, so that offsets, which are unsigned, point to what is there already. A place is the distance to
 * the end. A table begins with the distance to its vtable, which has for each slot the distance of the field to the table's beginning,
 * or 0 when it is left out.
 *
 * @see <a href="https://flatbuffers.dev/internals/">The specification</a>
 */
final class FlatTable {
    private static final int BYTES_MIN = 256;
    private static final int SLOTS_MAX = 16;

    private byte[] bytes = new byte[BYTES_MIN];
    private int head = BYTES_MIN;
    private int alignment = 1;
    private final int[] slots = new int[SLOTS_MAX];
    private int slotCount;
    private int tableEnd;

    private int place() {
        return bytes.length - head;
    }

    /** Makes room in front, so that after so many more bytes the place is a multiple. */
    private void align(int multiple, int more) {
        alignment = Math.max(alignment, multiple);
        int padding = Math.floorMod(-(place() + more), multiple);
        for (int i = 0; i < padding; i++) {
            push(0, 1);
        }
    }

    private void push(long value, int count) {
        if (head < count) {
            byte[] longer = new byte[2 * bytes.length];
            System.arraycopy(bytes, head, longer, longer.length - place(), place());
            head += bytes.length;
            bytes = longer;
        }
        head -= count;
        for (int i = 0; i < count; i++) {
            bytes[head + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    /** A text, and its place. */
    int text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        align(Integer.BYTES, utf8.length + 1);
        push(0, 1);
        for (int i = utf8.length - 1; i >= 0; i--) {
            push(utf8[i], 1);
        }
        push(utf8.length, Integer.BYTES);
        return place();
    }

    /** A vector of tables or texts, and its place. */
    int vector(int... places) {
        align(Integer.BYTES, places.length * Integer.BYTES);
        for (int i = places.length - 1; i >= 0; i--) {
            push(place() + Integer.BYTES - places[i], Integer.BYTES);
        }
        push(places.length, Integer.BYTES);
        return place();
    }

    /** A vector of structs, each of so many longs, and its place. */
    int structs(int longsEach, long... values) {
        align(Integer.BYTES, values.length * Long.BYTES);
        align(Long.BYTES, values.length * Long.BYTES);
        for (int i = values.length - 1; i >= 0; i--) {
            push(values[i], Long.BYTES);
        }
        push(values.length / longsEach, Integer.BYTES);
        return place();
    }

    /** Begins a table; what it points to is there already. */
    FlatTable begin(int count) {
        Arrays.fill(slots, 0);
        slotCount = count;
        tableEnd = place();
        return this;
    }

    /** A field of so many bytes. */
    FlatTable field(int slot, long value, int count) {
        align(count, count);
        push(value, count);
        slots[slot] = place();
        return this;
    }

    /** A field that points to that place. */
    FlatTable pointer(int slot, int place) {
        align(Integer.BYTES, Integer.BYTES);
        return field(slot, place() + Integer.BYTES - place, Integer.BYTES);
    }

    /** Ends the table; its place. */
    int end() {
        align(Integer.BYTES, Integer.BYTES);
        int vtableBytes = 2 * Short.BYTES + slotCount * Short.BYTES;
        // The vtable is in front of the table: the distance is its length, and padding that the table's alignment asks
        // for is before it.
        push(vtableBytes, Integer.BYTES);
        int table = place();
        for (int slot = slotCount - 1; slot >= 0; slot--) {
            push(slots[slot] == 0 ? 0 : table - slots[slot], Short.BYTES);
        }
        push(table - tableEnd, Short.BYTES);
        push(vtableBytes, Short.BYTES);
        return table;
    }

    /** The buffer with that table as its root; a multiple of eight bytes. */
    byte[] finish(int root) {
        align(Math.max(alignment, Long.BYTES), Integer.BYTES);
        push(place() + Integer.BYTES - root, Integer.BYTES);
        return Arrays.copyOfRange(bytes, head, bytes.length);
    }
}
