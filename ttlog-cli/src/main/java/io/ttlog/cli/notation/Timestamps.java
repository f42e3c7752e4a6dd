/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a timestamp at the start of a text or as the whole of it, in nanoseconds since 1970 UTC:
 *
 * <pre>
 *  ISO-8601, log4j, GC   2016-12-20 00:04:03,231   2016-12-19T16:31:46.725+0100   2020/08/07 10:32:22   2023-01-30
 *  ISO-8601 basic        20230130T115059Z
 *  Apache                17/May/2015:10:05:03 +0000
 *  syslog, ctime         Mar 27 13:06:56   Mon Mar 27 13:06:56.25 2023
 *  mail                  Sun, 06 Nov 1994 08:49:37 GMT
 *  since 1970            1675079459   1675079459.971   1675079459971 (by size: s, ms, us or ns)
 * </pre>
 *
 * A time without a zone is UTC. A syslog time without a year is of the year given, or else of the latest year that does
 * not put it more than a day after {@code now}. Digits beyond nanoseconds are cut off. Belongs to one thread.
 */
public final class Timestamps {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String WEEKDAYS = "MonTueWedThuFriSatSun";
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int OFFSET_HOURS_MAX = 18;
    /** A long holds 292 years of nanoseconds around 1970. */
    private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private final Instant now;
    private final @Nullable Integer yearGiven;

    private String text = "";
    private int at;
    private long nanos;
    private boolean outOfRange;

    /**
     * A recogniser.
     *
     * @param now what counts as the present for times without a year
     * @param yearGiven the year of times without one, or null to find it from {@code now}
     */
    public Timestamps(Instant now, @Nullable Integer yearGiven) {
        this.now = now;
        this.yearGiven = yearGiven;
    }

    /** The timestamp that the last {@link #startsAt} found. */
    public long nanos() {
        return nanos;
    }

    /** Where the timestamp that the last {@link #startsAt} found ends. */
    public int end() {
        return at;
    }

    /** Whether what was last refused is a time before 1677 or after 2262, which nanoseconds in a long cannot hold. */
    public boolean isOutOfRange() {
        return outOfRange;
    }

    /** The whole text as a timestamp, or null; a plain number is in the unit given, or in the one its size suggests. */
    public @Nullable Long parse(String value, @Nullable TimeUnits unit) {
        outOfRange = false;
        String trimmed = value.strip();
        if (Numbers.decimal(trimmed) != null) {
            return number(trimmed, unit);
        }
        return startsAt(trimmed, 0) && at == trimmed.length() ? (Long) nanos : null;
    }

    private static @Nullable Long number(String value, @Nullable TimeUnits unit) {
        Long whole = Numbers.wholeNumber(value);
        if (whole != null) {
            return (unit == null ? TimeUnits.ofMagnitude(whole) : unit).toNanos(whole);
        }
        BigDecimal decimal = Numbers.decimal(value);
        if (decimal == null || decimal.precision() - (long) decimal.scale() > 20) {
            return null;
        }
        return (unit == null ? TimeUnits.ofMagnitude(decimal.longValue()) : unit).toNanos(decimal);
    }

    /** Whether a timestamp starts at the index; then {@link #nanos} and {@link #end} tell of it. */
    public boolean startsAt(String line, int index) {
        text = line;
        at = index;
        outOfRange = false;
        if (index >= line.length()) {
            return false;
        }
        char first = line.charAt(index);
        if (first >= '0' && first <= '9') {
            int digits = 1;
            while (isDigit(index + digits)) {
                digits++;
            }
            char after = charAt(index + digits);
            if (digits == 4 && (after == '-' || after == '/')) {
                return yearFirst();
            }
            if (digits == 8 && (after == 'T' || after == 't')) {
                return basic();
            }
            if (digits <= 2 && (after == '/' || after == ' ')) {
                return dayFirst();
            }
            return sinceEpoch(digits);
        }
        return first >= 'A' && first <= 'Z' && nameFirst();
    }

