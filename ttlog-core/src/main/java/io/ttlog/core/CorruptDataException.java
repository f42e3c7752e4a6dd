/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;

/** Bytes that cannot be what they claim to be. The message names the source and the offset of the first bad byte. */
public final class CorruptDataException extends TTLogException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final long offset;

    /**
     * Damage at an offset of a source.
     *
     * @param source the file, or what else was read
     * @param offset of the bad byte from the start of the source
     * @param problem what was found and what was expected
     */
    public CorruptDataException(String source, long offset, String problem) {
        super(ErrorCode.CORRUPT_DATA, source + " at offset " + offset + ": " + problem);
        this.source = source;
        this.offset = offset;
    }

    /** The file, or what else was read. */
    public String source() {
        return source;
    }

    /** The offset of the bad byte from the start of the source. */
    public long offset() {
        return offset;
    }
}
