/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.event.ValueText;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All attributes of a row as one JSON object, keys in order: numbers as numbers (NaN and infinities as texts, which JSON has
 * no numbers for), durations as nanoseconds, timestamps as ISO-8601 with nine digits, bytes as hexadecimal text. Pure ASCII
 * is not enforced, but control characters and lone surrogates are escaped, so that the text survives any encoder.
 */
final class JsonAttributes implements ColumnReaders.Reader {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String HEX = "0123456789abcdef";

    /** An attribute of one type: its column, or what the rest column has of it when that is null. */
    private record Part(
            ColumnKey key, String quoted, @Nullable Chunk chunk) {}

    private final List<Part> parts = new ArrayList<>();
    private final @Nullable RestValues rest;

    JsonAttributes(Run run, ColumnReaders.Chunks group) {
        rest = group.rest();
        for (ColumnKey key : run.columns()) {
            Chunk chunk = key.attribute() && !key.equals(RestColumn.KEY) ? group.get(key) : null;
            if (chunk != null) {
                parts.add(new Part(key, quoted(key.name()), chunk));
            }
        }
        if (rest != null) {
            rest.keys().forEach(key -> parts.add(new Part(key, quoted(key.name()), null)));
        }
        parts.sort(Comparator.comparing(part -> part.key().name()));
    }

    private static String quoted(String name) {
        StringBuilder quoted = new StringBuilder();
        quote(name, quoted);
        return quoted.append(':').toString();
    }

    /** Of the rest column only what the rows have: it may hold ten thousands of keys. */
    private @Nullable Vector values(Part part, int from, int to) {
        Chunk chunk = part.chunk();
        if (chunk != null) {
            return chunk.slice(from, to);
        }
        return rest == null ? null : rest.slice(part.key(), from, to);
    }

    @Override
    public Vector slice(int from, int to) {
        int rows = to - from;
        StringBuilder[] objects = new StringBuilder[rows];
        for (int row = 0; row < rows; row++) {
            objects[row] = new StringBuilder("{");
        }
        for (Part part : parts) {
            Vector vector = values(part, from, to);
            for (int row = 0; vector != null && row < rows; row++) {
                if (!vector.isNull(row)) {
                    StringBuilder object = objects[row];
                    if (object.length() > 1) {
                        object.append(',');
                    }
                    append(object.append(part.quoted()), vector, row);
                }
            }
        }
        String[] texts = new String[rows];
        int[] ids = new int[rows];
        for (int row = 0; row < rows; row++) {
            texts[row] = objects[row].append('}').toString();
            ids[row] = row;
        }
        return new TextVector(ColumnType.JSON, texts, ids, rows, null);
    }

    private static void append(StringBuilder json, Vector vector, int row) {
        switch (vector.type()) {
            case LONG, DURATION -> json.append(((LongVector) vector).values()[row]);
            case DOUBLE -> appendDouble(((DoubleVector) vector).values()[row], json);
            case BOOLEAN -> json.append(((BooleanVector) vector).values()[row]);
            case TIMESTAMP ->
                json.append('"')
                        .append(timestamp(((LongVector) vector).values()[row]))
                        .append('"');
            case BYTES -> {
                if (vector.boxed(row) instanceof byte[] bytes) {
                    json.append('"').append(ValueText.hex(bytes)).append('"');
                }
            }
            case TEXT, JSON, ANY -> quote(String.valueOf(vector.boxed(row)), json);
        }
    }

    private static void appendDouble(double value, StringBuilder json) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            json.append('"').append(value).append('"');
        } else {
            json.append(value);
        }
    }

    private static String timestamp(long nanos) {
        return TIMESTAMP.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)));
    }

    static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        json.append(c).append(text.charAt(++i));
                    } else if (c < ' ' || Character.isSurrogate(c)) {
                        escape(c, json);
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static void escape(char c, StringBuilder json) {
        json.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            json.append(HEX.charAt(c >> shift & 0xF));
        }
    }
}
