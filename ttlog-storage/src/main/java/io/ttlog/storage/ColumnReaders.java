/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ChunkCache;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.AnyVector;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the columns that a scan asks for out of the columns that are stored: most are the same, {@code message} is rendered
 * where only a template is stored, an attribute may have several stored types, and {@code attrs} is made of all attributes.
 * Belongs to one cursor.
 */
final class ColumnReaders {
    /** The name of the column of all attributes as one JSON object. */
    static final String ALL_ATTRIBUTES = "attrs";

    private static final List<ColumnType> STORED_TYPES = List.of(
            ColumnType.LONG,
            ColumnType.DOUBLE,
            ColumnType.BOOLEAN,
            ColumnType.TEXT,
            ColumnType.BYTES,
            ColumnType.TIMESTAMP,
            ColumnType.DURATION);

    private final TableSchema schema;
    private final MessageTexts messages = new MessageTexts();
    private int chunksRead;

    ColumnReaders(TableSchema schema) {
        this.schema = schema;
    }

    /** Chunks that were decoded so far. */
    int chunksRead() {
        return chunksRead;
    }

    /** One column of one row group. */
    interface Reader {
        /** The rows from (inclusive) to (exclusive). */
        Vector slice(int from, int to);
    }

    /** Reads the chunks of a column when its first rows are asked for. */
    private static final class Lazily implements Reader {
        private final Supplier<Reader> opening;
        private @Nullable Reader opened;

        Lazily(Supplier<Reader> opening) {
            this.opening = opening;
        }

        @Override
        public Vector slice(int from, int to) {
            Reader reader = opened;
            if (reader == null) {
                reader = opening.get();
                opened = reader;
            }
            return reader.slice(from, to);
        }
    }

    /** The columns of a row group, in the order asked for; a chunk is read at its first use, and once. */
    List<Reader> of(List<ColumnRef> columns, Run run, RowGroup group) {
        Chunks chunks = new Chunks(group);
        List<Reader> readers = new ArrayList<>(columns.size());
        for (ColumnRef column : columns) {
            readers.add(new Lazily(
                    () -> column.attribute() ? attribute(column.name(), chunks) : fixed(column.name(), run, chunks)));
        }
        return readers;
    }

    private Reader fixed(String name, Run run, Chunks chunks) {
        if (name.equals(ALL_ATTRIBUTES)) {
            return new JsonAttributes(run, chunks);
        }
        ColumnType type = schema.fixed().get(name);
        if (type == null) {
            throw new TTLogException(
                    ErrorCode.INTERNAL,
                    "no column '" + name + "' in " + schema.signal().table() + "; its columns are "
                            + schema.fixed().keySet());
        }
        if (schema.signal() == io.ttlog.Signal.LOG && name.equals("message")) {
            return messages.reader(chunks);
        }
        return single(chunks.get(new ColumnKey(name, false, type)), type);
    }

    private Reader attribute(String key, Chunks chunks) {
        ColumnType type = schema.attributes().get(key);
        if (type == null) {
            return single(null, ColumnType.TEXT);
        }
        if (type != ColumnType.ANY) {
            return single(chunks.attribute(new ColumnKey(key, true, type)), type);
        }
        List<Chunk> typed = chunks.ofAttribute(key);
        return (from, to) -> any(typed, from, to);
    }

    private static Reader single(@Nullable Chunk chunk, ColumnType type) {
        return chunk == null ? (from, to) -> allNull(type, to - from) : chunk::slice;
    }

    private static AnyVector any(List<Chunk> typed, int from, int to) {
        int rows = to - from;
        @Nullable Object[] values = new Object[rows];
        ColumnType[] types = new ColumnType[rows];
        boolean[] nulls = new boolean[rows];
        Arrays.fill(nulls, true);
        for (Chunk chunk : typed) {
            Vector vector = chunk.slice(from, to);
            for (int row = 0; row < rows; row++) {
                if (!vector.isNull(row)) {
                    values[row] = vector.boxed(row);
                    types[row] = vector.type();
                    nulls[row] = false;
                }
            }
        }
        return new AnyVector(values, types, rows, nulls);
    }

    private static Vector allNull(ColumnType type, int rows) {
        boolean[] nulls = new boolean[rows];
        Arrays.fill(nulls, true);
        return switch (type) {
            case LONG, TIMESTAMP, DURATION -> new LongVector(type, new long[rows], rows, nulls);
            case DOUBLE -> new DoubleVector(new double[rows], rows, nulls);
            case BOOLEAN -> new BooleanVector(new boolean[rows], rows, nulls);
            case TEXT, JSON -> new TextVector(type, new String[] {""}, new int[rows], rows, nulls);
            case BYTES -> new BytesVector(new byte[0], new int[rows + 1], rows, nulls);
            case ANY -> new AnyVector(new Object[rows], null, rows, nulls);
        };
    }

    /** The chunks of a row group, each read at its first use. */
    final class Chunks {
        private final RowGroup group;
        private final Map<ColumnKey, @Nullable Chunk> known = new HashMap<>();
        private @Nullable RestValues rest;

        Chunks(RowGroup group) {
            this.group = group;
        }

        @Nullable
        Chunk get(ColumnKey key) {
            if (known.containsKey(key)) {
                return known.get(key);
            }
            Chunk chunk = ChunkCache.PROCESS.get(group, key, () -> decoded(key));
            known.put(key, chunk);
            return chunk;
        }

        private @Nullable Chunk decoded(ColumnKey key) {
            Chunk chunk = group.read(key, this::get);
            chunksRead += chunk == null ? 0 : 1;
            return chunk;
        }

        /** An attribute of one type, from its column and from the rest column. */
        @Nullable
        Chunk attribute(ColumnKey key) {
            RestValues others = rest();
            return others == null ? get(key) : RestValues.union(get(key), others.chunk(key));
        }

        /** What is in the rest column; null when that is nothing. */
        @Nullable
        RestValues rest() {
            RestValues values = rest;
            if (values == null) {
                Chunk chunk = get(RestColumn.KEY);
                values = chunk == null ? null : new RestValues(chunk);
                rest = values;
            }
            return values;
        }

        /** The columns of an attribute that have a value in this row group, one a type. */
        List<Chunk> ofAttribute(String key) {
            List<Chunk> typed = new ArrayList<>();
            for (ColumnType type : STORED_TYPES) {
                Chunk chunk = attribute(new ColumnKey(key, true, type));
                if (chunk != null) {
                    typed.add(chunk);
                }
            }
            return typed;
        }
    }
}
