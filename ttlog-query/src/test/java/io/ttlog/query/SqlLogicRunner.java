/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLogException;
import io.ttlog.query.SqlLogicScript.Step;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.MemoryTable;
import io.ttlog.query.source.MemoryTables;
import io.ttlog.storage.column.ColumnType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs a {@link SqlLogicScript} on tables in memory. Fails with an AssertionError that names the line. */
final class SqlLogicRunner {
    private static final Pattern CREATE = Pattern.compile("(?is)\\s*CREATE\\s+TABLE\\s+(\\w+)\\s*\\((.*)\\)\\s*;?\\s*");
    private static final Pattern INSERT = Pattern.compile(
            "(?is)\\s*INSERT\\s+INTO\\s+(\\w+)\\s*(?:\\(([\\w\\s,]*)\\))?\\s*(VALUES|SELECT)(.*?);?\\s*");
    private static final Pattern DROP = Pattern.compile("(?is)\\s*DROP\\s+TABLE\\s+(\\w+)\\s*;?\\s*");
    private static final Pattern HASH = Pattern.compile("(\\d+) values hashing to ([0-9a-f]{32})");

    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private final MemoryTables tables = new MemoryTables();
    private final Map<String, MemoryTable> created = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();

    void run(SqlLogicScript script) {
        for (Step step : script.steps()) {
            String what = script.file() + ":" + step.line() + " " + step.sql();
            if (step.kind().equals("statement")) {
                statement(step, what);
            } else {
                query(step, what);
            }
        }
    }

    private void statement(Step step, String what) {
        boolean fails = step.words().get(1).equals("error");
        try {
            execute(step.sql());
        } catch (TTLogException | IllegalArgumentException e) {
            if (fails) {
                return;
            }
            throw new AssertionError(what, e);
        }
        if (fails) {
            throw new AssertionError(what + " should have failed");
        }
    }

    private void execute(String sql) {
        Matcher create = CREATE.matcher(sql);
        Matcher insert = INSERT.matcher(sql);
        Matcher drop = DROP.matcher(sql);
        if (create.matches()) {
            create(create.group(1), split(create.group(2)));
        } else if (insert.matches()) {
            insert(insert);
        } else if (drop.matches()) {
            created.remove(drop.group(1).toLowerCase(Locale.ROOT));
            if (!tables.remove(drop.group(1))) {
                throw new IllegalArgumentException("there is no table " + drop.group(1));
            }
        } else {
            engine.query(tables, sql);
        }
    }

