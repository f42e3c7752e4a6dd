/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

/** The values of a column without its nulls, one after another. */
public sealed interface Values permits NumberValues, BinaryValues {
    /** Number of values. */
    int count();

    /** What they take, about: of texts as much as when all are decoded. */
    long heapBytes();

    /** A copy of the values from (inclusive) to (exclusive). */
    Values range(int from, int to);
}
