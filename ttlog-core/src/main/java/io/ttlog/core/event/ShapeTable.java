/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import org.jspecify.annotations.Nullable;

/** The shapes that a packer knows, by hash. Belongs to one thread. */
final class ShapeTable {
    /** Most shapes that {@link #isLarge} lets be. */
    static final int SHAPES_MAX = 4096;

    /** Most keys of known shapes together: a shape may have 4,096, and 4,096 such shapes would take 80 MiB. */
    static final int KEYS_MAX = 64 << 10;

    /** How many shapes with names of the same hash are looked at before the keys count, too. */
    private static final int NAME_PROBES_MAX = 4;

    private static final int INITIAL_SLOTS = 64;

    private @Nullable Shape[] shapes = new Shape[INITIAL_SLOTS];
    private int known;
    private int keysKnown;

    /** Bytes of its array. */
    int heldBytes() {
        return Integer.BYTES * shapes.length;
    }

    /** Keys of all known shapes together. */
    int keysKnown() {
        return keysKnown;
    }

    /** Whether it is time to {@link #clear} it. */
    boolean isLarge() {
        return known > SHAPES_MAX || keysKnown > KEYS_MAX;
    }

    /** Forgets all. */
    void clear() {
        shapes = new Shape[INITIAL_SLOTS];
        known = 0;
        keysKnown = 0;
    }

    /** The shape of the record; null when it is not known. */
    @Nullable
    Shape find(byte[] buffer, int offset) {
        return find(buffer, offset, Shape.hash(buffer, offset));
    }

    /** The shape of the record, from now on known. */
    Shape findOrAdd(byte[] buffer, int offset) {
        final int hash = Shape.hash(buffer, offset);
        Shape shape = find(buffer, offset, hash);
        if (shape == null) {
            shape = new Shape(buffer, offset, hash);
            if (2 * (known + 1) > shapes.length) {
                grow();
            }
            shapes[slot(shape)] = shape;
            known++;
            keysKnown += shape.keys.length;
        }
        return shape;
    }

    /** Looks where {@link #slot} puts it: at slots that follow from the names, then at such that follow from the keys, too. */
    private @Nullable Shape find(byte[] buffer, int offset, int hash) {
        final int mask = shapes.length - 1;
        for (int probes = 0; probes < NAME_PROBES_MAX; probes++) {
            final Shape shape = shapes[hash + probes & mask];
            if (shape == null || shape.hash == hash && shape.isOf(buffer, offset)) {
                return shape;
            }
        }
        for (int slot = Shape.hashWithKeys(hash, buffer, offset) & mask;
                ;
                slot = slot + 1 & mask) { // half of all are free
            final Shape shape = shapes[slot];
            if (shape == null || shape.hash == hash && shape.isOf(buffer, offset)) {
                return shape;
            }
        }
    }

    private int slot(Shape shape) {
        final int mask = shapes.length - 1;
        for (int probes = 0; probes < NAME_PROBES_MAX; probes++) {
            if (shapes[shape.hash + probes & mask] == null) {
                return shape.hash + probes & mask;
            }
        }
        int slot = shape.hashWithKeys & mask;
        while (shapes[slot] != null) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        @Nullable Shape[] before = shapes;
        shapes = new Shape[2 * before.length];
        for (Shape shape : before) {
            if (shape != null) {
                shapes[slot(shape)] = shape;
            }
        }
    }
}