    private void create(String name, List<String> definitions) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (String definition : definitions) {
            String[] words = definition.strip().split("[\\s(]+", -1);
            if (List.of("PRIMARY", "UNIQUE", "FOREIGN", "CHECK").contains(words[0].toUpperCase(Locale.ROOT))) {
                continue;
            }
            columns.put(
                    words[0],
                    switch (words.length < 2 ? "TEXT" : words[1].toUpperCase(Locale.ROOT)) {
                        case "INTEGER", "INT", "BIGINT", "SMALLINT", "LONG" -> ColumnType.LONG;
                        case "REAL", "FLOAT", "DOUBLE", "NUMERIC", "DECIMAL" -> ColumnType.DOUBLE;
                        case "BOOLEAN", "BOOL" -> ColumnType.BOOLEAN;
                        case "TIMESTAMP" -> ColumnType.TIMESTAMP;
                        case "TEXT", "VARCHAR", "CHAR", "STRING" -> ColumnType.TEXT;
                        default -> throw new IllegalArgumentException("there is no type " + words[1]);
                    });
        }
        String key = name.toLowerCase(Locale.ROOT);
        MemoryTable table = new MemoryTable(name, columns, 3); // so small that queries cross batches
        if (created.putIfAbsent(key, table) != null) {
            throw new IllegalArgumentException("there is a table " + name + " already");
        }
        tables.put(table);
    }

    private void insert(Matcher insert) {
        MemoryTable table = created.get(insert.group(1).toLowerCase(Locale.ROOT));
        if (table == null) {
            throw new IllegalArgumentException("there is no table " + insert.group(1));
        }
        List<String> all = List.copyOf(table.columns().keySet());
        List<String> named = insert.group(2) == null
                ? all
                : split(insert.group(2)).stream().map(String::strip).toList();
        int[] targets = named.stream().mapToInt(all::indexOf).toArray();
        List<String> queries = new ArrayList<>();
        if (insert.group(3).equalsIgnoreCase("SELECT")) {
            queries.add("SELECT" + insert.group(4));
        } else {
            for (String tuple : split(insert.group(4))) {
                String values = tuple.strip();
                queries.add("SELECT " + values.substring(1, values.length() - 1));
            }
        }
        for (String query : queries) {
            QueryResult result = engine.query(tables, query);
            if (result.columns().size() != targets.length) {
                throw new IllegalArgumentException(
                        targets.length + " columns, " + result.columns().size() + " values");
            }
            List<ColumnType> types = List.copyOf(table.columns().values());
            for (Row row : result) {
                @Nullable Object[] values = new Object[all.size()];
                for (int i = 0; i < targets.length; i++) {
                    values[targets[i]] = stored(row.get(i), types.get(targets[i]));
                }
                table.add(values);
            }
        }
    }

    private static @Nullable Object stored(@Nullable Object value, ColumnType type) {
        if (value instanceof Long number && type == ColumnType.DOUBLE) {
            return number.doubleValue();
        }
        if (value instanceof Instant time && type == ColumnType.TIMESTAMP) {
            return Duration.between(Instant.EPOCH, time).toNanos();
        }
        return value != null && type == ColumnType.TEXT ? value.toString() : value;
    }

    /** At commas that stand neither in parentheses nor in quotes. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0 && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private void query(Step step, String what) {
        String types = step.words().get(1);
        String sort = step.words().size() > 2 ? step.words().get(2) : "nosort";
        List<List<String>> rows = new ArrayList<>();
        try {
            QueryResult result = engine.query(tables, step.sql());
            if (result.columns().size() != types.length()) {
                throw new AssertionError(what + " has " + result.columns().size() + " columns, expected " + types);
            }
            for (Row row : result) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < types.length(); i++) {
                    cells.add(cell(row.get(i), types.charAt(i)));
                }
                rows.add(cells);
            }
        } catch (TTLogException e) {
            throw new AssertionError(what, e);
        }
        if (sort.equals("rowsort")) {
            rows.sort((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)));
        }
        List<String> values =
                new ArrayList<>(rows.stream().flatMap(List::stream).toList());
        if (sort.equals("valuesort")) {
            values.sort(null);
        }
        compare(step, what, rows, values);
        if (step.words().size() > 3) {
            String before = labels.putIfAbsent(step.words().get(3), hash(values));
            if (before != null && !before.equals(hash(values))) {
                throw new AssertionError(what + " differs from another query labelled "
                        + step.words().get(3));
            }
        }
    }

    private static void compare(Step step, String what, List<List<String>> rows, List<String> values) {
        List<String> expected = step.expected();
        Matcher hash = HASH.matcher(expected.isEmpty() ? "" : expected.get(0));
        if (expected.size() == 1 && hash.matches()) {
            if (values.size() != Integer.parseInt(hash.group(1))
                    || !hash(values).equals(hash.group(2))) {
                throw new AssertionError(what + " has " + values.size() + " values hashing to " + hash(values)
                        + ", expected " + expected.get(0));
            }
            return;
        }
        List<String> tabbed = rows.stream().map(row -> String.join("\t", row)).toList();
        if (!expected.equals(values) && !expected.equals(tabbed)) {
            throw new AssertionError(what + " has " + tabbed + ", expected " + expected);
        }
    }

    private static String cell(@Nullable Object value, char type) {
        if (value == null) {
            return "NULL";
        }
        if (type == 'R') {
            return value instanceof Number number
                    ? String.format(Locale.ROOT, "%.3f", number.doubleValue())
                    : value.toString();
        }
        if (type == 'I') {
            return value instanceof Boolean truth
                    ? truth ? "1" : "0"
                    : value instanceof Number number ? Long.toString(number.longValue()) : value.toString();
        }
        String text = value.toString();
        return text.isEmpty() ? "(empty)" : text.replaceAll("[^ -~]", "@");
    }

    private static String hash(List<String> values) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (String value : values) {
                md5.update((value + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
