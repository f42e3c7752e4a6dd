/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.wire;

import io.ttlog.core.CorruptDataException;

/**
 * Something about a file that its reader wants to tell.
 *
 * @param file as in messages, relative to the store's directory
 * @param offset of the first byte concerned
 * @param problem what was found
 */
public record Finding(String file, long offset, String problem) {
    /** The damage that an exception reports. */
    public static Finding of(CorruptDataException damage) {
        String text = String.valueOf(damage.getMessage());
        String prefix = damage.source() + " at offset " + damage.offset() + ": ";
        return new Finding(
                damage.source(), damage.offset(), text.startsWith(prefix) ? text.substring(prefix.length()) : text);
    }

    @Override
    public String toString() {
        return file + " at offset " + offset + ": " + problem;
    }
}
