/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an event file, such as {@code events-20261121T175959.123Z-000001.ttlog}: names that are sorted as text are
 * sorted by time.
 *
 * @param millis since 1970 UTC, of the years 0 to 9999
 * @param number tells files of the same millisecond apart, 1 to {@link #NUMBER_MAX}
 */
record EventFileName(long millis, int number) {
    static final int NUMBER_MAX = 999_999;

    private static final Pattern NAME = Pattern.compile("events-(\\d{8}T\\d{6}\\.\\d{3}Z)-(\\d{6})\\.ttlog");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final long MILLIS_MIN = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long MILLIS_MAX =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    /** Null when a file of the name is none of ours. */
    static @Nullable EventFileName parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        int number = Integer.parseInt(matcher.group(2));
        try {
            return number == 0
                    ? null
                    : new EventFileName(
                            TIME.parse(matcher.group(1), Instant::from).toEpochMilli(), number);
        } catch (DateTimeException noTime) {
            return null;
        }
    }

    /** The name of a file made now, which sorts behind the latest one even if the clock has gone back since that was made. */
    static EventFileName after(@Nullable EventFileName latest, long nowMillis) {
        long millis = Math.max(MILLIS_MIN, Math.min(nowMillis, MILLIS_MAX));
        return latest == null || latest.millis < millis ? new EventFileName(millis, 1) : latest.next();
    }

    /** The name that sorts next. */
    EventFileName next() {
        return number < NUMBER_MAX ? new EventFileName(millis, number + 1) : new EventFileName(millis + 1, 1);
    }

    @Override
    public String toString() {
        return "events-" + TIME.format(Instant.ofEpochMilli(millis)) + String.format(Locale.ROOT, "-%06d", number)
                + ".ttlog";
    }
}
