/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import io.ttlog.Level;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.CharBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values as an application may hand over, and what must come back for each. One seed, one sequence. */
final class RandomValues {
    /** Documented at the recorder: a longer text is cut, with a mark. */
    private static final int TEXT_CHARS_MAX = 16_384;

    private static final int ERROR_CHARS_MAX = 32_768;

    private static final String[] TEXTS = {
        "",
        " ",
        "plain",
        "NULL",
        "null",
        "' OR 1=1 --",
        "\"quoted\"; DROP TABLE logs",
        "nul \u0000 in the middle",
        "\u0000",
        "lone high \ud83c end",
        "\udf89 lone low first",
        "\udf89\ud83c the wrong way round",
        "ümläut 漢字 🎉 \u202e right to left",
        "line\nfeed\r\n\ttab \u001b[31mred",
        "{a} {} {seq} {",
        "\\ \\u0041 %s %n $1",
        "\ufeff\ufffe\uffff",
        "x".repeat(16_384),
        "y".repeat(16_385),
        "z".repeat(16_383) + "🎉 cut within the pair",
        "漢".repeat(100_000),
        "a".repeat(100_000)
    };

    private static final long[] LONGS = {
        0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, -(1L << 53) - 1, 1L << 32, Integer.MIN_VALUE
    };

    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        0.1,
        9007199254740992.0
    };

    private static final Instant[] INSTANTS = {
        Instant.EPOCH,
        Instant.parse("1969-12-31T23:59:59.999999999Z"),
        Instant.parse("1677-09-22T00:00:00.000000001Z"),
        Instant.parse("2262-04-11T00:00:00.5Z"),
        Instant.MAX,
        Instant.MIN
    };

    private static final Duration[] DURATIONS = {
        Duration.ZERO,
        Duration.ofNanos(1),
        Duration.ofNanos(-1),
        Duration.ofDays(-106_000),
        Duration.ofDays(106_000),
        Duration.ofSeconds(Long.MAX_VALUE)
    };

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    String text() {
        return oneIn(3) ? "text " + random.nextInt(1000) : TEXTS[random.nextInt(TEXTS.length)];
    }

    long whole() {
        return oneIn(3) ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
    }

    double real() {
        return oneIn(3) ? random.nextGaussian() * 1e9 : DOUBLES[random.nextInt(DOUBLES.length)];
    }

    char character() {
        return (char) random.nextInt(0x10000);
    }

    /** Any value that an application may hand over. */
    @Nullable
    Object any() {
        return switch (random.nextInt(16)) {
            case 0 -> null;
            case 1 -> whole();
            case 2 -> real();
            case 3 -> random.nextBoolean();
            case 4 -> character();
            case 5 -> INSTANTS[random.nextInt(INSTANTS.length)];
            case 6 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 7 -> DURATIONS[random.nextInt(DURATIONS.length)];
            case 8 -> DayOfWeek.of(1 + random.nextInt(7));
            case 9 -> bytes();
            case 10 -> random.nextInt();
            case 11 -> (float) real();
            case 12 -> CharBuffer.wrap(text());
            case 13 -> new Throwing();
            default -> text();
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[oneIn(10) ? 50_000 : random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    Throwable throwable() {
        Throwable error = new IllegalStateException(oneIn(2) ? TEXTS[random.nextInt(17)] : "seen");
        for (int causes = random.nextInt(4); causes > 0; causes--) {
            error = new IOException(oneIn(4) ? null : "cause " + causes, error);
        }
        return error;
    }

    Level level() {
        return Level.values()[random.nextInt(Level.values().length)];
    }

    /** The value of a row for a value that was handed over; bytes as hexadecimal text, to be comparable. */
    static @Nullable Object expected(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Instant instant) {
            return Math.abs(instant.getEpochSecond()) < Long.MAX_VALUE / 1_000_000_000L ? instant : instant.toString();
        }
        if (value instanceof Duration duration) {
            return Math.abs(duration.toSeconds()) < Long.MAX_VALUE / 1_000_000_000L ? duration : duration.toString();
        }
        if (value instanceof Throwing) {
            return "!" + UnsupportedOperationException.class.getName();
        }
        if (value == null || value instanceof Boolean) {
            return value;
        }
        return value instanceof Enum<?> constant ? constant.name() : cut(value.toString(), TEXT_CHARS_MAX);
    }

    /** How the value reads inside a message. */
    static String shown(@Nullable Object value) {
        Object expected = expected(value);
        return expected instanceof String text && value instanceof byte[]
                ? text.substring("bytes ".length())
                : String.valueOf(expected);
    }

    /** What the column {@code error} has. */
    static String expectedError(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return cut(text.toString().replace(System.lineSeparator(), "\n"), ERROR_CHARS_MAX);
    }

    private static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…(+" + (text.length() - end) + " chars)";
    }

    /** An application's object that cannot even be printed. */
    private static final class Throwing {
        @Override
        public String toString() {
            throw new UnsupportedOperationException("not printable");
        }
    }
}
