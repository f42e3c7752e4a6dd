/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.core.event.ValueText;
import io.ttlog.query.sql.Quantity;
import io.ttlog.query.sql.TimestampText;
import io.ttlog.storage.column.AnyVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * CAST. A value that cannot be converted is NULL: one odd row of a schemaless attribute must not fail a query over millions.
 */
public final class Conversion extends Expression {
    private final Expression operand;

    /** When set, a value of ANY is taken only when it is of the type already (an integer also as DOUBLE). */
    private final boolean onlySame;

    private Conversion(Expression operand, ColumnType type, boolean onlySame) {
        super(type);
        this.operand = operand;
        this.onlySame = onlySame;
    }

    /** Converts whatever can be converted. */
    public static Expression cast(Expression operand, ColumnType type) {
        return operand.type() == type ? operand : new Conversion(operand, type, false);
    }

    /** Takes those values of a mixed operand that have the type; numbers of both kinds are DOUBLE. */
    public static Expression pick(Expression operand, ColumnType type) {
        return operand.type() == type ? operand : new Conversion(operand, type, true);
    }

    @Override
    public List<Expression> inputs() {
        return List.of(operand);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Conversion(inputs.get(0), type(), onlySame);
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector vector = operand.evaluate(rows);
        int count = rows.count();
        if (vector instanceof LongVector longs && isLongs(type())) {
            return new LongVector(type(), longs.values(), count, vector.nulls());
        }
        if (vector instanceof LongVector longs && type() == ColumnType.DOUBLE) {
            double[] doubles = new double[count];
            long[] values = longs.values();
            for (int i = 0; i < count; i++) {
                doubles[i] = values[i];
            }
            return new DoubleVector(doubles, count, vector.nulls());
        }
        ColumnBuilder builder = new ColumnBuilder(type(), count);
        for (int i = 0; i < count; i++) {
            Object value = vector.boxed(i);
            if (value == null) {
                builder.appendNull();
            } else if (type() == ColumnType.ANY) {
                builder.append(vector, i);
            } else {
                ColumnType from = Vectors.typeAt(vector, i);
                boolean pickable = !onlySame
                        || !(vector instanceof AnyVector)
                        || from == type()
                        || type() == ColumnType.DOUBLE && from == ColumnType.LONG
                        || type() == ColumnType.TEXT && from == ColumnType.JSON;
                builder.appendBoxed(pickable ? convert(value, from, type()) : null);
            }
        }
        return builder.build();
    }

    private static boolean isLongs(ColumnType type) {
        return type == ColumnType.LONG || type == ColumnType.TIMESTAMP || type == ColumnType.DURATION;
    }

    /** The value as one of the type, or null when it cannot be. */
    public static @Nullable Object convert(Object value, ColumnType from, ColumnType to) {
        if (from == to) {
            return value;
        }
        return switch (to) {
            case LONG -> toLong(value, from);
            case DOUBLE -> toDouble(value);
            case BOOLEAN -> toBoolean(value);
            case TEXT, JSON -> text(value, from);
            case BYTES -> value instanceof String text ? bytes(text) : null;
            case TIMESTAMP -> value instanceof String text ? TimestampText.nanos(text) : toLong(value, from);
            case DURATION -> value instanceof String text ? Quantity.durationNanos(text) : toLong(value, from);
            case ANY -> throw new IllegalArgumentException("nothing is converted to ANY");
        };
    }

    private static @Nullable Object toLong(Object value, ColumnType from) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Double number) {
            // 2^63 is the first double that does not fit; NaN fails both comparisons.
            boolean fits = number >= -0x1p63 && number < 0x1p63;
            return fits ? number.longValue() : null;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof String text && from != ColumnType.JSON) {
            try {
                return Long.valueOf(text.strip());
            } catch (NumberFormatException e) {
                return null; // documented: not a number, hence NULL
            }
        }
        return null;
    }

    private static @Nullable Object toDouble(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1.0 : 0.0;
        }
        if (value instanceof String text) {
            String trimmed = text.strip();
            // Double.valueOf also takes "1d" and hexadecimal: a letter other than of an exponent, NaN, Infinity is
            // refused
            boolean suffixed = !trimmed.isEmpty() && "dDfF".indexOf(trimmed.charAt(trimmed.length() - 1)) >= 0;
            if (suffixed || trimmed.indexOf('x') >= 0 || trimmed.indexOf('X') >= 0) {
                return null;
            }
            try {
                return Double.valueOf(trimmed);
            } catch (NumberFormatException e) {
                return null; // documented: not a number, hence NULL
            }
        }
        return null;
    }

    private static @Nullable Object toBoolean(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> null;
            };
        }
        return null;
    }

    /** Hexadecimal digits of either case as bytes; null when they are none. */
    public static byte @Nullable [] bytes(String hex) {
        String digits = hex.strip();
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            return null; // documented: not hexadecimal, hence NULL
        }
    }

    /** Any value as text. */
    public static String text(Object value, ColumnType type) {
        return switch (type) {
            case TIMESTAMP -> ValueText.timestamp((Long) value);
            case DURATION -> ValueText.duration((Long) value);
            case BYTES -> ValueText.hex((byte[]) value);
            default -> value.toString();
        };
    }
}
