/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.query;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows in a form that is the same for both engines, in an order of its own: ORDER BY leaves rows that are equal in it in any. */
record Answer(List<String> rows) {
    /** Doubles are sums in another order, so that their last digits differ, and a mean of durations is whole nanoseconds. */
    private static final double SHARE_MIN = 1e-7;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final MathContext DIGITS = new MathContext(12);

    static Answer of(QueryResult result) {
        List<String> rows = new ArrayList<>();
        for (Row row : result.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                values.add(row.get(i));
            }
            rows.add(text(values));
        }
        return new Answer(rows.stream().sorted().toList());
    }

    static Answer of(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                Object value = result.getObject(i);
                if (value instanceof Array array) {
                    values.addAll(List.of((Object[]) array.getArray()));
                } else {
                    boolean id = result.getMetaData().getColumnTypeName(i).equals("UBIGINT");
                    values.add(id && value != null ? HexFormat.of().toHexDigits(((Number) value).longValue()) : value);
                }
            }
            rows.add(text(values));
        }
        return new Answer(rows.stream().sorted().toList());
    }

    /** Whether the rows are those of another, but for what is approximate: up to a share of a number. */
    boolean agrees(Answer other, double share) {
        if (rows.size() != other.rows.size()) {
            return false;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!isNear(rows.get(i), other.rows.get(i), Math.max(SHARE_MIN, share))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(String a, String b, double share) {
        String[] left = a.split("\t", -1);
        String[] right = b.split("\t", -1);
        boolean near = left.length == right.length;
        for (int i = 0; near && i < left.length; i++) {
            near = left[i].equals(right[i]) || areNear(left[i], right[i], share);
        }
        return near;
    }

    private static boolean areNear(String a, String b, double share) {
        if (!NUMBER.matcher(a).matches() || !NUMBER.matcher(b).matches()) {
            return false;
        }
        double x = Double.parseDouble(a);
        double y = Double.parseDouble(b);
        return Math.abs(x - y) <= share * Math.max(Math.abs(x), Math.abs(y));
    }

    private static String text(List<@Nullable Object> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(value == null ? "" : text(value));
        }
        return String.join("\t", texts);
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Duration duration) {
            return number(duration.toNanos());
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof UUID id) {
            return id.toString().replace("-", "");
        }
        if (value instanceof Timestamp time) {
            return time.toLocalDateTime().toInstant(ZoneOffset.UTC).toString();
        }
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC).toString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return value instanceof Instant time ? time.toString() : value.toString();
    }

    private static String number(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = number instanceof Double ? new BigDecimal(value) : new BigDecimal(number.toString());
        return exact.round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
