/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import io.ttlog.cli.output.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Finds out how a word may go on: keywords, tables, and the columns of the tables that the statement names. For one thread. */
final class Completions {
    private static final List<String> KEYWORDS = List.of(
            "SELECT",
            "DISTINCT",
            "FROM",
            "WHERE",
            "GROUP BY",
            "HAVING",
            "ORDER BY",
            "ASC",
            "DESC",
            "NULLS FIRST",
            "NULLS LAST",
            "LIMIT",
            "OFFSET",
            "AND",
            "OR",
            "NOT",
            "IN",
            "BETWEEN",
            "LIKE",
            "ILIKE",
            "IS NULL",
            "IS NOT NULL",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "END",
            "CAST",
            "AS",
            "INTERVAL",
            "TIMESTAMP",
            "TRUE",
            "FALSE",
            "FILTER (WHERE",
            "JOIN",
            "LEFT JOIN",
            "ON",
            "USING",
            "UNION",
            "UNION ALL",
            "INTERSECT",
            "EXCEPT",
            "WITH",
            "OVER",
            "PARTITION BY",
            "EXPLAIN",
            "EXPLAIN ANALYZE");

    private final Supplier<Schema> schema;

    /** Completions by the schema, which is asked for at each look. */
    Completions(Supplier<Schema> schema) {
        this.schema = schema;
    }

    /**
     * What the word that ends at the end of {@code before} may become.
     *
     * @param text the whole input
     * @param before the input up to the cursor
     */
    List<String> of(String text, String before) {
        if (Shell.isCommand(text)) {
            return ofCommand(before.stripLeading());
        }
        int from = before.length();
        while (from > 0 && isWordPart(before.charAt(from - 1))) {
            from--;
        }
        String word = before.substring(from);
        Schema now = schema.get();
        List<String> words = words(text);
        List<String> candidates = new ArrayList<>();
        now.tables().forEach((table, columns) -> {
            candidates.add(table);
            if (words.contains(table)) {
                columns.forEach(column -> candidates.add(column.name()));
            }
        });
        candidates.addAll(KEYWORDS);
        return candidates.stream()
                .filter(each -> startsWith(each, word))
                .distinct()
                .toList();
    }

    private List<String> ofCommand(String before) {
        int blank = before.indexOf(' ');
        if (blank < 0) {
            return Shell.COMMANDS.stream()
                    .filter(each -> startsWith(each, before))
                    .toList();
        }
        String argument = before.substring(blank).strip();
        List<String> candidates = switch (before.substring(0, blank)) {
            case ".mode" -> Arrays.stream(Format.values()).map(Enum::name).toList();
            case ".schema" -> List.copyOf(schema.get().tables().keySet());
            case ".timer" -> List.of("on", "off");
            default -> List.of();
        };
        return candidates.stream().filter(each -> startsWith(each, argument)).toList();
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", 0));
    }

    private static boolean startsWith(String candidate, String word) {
        return candidate.regionMatches(true, 0, word, 0, word.length());
    }

    /** Attributes have dots in their names. */
    static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }
}
