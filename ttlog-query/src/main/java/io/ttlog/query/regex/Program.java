/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

/**
 * Instructions, each at a place of the arrays:
 *
 * <pre>
 * operation  argument          next    other
 * ONE        number of a set   next            a code point of the set, then next
 * SPLIT                        next    other   both; next is preferred
 * PLACE      flags of Places   next            next, where the flags hold
 * BOUND      number of bound   next            keeps the position, then next
 * MATCH                                        a match ends here
 * </pre>
 *
 * Bounds 2i and 2i + 1 are the first and the last of group i; group 0 is the match. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Program(
        byte[] operations,
        int[] arguments,
        int[] nexts,
        int[] others,
        int start,
        int groups,
        boolean hasPlaces,
        boolean beginsWithText,
        Alphabet alphabet) {
    static final byte MATCH = 0;
    static final byte ONE = 1;
    static final byte SPLIT = 2;
    static final byte PLACE = 3;
    static final byte BOUND = 4;

    int size() {
        return operations.length;
    }
}
