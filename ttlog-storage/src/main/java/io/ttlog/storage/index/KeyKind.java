/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

/** What the keys of a filter are hashes of. */
public enum KeyKind {
    /** Whole values, as bytes. */
    VALUES(1, 12),
    /** UUIDs and hexadecimal runs within texts, as {@link TextKeys} says. */
    IDS(2, 12),
    /** Words of texts, as {@link TextKeys} says. */
    WORDS(3, 7);

    private final int id;
    private final int bits;

    KeyKind(int id, int bits) {
        this.id = id;
        this.bits = bits;
    }

    /** The number that names it in files. */
    public int id() {
        return id;
    }

    /** Bits of a key that is written: who asks for an id asks all row groups of a store, and one in 4,096 is read in vain; of a word, one in 128. */
    public int bits() {
        return bits;
    }
}
