/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT put together by method calls: {@code TTLog.query().traces().whereService("api").lastHour().execute()}. It makes
 * SQL text, correctly quoted, so that it takes the same road and gives the same rows as {@link TTLog#query(String)}.
 * Conditions are joined by AND. A null is refused by a {@link TTLogException} unless said otherwise. Allocates; not safe for several threads.
 */
public final class Query {
    private String table = Signal.LOG.table();
    private final List<String> columns = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private long limit = -1;

    Query() {}

    /** Asks the table {@code logs}; this is so unless said otherwise. */
    public Query logs() {
        return from(Signal.LOG.table());
    }

    /** Asks the table {@code spans}. */
    public Query spans() {
        return from(Signal.SPAN.table());
    }

    /** Asks the table {@code traces}, another name of {@code spans}. */
    public Query traces() {
        return from("traces");
    }

    /** Asks the table {@code metrics}. */
    public Query metrics() {
        return from(Signal.METRIC.table());
    }

    /** Asks the table {@code ttlog_gaps}: what was lost, when and why. */
    public Query gaps() {
        return from(Signal.GAP.table());
    }

    private Query from(String name) {
        table = name;
        return this;
    }

    /**
     * Columns or expressions of the result, as SQL; all columns unless given. Then the fields of the events are together in
     * the column {@code attrs}, as JSON: who wants one as a column of its own names it here, {@code select("user_id")}.
     */
    public Query select(String... expressions) {
        for (String expression : TTLogException.given(expressions, "select")) {
            columns.add(TTLogException.given(expression, "select"));
        }
        return this;
    }

    /** Rows of the service. */
    public Query whereService(String service) {
        return where("service = " + text(TTLogException.given(service, "whereService")));
    }

    /** Log rows of exactly this level. */
    public Query whereLevel(Level level) {
        return where("level = " + text(TTLogException.given(level, "whereLevel").name()));
    }

    /** Log rows of this level or a more severe one. */
    public Query whereLevelAtLeast(Level least) {
        TTLogException.given(least, "whereLevelAtLeast");
        StringJoiner levels = new StringJoiner(", ", "level IN (", ")");
        for (Level level : Level.values()) {
            if (level.compareTo(least) >= 0) {
                levels.add(text(level.name()));
            }
        }
        return where(levels.toString());
    }

    /** Spans or metrics of the name. */
    public Query whereName(String name) {
        return where("name = " + text(TTLogException.given(name, "whereName")));
    }

    /** Spans that took longer. */
    public Query whereDurationGreaterThan(Duration duration) {
        return where("duration > " + literal(TTLogException.given(duration, "whereDurationGreaterThan")));
    }

    /** Rows that carry an error. */
    public Query whereError() {
        return where("error IS NOT NULL");
    }

    /**
     * Rows whose field has the value: a number, boolean, text, {@link Instant}, {@link Duration} or enum; null asks for rows
     * without the field.
     *
     * @throws TTLogException when a value of another type is asked for
     */
    public Query whereAttribute(String key, @Nullable Object value) {
        String attribute = "attrs[" + text(TTLogException.given(key, "whereAttribute")) + "]";
        return where(value == null ? attribute + " IS NULL" : attribute + " = " + literal(value));
    }

    /** Rows that meet a condition written in SQL. */
    public Query where(String sqlCondition) {
        conditions.add(TTLogException.given(sqlCondition, "where"));
        return this;
    }

    /** Rows of the last hour. */
    public Query lastHour() {
        return last(Duration.ofHours(1));
    }

    /** Rows of the time until now. */
    public Query last(Duration time) {
        return where("timestamp > now() - " + literal(TTLogException.given(time, "last")));
    }

    /** Rows from one point in time, included, to another, excluded. */
    public Query between(Instant from, Instant to) {
        return where("timestamp >= " + literal(TTLogException.given(from, "between")))
                .where("timestamp < " + literal(TTLogException.given(to, "between")));
    }

    /** Smallest first, by a column or expression; asked for again, the next criterion. */
    public Query orderBy(String expression) {
        order.add(TTLogException.given(expression, "orderBy"));
        return this;
    }

    /** Turns the last {@link #orderBy} round: largest first. Without one, newest first. */
    public Query descending() {
        if (order.isEmpty()) {
            order.add("timestamp");
        }
        order.add(order.remove(order.size() - 1) + " DESC");
        return this;
    }

    /** At most so many rows. */
    public Query limit(long rows) {
        if (rows < 0) {
            throw new TTLogException(ErrorCode.CONFIGURATION, "limit cannot be " + rows + "; it can be 0 or more");
        }
        limit = rows;
        return this;
    }

    /** The SQL. */
    public String toSql() {
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(columns.isEmpty() ? "*" : String.join(", ", columns))
                .append(" FROM ")
                .append(table);
        for (int i = 0; i < conditions.size(); i++) {
            String condition = conditions.get(i);
            sql.append(i == 0 ? " WHERE " : " AND ");
            sql.append(conditions.size() == 1 ? condition : "(" + condition + ")");
        }
        if (!order.isEmpty()) {
            sql.append(" ORDER BY ").append(String.join(", ", order));
        }
        if (limit >= 0) {
            sql.append(" LIMIT ").append(limit);
        }
        return sql.toString();
    }

    /** Runs it, as {@link TTLog#query(String)}. */
    public QueryResult execute() {
        return TTLog.query(toSql());
    }

    @Override
    public String toString() {
        return toSql();
    }

    private static String literal(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return value.toString();
        }
        if (value instanceof Double || value instanceof Float) {
            return decimal(((Number) value).doubleValue());
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Duration duration) {
            return nanoseconds(duration);
        }
        if (value instanceof Instant) {
            return "TIMESTAMP " + text(value.toString());
        }
        if (value instanceof Enum<?> constant) {
            return text(constant.name());
        }
        if (value instanceof CharSequence || value instanceof Character) {
            return text(value.toString());
        }
        throw new TTLogException(
                ErrorCode.CONFIGURATION,
                "a condition cannot compare with a " + value.getClass().getName()
                        + "; it can with a number, boolean, text, Instant, Duration or enum");
    }

    private static String decimal(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "a condition cannot compare with " + value + "; it can with finite numbers");
        }
        String plain = BigDecimal.valueOf(value).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static String nanoseconds(Duration duration) {
        try {
            return duration.toNanos() + "ns";
        } catch (ArithmeticException tooLong) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "a duration cannot be " + duration + "; it can be up to 292 years",
                    tooLong);
        }
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
