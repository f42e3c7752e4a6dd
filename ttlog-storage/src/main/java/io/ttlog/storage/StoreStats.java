/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.wire.Finding;
import java.util.List;

/**
 * What a store holds and takes.
 *
 * @param tables one a signal
 * @param levels of all tables, where there are segments
 * @param writeAmplification bytes that were ever written into segments for each byte that a seal has written; 1 without a merge
 * @param logBytes of log files
 * @param diskBytes of all files in the directory
 * @param damage places in the log whose rows could not be counted, and in segments whose clamped rows could not
 */
public record StoreStats(
        List<TableStats> tables,
        List<LevelStats> levels,
        double writeAmplification,
        long logBytes,
        long diskBytes,
        List<Finding> damage) {
    /**
     * The segments of a level.
     *
     * @param signal the table
     * @param level how often their rows were merged
     * @param segments number of segment files
     * @param rows in them
     * @param storedBytes of them
     */
    public record LevelStats(Signal signal, int level, int segments, long rows, long storedBytes) {}

    /**
     * One table.
     *
     * @param signal the table
     * @param rows all rows
     * @param unsealedRows those of them that are in the log and not yet in segments
     * @param segments number of segment files
     * @param rawBytes of all values at natural width: 8 a number or time, 1 a boolean, UTF-8 length a text, length of bytes; a
     *     message that is rendered from its template counts nothing
     * @param storedBytes of its segment files
     * @param clampedRows rows that came with an absurd time, which they have in {@code attrs.original_timestamp}
     */
    public record TableStats(
            Signal signal,
            long rows,
            long unsealedRows,
            int segments,
            long rawBytes,
            long storedBytes,
            long clampedRows) {}
}
