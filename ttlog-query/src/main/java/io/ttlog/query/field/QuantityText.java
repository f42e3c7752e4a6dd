/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.field;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities for people to read. Stateless. */
public final class QuantityText {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final long MINUTE = 60_000_000_000L;

    private QuantityText() {}

    /** {@code 1536} is {@code 1.5 KiB}: at most one digit behind the point. */
    public static String bytes(long bytes) {
        BigDecimal size = BigDecimal.valueOf(bytes);
        int unit = 0;
        // as what it reads when rounded: 1023.96 KiB is 1 MiB
        while (unit < SIZES.length - 1 && rounded(size, 1).abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
            size = size.divide(BigDecimal.valueOf(1024));
            unit++;
        }
        return plain(rounded(size, 1)) + " " + SIZES[unit];
    }

    /** {@code 1h30m}, {@code 1.5s}, {@code 250ms}: three digits behind the point at most; as a literal of SQL would read. */
    public static String duration(long nanos) {
        BigDecimal length = BigDecimal.valueOf(nanos);
        String sign = nanos < 0 ? "-" : "";
        BigDecimal rest = length.abs();
        if (rest.compareTo(BigDecimal.valueOf(MINUTE)) < 0) {
            String[] units = {"ns", "us", "ms", "s"};
            int unit = 0;
            while (unit < units.length - 1 && rounded(rest, 3).compareTo(BigDecimal.valueOf(1000)) >= 0) {
                rest = rest.movePointLeft(3);
                unit++;
            }
            return sign + plain(rounded(rest, 3)) + units[unit];
        }
        BigDecimal seconds = rounded(rest.movePointLeft(9), 3);
        long whole = seconds.longValue();
        StringBuilder text = new StringBuilder(sign);
        append(text, whole / 86_400, "d");
        append(text, whole % 86_400 / 3_600, "h");
        append(text, whole % 3_600 / 60, "m");
        BigDecimal left = seconds.remainder(BigDecimal.valueOf(60));
        return left.signum() == 0 ? text.toString() : text + plain(left) + "s";
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static BigDecimal rounded(BigDecimal value, int digits) {
        return value.setScale(digits, RoundingMode.HALF_UP);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
