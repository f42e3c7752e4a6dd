/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result as an array of objects, or as one object a line. Numbers are numbers, except NaN and the infinities, which JSON
 * has no numbers for: they are the texts "NaN", "Infinity" and "-Infinity". JSON columns are nested, lone surrogates are
 * escaped. Columns that share a name are told apart by {@code _2} and so on.
 */
public final class JsonPrinter implements ResultPrinter {
    private static final String HEX_DIGITS = "0123456789abcdef";

    private final boolean array;

    /** A printer of one array, or of lines. */
    public JsonPrinter(boolean array) {
        this.array = array;
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        List<Column> columns = result.columns();
        String[] keys = keys(columns);
        out.append(array ? "[" : "");
        String separator = array ? "\n" : "";
        for (Row row : result.rows()) {
            out.append(separator).append('{');
            for (int i = 0; i < keys.length; i++) {
                out.append(i == 0 ? "" : ",").append(keys[i]).append(':');
                value(row.get(i), columns.get(i).type(), out);
            }
            out.append('}');
            separator = array ? ",\n" : "\n";
        }
        out.append(
                array
                        ? (result.rows().isEmpty() ? "]\n" : "\n]\n")
                        : result.rows().isEmpty() ? "" : "\n");
    }

    private static String[] keys(List<Column> columns) throws IOException {
        List<String> names = ColumnNames.distinct(columns);
        String[] keys = new String[names.size()];
        for (int i = 0; i < keys.length; i++) {
            StringBuilder key = new StringBuilder();
            quote(names.get(i), key);
            keys[i] = key.toString();
        }
        return keys;
    }

    private static void value(@Nullable Object value, QueryResult.Type type, Appendable out) throws IOException {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            quote(number.toString(), out);
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Duration) {
            out.append(Cells.text(value));
        } else if (type == QueryResult.Type.JSON) {
            out.append(value.toString());
        } else {
            quote(Cells.text(value), out);
        }
    }

    /** The text as JSON, quotes included. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        try {
            quote(text, quoted);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder does no I/O", e);
        }
        return quoted.toString();
    }

    private static void quote(String text, Appendable out) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F || isLoneSurrogate(text, i)) {
                        escape(c, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void escape(char c, Appendable out) throws IOException {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX_DIGITS.charAt(c >> shift & 0xF));
        }
    }
}
