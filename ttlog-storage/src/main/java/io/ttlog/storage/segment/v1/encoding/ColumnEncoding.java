/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * One way to lay out the values of a chunk (without its nulls) as bytes. Stateless and safe for all threads. Decoding checks
 * every length and index against the bytes there are and the values there must be, and throws {@link
 * io.ttlog.core.CorruptDataException} otherwise; it allocates no more than the values take.
 */
public interface ColumnEncoding {
    /** The number in footers. It never changes. */
    int id();

    /** Whether it is for columns of that type. */
    boolean fits(ColumnType type);

    /** Whether it takes so long that only merges should try it, never the seal beside the application. */
    default boolean costly() {
        return false;
    }

    /** Whether it learns from many values what no sample shows: then it is tried with all of them. */
    default boolean learns() {
        return false;
    }

    /** Whether to read a value takes several times as long as with others. */
    default boolean slowToRead() {
        return false;
    }

    /** Whether it may do well with these values, by what can be seen without looking at each: the rest is not tried beside the application. */
    default boolean pays(Values values) {
        return true;
    }

    /**
     * Appends the values.
     *
     * @return false when it has no way to express these values or surely wastes space; the target then holds rubbish
     */
    boolean encode(Values values, ByteWriter target);

    /** Reads exactly that many values, at most {@link Chunk#ROWS_MAX}, and all bytes of the source. */
    Values decode(ByteReader source, int count);

    /** As {@link #encode(Values, ByteWriter)}, with what lies beside the values. */
    default boolean encode(Values values, Neighbours neighbours, ByteWriter target) {
        return encode(values, target);
    }

    /** As {@link #decode(ByteReader, int)}, with what lay beside the values when they were encoded. */
    default Values decode(ByteReader source, int count, Neighbours neighbours) {
        return decode(source, count);
    }

    /** The column of the same row group that it looks at, which has to be written first; null for none. */
    default @Nullable ColumnKey refersTo() {
        return null;
    }
}
