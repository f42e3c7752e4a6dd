/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.Need;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Which rows of a table, in words of an index and as plain Java: a time range, services, and what a row must have.
 *
 * @param holds whether a row, as {@link TableRows} has it, is one of them
 */
record StoreQuestion(
        Signal signal,
        long fromNanos,
        long toNanos,
        List<String> services,
        Need need,
        String words,
        Predicate<Map<String, Object>> holds) {

    /** Asks for what some of these rows have. */
    static StoreQuestion of(Random random, Signal signal, List<Map<String, Object>> rows) {
        Map<String, Object> one = rows.get(random.nextInt(rows.size()));
        Condition condition = condition(random, signal, rows, 2);
        long from = Long.MIN_VALUE;
        long to = Long.MAX_VALUE;
        if (random.nextInt(3) == 0) {
            long a = time(one);
            long b = time(rows.get(random.nextInt(rows.size())));
            from = Math.min(a, b);
            to = Math.max(a, b);
        }
        List<String> services =
                random.nextInt(3) == 0 && one.get("service") instanceof String service ? List.of(service) : List.of();
        long first = from;
        long last = to;
        return new StoreQuestion(
                signal,
                from,
                to,
                services,
                condition.need,
                condition.words,
                row -> time(row) >= first
                        && time(row) <= last
                        && (services.isEmpty() || services.get(0).equals(row.get("service")))
                        && condition.holds.test(row));
    }

    /** What may leave out rows that are none of them. */
    Scan scan(List<ColumnRef> columns) {
        return new Scan(signal, columns, fromNanos, toNanos, services, need);
    }

    private static long time(Map<String, Object> row) {
        return (Long) Objects.requireNonNull(row.get("timestamp"));
    }

    private record Condition(Need need, String words, Predicate<Map<String, Object>> holds) {}

    private static Condition condition(Random random, Signal signal, List<Map<String, Object>> rows, int depth) {
        int kind = random.nextInt(6);
        if (depth == 0 || kind > 1) {
            Map<String, Object> row = rows.get(random.nextInt(rows.size()));
            return hasAs(random, signal, rows, row);
        }
        Condition a = condition(random, signal, rows, depth - 1);
        Condition b = condition(random, signal, rows, depth - 1);
        return kind == 0
                ? new Condition(
                        new Need.AllOf(List.of(a.need, b.need)),
                        "(" + a.words + " and " + b.words + ")",
                        a.holds.and(b.holds))
                : new Condition(
                        new Need.OneOf(List.of(a.need, b.need)),
                        "(" + a.words + " or " + b.words + ")",
                        a.holds.or(b.holds));
    }

    /** What a row has in some column. */
    private static Condition hasAs(
            Random random, Signal signal, List<Map<String, Object>> rows, Map<String, Object> row) {
        List<String> columns = new ArrayList<>(row.keySet());
        String column = columns.get(random.nextInt(columns.size()));
        Object value = Objects.requireNonNull(row.get(column));
        boolean attribute = column.startsWith("attribute:");
        String name = attribute ? column.substring("attribute:".length()) : column;
        if (value instanceof Boolean flag) {
            ColumnKey key = new ColumnKey(name, attribute, ColumnType.BOOLEAN);
            return equal(new Need.Within(key, flag ? 1 : 0, flag ? 1 : 0), column, value);
        }
        if (value instanceof Long some) {
            long number = random.nextInt(3) == 0 ? extreme(rows, column, random.nextBoolean()) : some;
            ColumnType type = attribute
                    ? ColumnType.LONG
                    : Objects.requireNonNull(TableSchema.fixedColumns(signal).get(name));
            ColumnKey key = new ColumnKey(name, attribute, type);
            long low = number - Math.min(random.nextInt(3), number - Long.MIN_VALUE);
            return new Condition(
                    new Need.Within(key, low, number),
                    column + " from " + low + " to " + number,
                    other -> other.get(column) instanceof Long n && n >= low && n <= number);
        }
        String text = (String) value;
        if (text.startsWith("bytes ")) {
            byte[] bytes = HexFormat.of().parseHex(text.substring("bytes ".length()));
            return equal(Need.equal(new ColumnKey(name, attribute, ColumnType.BYTES), bytes), column, value);
        }
        if (text.startsWith("double ")) {
            ColumnKey key = new ColumnKey(name, attribute, ColumnType.DOUBLE);
            double number = RollUpHistory.number(text);
            Need need = Double.isNaN(number) ? new Need.Value(key) : new Need.WithinDoubles(key, number, number);
            return equal(need, column, value);
        }
        for (ColumnType type : List.of(ColumnType.TIMESTAMP, ColumnType.DURATION)) {
            if (text.startsWith(type + " ")) {
                long number = Long.parseLong(text.substring(type.name().length() + 1));
                return equal(new Need.Within(new ColumnKey(name, attribute, type), number, number), column, value);
            }
        }
        ColumnKey key = new ColumnKey(name, attribute, ColumnType.TEXT);
        return random.nextBoolean() ? equal(Need.equal(key, text), column, value) : part(random, key, column, text);
    }

    /** The least or greatest number in a column, at which zone maps end. */
    private static long extreme(List<Map<String, Object>> rows, String column, boolean greatest) {
        LongStream numbers = rows.stream()
                .map(row -> row.get(column))
                .filter(Long.class::isInstance)
                .mapToLong(Long.class::cast);
        return (greatest ? numbers.max() : numbers.min()).orElseThrow();
    }

    private static Condition equal(Need need, String column, Object value) {
        return new Condition(need, column + " = " + value, row -> value.equals(row.get(column)));
    }

    private static Condition part(Random random, ColumnKey key, String column, String text) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() + 1 - from);
        String part = text.substring(from, to);
        if (part.chars().anyMatch(c -> Character.isSurrogate((char) c))) { // may be half of a character
            return equal(Need.equal(key, text), column, text);
        }
        return new Condition(
                Need.part(key, part, true, true),
                column + " contains '" + part + "'",
                row -> row.get(column) instanceof String other && isText(other) && other.contains(part));
    }

    /** Values of other types are texts there, too. */
    private static boolean isText(String value) {
        return !value.startsWith("bytes ")
                && !value.startsWith("double ")
                && !value.startsWith("TIMESTAMP ")
                && !value.startsWith("DURATION ");
    }
}
