/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.Signal;
import io.ttlog.query.MemorySnapshot.Value;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.sql.Quantity;
import io.ttlog.query.sql.TableNames;
import io.ttlog.query.sql.TimestampText;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block of a case file. Blocks are parted by empty lines; {@code #} starts a comment line.
 *
 * <pre>
 * table logs                        the rows that all following queries see
 * timestamp | level | user_id LONG  fixed columns by name, attributes with a type
 * 2026-01-01 | INFO | 42            NULL, '' and, of type ANY, 'text' 1 1.5 true @timestamp ~duration 0xbytes
 *
 * query LONG TEXT [unordered]       types of the columns
 * SELECT ...
 * ----
 * 42 | INFO                         as Row.getString has them
 *
 * names a | b                       names of the columns
 * SELECT ...
 *
 * error SQL_SYNTAX 8 fragment       code, column of the caret (from 1), part of the message
 * SELECT ...
 * </pre>
 */
record SqlCase(String file, int line, String directive, String sql, List<String> expected) {

    static List<SqlCase> parse(String file, List<String> lines) {
        List<SqlCase> cases = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).isBlank() || lines.get(at).startsWith("#")) {
                at++;
                continue;
            }
            int line = at + 1;
            String directive = lines.get(at++);
            List<String> body = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            boolean separated = false;
            while (at < lines.size() && !lines.get(at).isBlank()) {
                String text = lines.get(at++);
                if (text.equals("----")) {
                    separated = true;
                } else {
                    (separated ? expected : body).add(text);
                }
            }
            cases.add(new SqlCase(file, line, directive, String.join("\n", body), expected));
        }
        return cases;
    }

    String kind() {
        return directive.split(" ", 2)[0];
    }

    String argument() {
        return directive.substring(Math.min(directive.length(), kind().length() + 1));
    }

    static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    }

    /** The signal of a {@code table} block. */
    Signal signal() {
        return Objects.requireNonNull(TableNames.signal(argument()), argument());
    }

    /** The rows of a {@code table} block. */
    List<Map<String, Value>> rows() {
        List<String> lines = sql.lines().toList();
        List<String> header = cells(lines.get(0));
        List<Map<String, Value>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            if (cells.size() != header.size()) {
                throw new IllegalArgumentException(file + ": " + cells.size() + " cells in: " + line);
            }
            Map<String, Value> row = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                String[] nameAndType = header.get(i).split(" ", -1);
                ColumnType fixed = TableSchema.fixedColumns(signal()).get(nameAndType[0]);
                ColumnType type = fixed != null ? fixed : ColumnType.valueOf(nameAndType[1]);
                Value value = value(cells.get(i), type);
                if (value != null) {
                    row.put(nameAndType[0], value);
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Value value(String cell, ColumnType type) {
        if (cell.equals("NULL")) {
            return null;
        }
        if (type == ColumnType.ANY) {
            return any(cell);
        }
        Object value = switch (type) {
            case LONG -> Long.valueOf(cell);
            case DOUBLE -> Double.valueOf(cell);
            case BOOLEAN -> Boolean.valueOf(cell);
            case TIMESTAMP -> TimestampText.nanos(cell);
            case DURATION -> Quantity.durationNanos(cell);
            case BYTES -> Conversion.bytes(cell);
            default -> cell.equals("''") ? "" : cell;
        };
        return new Value(type, Objects.requireNonNull(value, cell));
    }

    private static Value any(String cell) {
        ColumnType type;
        String text = cell;
        if (cell.startsWith("'")) {
            type = ColumnType.TEXT;
            text = cell.equals("''") ? cell : cell.substring(1, cell.length() - 1);
        } else if (cell.startsWith("@")) {
            type = ColumnType.TIMESTAMP;
            text = cell.substring(1);
        } else if (cell.startsWith("~")) {
            type = ColumnType.DURATION;
            text = cell.substring(1);
        } else if (cell.startsWith("0x")) {
            type = ColumnType.BYTES;
            text = cell.substring(2);
        } else if (cell.toLowerCase(Locale.ROOT).matches("true|false")) {
            type = ColumnType.BOOLEAN;
        } else {
            type = cell.matches("-?\\d+") ? ColumnType.LONG : ColumnType.DOUBLE;
        }
        return Objects.requireNonNull(value(text, type));
    }
}
