/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Values as text: timestamps in ISO-8601 UTC with nine digits, durations in nanoseconds, bytes in hexadecimal. */
final class Cells {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Cells() {}

    static String text(Object value) {
        if (value instanceof Instant instant) {
            return TIMESTAMP.format(instant);
        }
        if (value instanceof Duration duration) {
            return Long.toString(nanos(duration));
        }
        return value instanceof byte[] bytes ? HEX.formatHex(bytes) : value.toString();
    }

    static long nanos(Duration duration) {
        return duration.getSeconds() * NANOS_PER_SECOND
                + duration.getNano(); // exact: durations come from a long of them
    }
}
