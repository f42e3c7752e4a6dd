/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import java.util.List;

/**
 * What a repair did.
 *
 * @param losses what could not be read
 * @param notes what was done besides that is worth knowing
 * @param kept the damaged files, where they are kept; relative to the store's directory
 * @param verified the outcome of reading everything afterwards
 */
public record RepairReport(List<Loss> losses, List<String> notes, List<String> kept, VerifyReport verified) {
    /** Rows of which nobody knows how many they were. */
    public static final long ROWS_UNKNOWN = -1;

    /**
     * Rows that are lost.
     *
     * @param file that held them, relative to the store's directory
     * @param offset of the damage in it
     * @param rows how many, or {@link #ROWS_UNKNOWN}
     * @param problem what was found
     */
    public record Loss(String file, long offset, long rows, String problem) {
        @Override
        public String toString() {
            return file + " at offset " + offset + ": "
                    + (rows == ROWS_UNKNOWN ? "an unknown number of rows" : rows == 1 ? "1 row" : rows + " rows")
                    + " lost: " + problem;
        }
    }
}