    private boolean yearFirst() {
        int year = digits(4);
        char separator = charAt(at);
        at++;
        int month = digits(2);
        if (month < 0 || charAt(at) != separator) {
            return false;
        }
        at++;
        int day = digits(2);
        if (day < 0 || isDigit(at)) {
            return false;
        }
        char between = charAt(at);
        if ((between != 'T' && between != 't' && between != ' ') || !isDigit(at + 1)) {
            return finish(year, month, day, 0, 0, true);
        }
        int dateEnd = at;
        at++;
        long time = timeOfDay();
        if (time < 0) {
            at = dateEnd;
            return between == ' ' && finish(year, month, day, 0, 0, true);
        }
        return finish(year, month, day, time, zoneSeconds(), true);
    }

    /** {@code 20230130T115059}, with a fraction and a zone or without. */
    private boolean basic() {
        int year = digits(4);
        int month = digits(2);
        int day = digits(2);
        at++;
        int hour = digits(2);
        int minute = hour < 0 ? -1 : digits(2);
        int second = minute < 0 ? -1 : digits(2);
        if (hour > 23 || minute > 59 || second < 0 || second > 60) {
            return false;
        }
        long time = ((hour * 60L + minute) * 60 + second) * NANOS_PER_SECOND + fraction();
        return finish(year, month, day, time, zoneSeconds(), true);
    }

    private boolean dayFirst() {
        int day = charAt(at + 1) >= '0' && charAt(at + 1) <= '9' ? digits(2) : digits(1);
        char separator = charAt(at++);
        int month = month();
        if (month == 0 || charAt(at++) != separator) {
            return false;
        }
        int year = digits(4);
        if (year < 0 || charAt(at) != (separator == '/' ? ':' : ' ')) {
            return false;
        }
        at++;
        long time = timeOfDay();
        return time >= 0 && finish(year, month, day, time, zoneSeconds(), true);
    }

    private boolean nameFirst() {
        if (nameIndex(WEEKDAYS) >= 0) {
            at += 3;
            if (charAt(at) == ',') {
                at++;
            }
            if (charAt(at) != ' ') {
                return false;
            }
            at++;
            if (isDigit(at)) {
                return dayFirst();
            }
        }
        int month = month();
        if (month == 0 || charAt(at) != ' ') {
            return false;
        }
        at++;
        if (charAt(at) == ' ') {
            at++;
        }
        int day = isDigit(at + 1) ? digits(2) : digits(1);
        if (day < 0 || charAt(at) != ' ') {
            return false;
        }
        at++;
        int year = isDigit(at) && isDigit(at + 3) ? digits(4) : -1;
        if (year >= 0 && charAt(at++) != ' ') {
            return false;
        }
        long time = timeOfDay();
        if (time < 0) {
            return false;
        }
        int timeEnd = at;
        if (year < 0 && charAt(at) == ' ') {
            at++;
            year = digits(4);
            if (year < 0 || isDigit(at) || Character.isLetter(charAt(at))) {
                year = -1;
                at = timeEnd;
            }
        }
        return year >= 0 ? finish(year, month, day, time, zoneSeconds(), true) : withoutYear(month, day, time);
    }

    private boolean withoutYear(int month, int day, long time) {
        if (yearGiven != null) {
            return finish(yearGiven, month, day, time, 0, true);
        }
        int year = now.atZone(ZoneOffset.UTC).getYear();
        int end = at;
        long latest = now.getEpochSecond() + SECONDS_PER_DAY;
        // Eight years hold a 29 February whatever the century.
        for (int back = 0; back <= 8; back++) {
            at = end;
            if (finish(year - back, month, day, time, 0, false) && Math.floorDiv(nanos, NANOS_PER_SECOND) <= latest) {
                return true;
            }
        }
        return false;
    }

    /** Digits alone, of a length that a date of 1973 to 5138 has, so that no counter is taken for a time. */
    private boolean sinceEpoch(int digits) {
        if (digits != 10 && digits != 13 && digits != 16 && digits != 19) {
            return false;
        }
        int end = at + digits;
        if (charAt(end) == '.' && isDigit(end + 1)) {
            end++;
            while (isDigit(end)) {
                end++;
            }
        }
        if (Character.isLetterOrDigit(charAt(end)) || charAt(end) == '.' || charAt(end) == '-') {
            return false;
        }
        Long value = number(text.substring(at, end), null);
        if (value == null) {
            return false;
        }
        nanos = value;
        at = end;
        return true;
    }

