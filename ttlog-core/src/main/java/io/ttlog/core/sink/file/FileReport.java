/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import java.util.List;

/**
 * What was found in a file.
 *
 * @param frames that were whole
 * @param events in them
 * @param damages the first {@link #DAMAGES_MAX} damaged stretches
 * @param damageCount all of them
 * @param tornBytes bytes of a last frame that was not written to its end, 0 if there is none
 */
public record FileReport(long frames, long events, List<Damage> damages, long damageCount, long tornBytes) {
    /** Most damages that are listed one by one. */
    public static final int DAMAGES_MAX = 1000;

    /**
     * A stretch of a file without a readable frame.
     *
     * @param offset of its first byte
     * @param bytes its length; 0 where whole frames are missing between two others
     * @param problem what was found and what was expected
     */
    public record Damage(long offset, long bytes, String problem) {}
}
