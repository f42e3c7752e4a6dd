/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

/** A column of a row group would have more than {@link Chunk#NATURAL_BYTES_MAX}: the row group needs fewer rows. */
public final class ChunkTooWideException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** For a column of at least that many bytes. */
    public ChunkTooWideException(long bytes) {
        super("a column of a row group would have " + bytes + " bytes, at most " + Chunk.NATURAL_BYTES_MAX
                + "; cut the row group");
    }
}
