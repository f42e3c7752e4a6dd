/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.core.event.ValueText;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Values as text, as {@code query} prints them: timestamps in ISO-8601 UTC with nine digits, durations in nanoseconds, bytes in
 * hexadecimal. Remembers the last second, since formatting a date costs more than all else. One thread.
 */
final class CellText {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /** Appends a value that is not null, without quotes. */
    void appendPlain(Vector vector, int row, StringBuilder out) {
        switch (Vectors.typeAt(vector, row)) {
            case LONG, DURATION -> {
                if (vector instanceof LongVector longs) {
                    out.append(longs.values()[row]);
                } else {
                    out.append(vector.boxed(row));
                }
            }
            case DOUBLE ->
                out.append(vector instanceof DoubleVector doubles ? doubles.values()[row] : vector.boxed(row));
            case BOOLEAN ->
                out.append(vector instanceof BooleanVector booleans ? booleans.values()[row] : vector.boxed(row));
            case TIMESTAMP ->
                appendTimestamp(vector instanceof LongVector longs ? longs.values()[row] : boxedLong(vector, row), out);
            case BYTES -> {
                if (vector.boxed(row) instanceof byte[] bytes) {
                    out.append(ValueText.hex(bytes));
                }
            }
            case TEXT, JSON, ANY ->
                out.append(vector instanceof TextVector texts ? texts.text(row) : vector.boxed(row));
        }
    }

    /** Appends a value that is not null as JSON: NaN and infinities as texts, for which JSON has no numbers. */
    void appendJson(Vector vector, int row, StringBuilder out) {
        ColumnType type = Vectors.typeAt(vector, row);
        boolean bare = type == ColumnType.LONG
                || type == ColumnType.DURATION
                || type == ColumnType.BOOLEAN
                || type == ColumnType.JSON
                || type == ColumnType.DOUBLE && vector.boxed(row) instanceof Double number && Double.isFinite(number);
        if (bare) {
            appendPlain(vector, row, out);
        } else if (type == ColumnType.TEXT) {
            out.append(JsonPrinter.quoted(String.valueOf(vector.boxed(row))));
        } else {
            appendPlain(vector, row, out.append('"'));
            out.append('"');
        }
    }

    private static long boxedLong(Vector vector, int row) {
        if (vector.boxed(row) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("a timestamp is a Long, not " + vector.boxed(row));
    }

    private void appendTimestamp(long nanos, StringBuilder out) {
        long ofNanos = Math.floorDiv(nanos, NANOS_PER_SECOND);
        if (ofNanos != second) {
            second = ofNanos;
            secondText = SECOND.format(Instant.ofEpochSecond(ofNanos));
        }
        // One more than nine digits keeps the zeros in front.
        out.append(secondText)
                .append(NANOS_PER_SECOND + Math.floorMod(nanos, NANOS_PER_SECOND))
                .deleteCharAt(out.length() - 10)
                .append('Z');
    }
}