    private boolean finish(int year, int month, int day, long timeNanos, int zoneSeconds, boolean boundary) {
        if (month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()
                || (boundary && isDigit(at))) {
            return false;
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY - zoneSeconds;
        if (Math.abs(seconds) > SECONDS_MAX) {
            outOfRange = true;
            return false;
        }
        long start = seconds * NANOS_PER_SECOND;
        nanos = start + timeNanos;
        outOfRange = nanos < start;
        return !outOfRange;
    }

    /** {@code HH:mm[:ss[.fraction]]} in nanoseconds, or -1. */
    private long timeOfDay() {
        int hour = digits(2);
        if (hour < 0 || hour > 23 || charAt(at) != ':') {
            return -1;
        }
        at++;
        int minute = digits(2);
        if (minute < 0 || minute > 59) {
            return -1;
        }
        int second = 0;
        long fraction = 0;
        if (charAt(at) == ':') {
            at++;
            second = digits(2);
            if (second < 0 || second > 60) { // 60: a leap second runs into the next minute
                return -1;
            }
            fraction = fraction();
        }
        return ((hour * 60L + minute) * 60 + second) * NANOS_PER_SECOND + fraction;
    }

    private long fraction() {
        char point = charAt(at);
        if ((point != '.' && point != ',') || !isDigit(at + 1)) {
            return 0;
        }
        at++;
        long value = 0;
        int count = 0;
        for (; isDigit(at); at++, count++) {
            if (count < 9) {
                value = value * 10 + (charAt(at) - '0');
            }
        }
        for (; count < 9; count++) {
            value *= 10;
        }
        return value;
    }

    /** The zone after a time, and moves past it; stays and is 0 where none follows. */
    private int zoneSeconds() {
        int start = at;
        if (charAt(at) == ' ') {
            at++;
        }
        if (text.startsWith("UTC", at) || text.startsWith("GMT", at)) {
            at += 3;
            if (!Character.isLetterOrDigit(charAt(at))) {
                return 0;
            }
        } else if (charAt(at) == 'Z' || charAt(at) == 'z') {
            at++;
            if (!Character.isLetterOrDigit(charAt(at))) {
                return 0;
            }
        } else if (charAt(at) == '+' || charAt(at) == '-') {
            boolean spaced = at > start;
            int sign = charAt(at++) == '-' ? -1 : 1;
            int hours = digits(2);
            boolean colon = charAt(at) == ':' && isDigit(at + 1);
            if (colon) {
                at++;
            }
            int minutes = isDigit(at) ? digits(2) : colon || spaced ? -1 : 0;
            if (hours >= 0 && hours <= OFFSET_HOURS_MAX && minutes >= 0 && minutes < 60 && !isDigit(at)) {
                if (text.startsWith(" UTC", at) && !Character.isLetterOrDigit(charAt(at + 4))) {
                    at += 4; // says what the offset is from
                }
                return sign * (hours * 60 + minutes) * 60;
            }
        }
        at = start;
        return 0;
    }

    /** The month named here, from 1, and moves past it; 0 when there is none. */
    private int month() {
        int month = nameIndex(MONTHS) + 1;
        at += month == 0 ? 0 : 3;
        return month;
    }

    private int nameIndex(String names) {
        if (at + 3 <= text.length()) {
            for (int i = 0; i < names.length(); i += 3) {
                if (text.regionMatches(at, names, i, 3)) {
                    return i / 3;
                }
            }
        }
        return -1;
    }

    /** Exactly so many digits as a number, and moves past them; -1 when they are not there. */
    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (!isDigit(at + i)) {
                return -1;
            }
            value = value * 10 + (text.charAt(at + i) - '0');
        }
        at += count;
        return value;
    }

    private boolean isDigit(int index) {
        char c = charAt(index);
        return c >= '0' && c <= '9';
    }

    /** The character, or 0 outside the text. */
    private char charAt(int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }
}
