/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks for tests, made of plain values. */
public final class TestChunks {
    private TestChunks() {}

    public static Chunk numbers(ColumnType type, @Nullable Long... values) {
        boolean[] nulls = new boolean[values.length];
        long[] bits = new long[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            Long value = values[i];
            nulls[i] = value == null;
            if (value != null) {
                bits[count++] = value;
            }
        }
        return new Chunk(type, values.length, count == values.length ? null : nulls, new NumberValues(bits, count));
    }

    public static Chunk numbers(ColumnType type, long[] values) {
        return new Chunk(type, values.length, null, new NumberValues(values, values.length));
    }

    /** Ids of eight bytes; zero is null. Each value has an entry of its own, as those behind the bound of a memtable's pool. */
    public static Chunk ids(long... ids) {
        boolean[] nulls = new boolean[ids.length];
        byte[] bytes = new byte[ids.length * Long.BYTES];
        int[] offsets = new int[ids.length + 1];
        int[] entries = new int[ids.length];
        int count = 0;
        for (int i = 0; i < ids.length; i++) {
            nulls[i] = ids[i] == 0;
            if (ids[i] != 0) {
                EventFormat.putLong(bytes, count * Long.BYTES, Long.reverseBytes(ids[i]));
                entries[count] = count++;
                offsets[count] = count * Long.BYTES;
            }
        }
        return new Chunk(
                ColumnType.BYTES,
                ids.length,
                count == ids.length ? null : nulls,
                new BinaryValues(bytes, offsets, count, entries, count));
    }

    /** Values of any length, each with an entry of its own. */
    public static Chunk bytes(byte[]... values) {
        int[] offsets = new int[values.length + 1];
        int[] entries = new int[values.length];
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < values.length; i++) {
            all.writeBytes(values[i]);
            offsets[i + 1] = all.size();
            entries[i] = i;
        }
        return new Chunk(
                ColumnType.BYTES,
                values.length,
                null,
                new BinaryValues(all.toByteArray(), offsets, values.length, entries, values.length));
    }

    public static Chunk texts(@Nullable String... texts) {
        boolean[] nulls = new boolean[texts.length];
        StringBuilder all = new StringBuilder();
        int[] offsets = new int[texts.length + 1];
        int[] entries = new int[texts.length];
        int count = 0;
        for (int i = 0; i < texts.length; i++) {
            String text = texts[i];
            nulls[i] = text == null;
            if (text != null) {
                all.append(text);
                entries[count] = count++;
                offsets[count] = all.length();
            }
        }
        byte[] bytes = all.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new Chunk(
                ColumnType.TEXT,
                texts.length,
                count == texts.length ? null : nulls,
                new BinaryValues(bytes, offsets, count, entries, count));
    }

    /** The values as objects; bytes as lists. */
    public static List<@Nullable Object> list(@Nullable Chunk chunk) {
        List<@Nullable Object> list = new ArrayList<>();
        if (chunk == null) {
            return list;
        }
        Vector vector = chunk.slice(0, chunk.rowCount());
        for (int row = 0; row < chunk.rowCount(); row++) {
            Object value = vector.boxed(row);
            list.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
        }
        return list;
    }
}
