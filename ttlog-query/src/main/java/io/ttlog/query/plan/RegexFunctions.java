/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.RegexFunction;
import io.ttlog.query.regex.Regex;
import io.ttlog.query.regex.RegexMatcher;
import io.ttlog.query.regex.RegexSyntaxException;
import io.ttlog.query.sql.Place;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Functions of regular expressions. The pattern is a constant, so that it is compiled once and errors come before rows are read. */
final class RegexFunctions {
    /** How often a text may be read by the matches in it, on average over its characters, before the search is refused. */
    private static final int READS_MAX = 1_000;

    private RegexFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        rules.put("regexp_matches", new Functions.Rule(2, 3, a -> {
            Regex regex = hasNull(a) ? null : regex(a, options(a, 2, "imsc"));
            return regex == null
                    ? Constant.nullOf(ColumnType.BOOLEAN)
                    : RegexFunction.matches("regexp_matches", a.as(0, ColumnType.TEXT), regex);
        }));
        rules.put("regexp_extract", new Functions.Rule(2, 4, RegexFunctions::extract));
        rules.put("regexp_replace", new Functions.Rule(3, 4, RegexFunctions::replace));
        rules.put("regexp_count", new Functions.Rule(2, 3, a -> {
            Regex regex = hasNull(a) ? null : regex(a, options(a, 2, "imsc"));
            return regex == null
                    ? Constant.nullOf(ColumnType.LONG)
                    : RegexFunction.of(
                            "regexp_count",
                            ColumnType.LONG,
                            a.as(0, ColumnType.TEXT),
                            regex,
                            new int[] {0},
                            (m, text) -> {
                                Walk walk = new Walk(a, m, text);
                                long count = 0;
                                while (walk.next()) {
                                    count++;
                                }
                                return count;
                            });
        }));
    }

    private static boolean hasNull(Functions.Arguments a) {
        return a.list().stream().skip(1).anyMatch(Coercion::isNull);
    }

    /** Letters of a constant; those that are not known are an error. */
    private static String options(Functions.Arguments a, int index, String known) {
        if (a.count() <= index) {
            return "";
        }
        String options = (String) a.constant(index, ColumnType.TEXT);
        for (int i = 0; i < options.length(); i++) {
            if (known.indexOf(options.charAt(i)) < 0) {
                throw a.source()
                        .semantic(
                                a.within(index, i),
                                a.call().function() + " has no option '" + options.charAt(i) + "': expected some of "
                                        + known);
            }
        }
        return options;
    }

    private static Regex regex(Functions.Arguments a, String options) {
        String pattern = (String) a.constant(1, ColumnType.TEXT);
        try {
            return Regex.of(pattern, options.replace("c", "").replace("g", ""));
        } catch (RegexSyntaxException e) {
            throw a.source().semantic(a.within(1, e.index()), "the pattern cannot be read: " + e.getMessage());
        }
    }

    private static Expression extract(Functions.Arguments a) {
        if (hasNull(a)) {
            return Constant.nullOf(ColumnType.TEXT);
        }
        Regex regex = regex(a, options(a, 3, "imsc"));
        long group = a.count() > 2 ? (Long) a.constant(2, ColumnType.LONG) : 0;
        if (group < 0 || group > regex.groupCount()) {
            throw a.source()
                    .semantic(
                            a.place(2),
                            "the pattern has no group " + group + ": expected 0, the whole match, to "
                                    + regex.groupCount());
        }
        int index = (int) group;
        int[] groups = {0, index};
        return RegexFunction.of(
                "regexp_extract", ColumnType.TEXT, a.as(0, ColumnType.TEXT), regex, groups, (m, text) -> {
                    boolean found = m.isFound(text) && m.find(text, 0) && m.start(index) >= 0;
                    return found ? text.substring(m.start(index), m.end(index)) : null;
                });
    }

    /** A part of what is put in: a text, or what a group matched. */
    private record Piece(String text, int group) {}

    private static Expression replace(Functions.Arguments a) {
        if (hasNull(a)) {
            return Constant.nullOf(ColumnType.TEXT);
        }
        String options = options(a, 3, "imscg");
        Regex regex = regex(a, options);
        List<Piece> pieces = pieces(a, regex);
        TreeSet<Integer> groups = new TreeSet<>(List.of(0));
        pieces.stream().filter(p -> p.group >= 0).forEach(p -> groups.add(p.group));
        boolean all = options.indexOf('g') >= 0;
        int[] asked = groups.stream().mapToInt(Integer::intValue).toArray();
        return RegexFunction.of(
                "regexp_replace", ColumnType.TEXT, a.as(0, ColumnType.TEXT), regex, asked, (m, text) -> {
                    if (!m.isFound(text)) {
                        return text;
                    }
                    StringBuilder result = new StringBuilder();
                    Walk walk = new Walk(a, m, text);
                    int copied = 0;
                    while (walk.next() && (all || copied == 0)) {
                        result.append(text, copied, m.start(0));
                        for (Piece piece : pieces) {
                            if (piece.group < 0) {
                                result.append(piece.text);
                            } else if (m.start(piece.group) >= 0) {
                                result.append(text, m.start(piece.group), m.end(piece.group));
                            }
                        }
                        copied = m.end(0);
                        a.checkLength(result.length());
                        if (!all) {
                            break;
                        }
                    }
                    return result.append(text, copied, text.length()).toString();
                });
    }

    private static List<Piece> pieces(Functions.Arguments a, Regex regex) {
        String replacement = (String) a.constant(2, ColumnType.TEXT);
        List<Piece> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = ++i < replacement.length() ? replacement.charAt(i) : ' ';
            if (escaped == '\\') {
                text.append(escaped);
            } else if (escaped >= '0' && escaped <= '9' && escaped - '0' <= regex.groupCount()) {
                pieces.add(new Piece(text.toString(), -1));
                text.setLength(0);
                pieces.add(new Piece("", escaped - '0'));
            } else {
                throw a.source()
                        .semantic(
                                a.within(2, i - 1),
                                "behind a \\ a replacement expected \\ or the number of a group, 0 to "
                                        + Math.min(9, regex.groupCount()));
            }
        }
        pieces.add(new Piece(text.toString(), -1));
        return pieces;
    }

    /** One match after the other; an empty one where the last ended does not count, as in RE2's GlobalReplace. */
    private static final class Walk {
        private final Functions.Arguments arguments;
        private final RegexMatcher matcher;
        private final String text;
        private final long readsMax;
        private long reads;
        private int from;
        private int lastEnd = -1;

        Walk(Functions.Arguments arguments, RegexMatcher matcher, String text) {
            this.arguments = arguments;
            this.matcher = matcher;
            this.text = text;
            this.readsMax = (text.length() + 1L) * READS_MAX;
        }

        boolean next() {
            while (from <= text.length() && matcher.find(text, from)) {
                reads += matcher.readTo() - from;
                if (reads > readsMax) {
                    Place place = arguments.place(1);
                    throw arguments
                            .source()
                            .limit(
                                    place,
                                    "the matches of this pattern read a text of " + text.length()
                                            + " characters more than " + READS_MAX
                                            + " times; end the pattern where a match can end");
                }
                int start = matcher.start(0);
                int end = matcher.end(0);
                boolean counts = end > start || start != lastEnd;
                from = end > start || end == text.length()
                        ? end + (end > start ? 0 : 1)
                        : end + Character.charCount(text.codePointAt(end));
                lastEnd = end;
                if (counts) {
                    return true;
                }
            }
            return false;
        }
    }
}
