/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a column takes in all segments.
 *
 * @param signal the table
 * @param key name and type
 * @param storedBytes of its chunks, compressed, without footers
 * @param rawBytes of its chunks, encoded and not yet compressed
 * @param encodings how many of its chunks have which encoding, by the encoding's name
 */
public record ColumnStats(
        Signal signal, ColumnKey key, long storedBytes, long rawBytes, SortedMap<String, Integer> encodings) {
    /** The same column, with what it takes elsewhere. */
    ColumnStats plus(ColumnStats other) {
        SortedMap<String, Integer> all = new TreeMap<>(encodings);
        other.encodings.forEach((encoding, chunks) -> all.merge(encoding, chunks, Integer::sum));
        return new ColumnStats(signal, key, storedBytes + other.storedBytes, rawBytes + other.rawBytes, all);
    }
}
