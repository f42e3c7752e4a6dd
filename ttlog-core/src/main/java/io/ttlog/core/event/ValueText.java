/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** How a value reads inside a message: the same on the console and in the {@code message} column. Stateless. */
public final class ValueText {
    private static final HexFormat HEX = HexFormat.of();
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private ValueText() {}

    /** The current field of the reader, appended as text. */
    public static void append(StringBuilder text, EventReader field) {
        switch (field.fieldType()) {
            case NULL -> text.append("null");
            case LONG -> text.append(field.fieldLong());
            case DOUBLE -> text.append(field.fieldDouble());
            case BOOLEAN -> text.append(field.fieldBoolean());
            case TEXT -> text.append(field.fieldText());
            case BYTES -> text.append(hex(field.fieldBytes()));
            case TIMESTAMP -> text.append(timestamp(field.fieldLong()));
            case DURATION -> text.append(duration(field.fieldLong()));
        }
    }

    /** Nanoseconds since 1970 as ISO-8601 in UTC, as {@link Instant#toString}. */
    public static String timestamp(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
                .toString();
    }

    /** Nanoseconds as ISO-8601, as {@link Duration#toString}. */
    public static String duration(long nanos) {
        return Duration.ofNanos(nanos).toString();
    }

    /** An id, or half of one, as 16 lower-case hexadecimal digits. */
    public static String hex(long id) {
        return HEX.toHexDigits(id);
    }

    /** Bytes as lower-case hexadecimal. */
    public static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
