/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads RE2's syntax (https://github.com/google/re2/wiki/Syntax) into nodes. For one pattern. */
final class RegexParser {
    private static final int IGNORE_CASE = 1;
    private static final int LINES = 2;
    private static final int DOT_ALL = 4;
    private static final int LAZY = 8;

    private final String pattern;
    private final Set<String> names = new HashSet<>();
    private int at;
    private int flags;
    private int groups;
    private int depth;

    /**
     * A parser.
     *
     * @param options letters of {@code ims}, as in {@code (?i)}
     */
    RegexParser(String pattern, String options) {
        this.pattern = pattern;
        for (int i = 0; i < options.length(); i++) {
            flags |= flag(options.charAt(i));
        }
    }

    /** The number of groups with bounds, once parsed. */
    int groups() {
        return groups;
    }

    Node parse() {
        if (pattern.length() > Regex.PATTERN_LENGTH_MAX) {
            throw error(
                    Regex.PATTERN_LENGTH_MAX,
                    "the pattern has " + pattern.length() + " characters, more than " + Regex.PATTERN_LENGTH_MAX);
        }
        Node node = choice();
        if (at < pattern.length()) {
            throw error(at, "')' closes no group; write \\) for the character");
        }
        return node;
    }

    private static RegexSyntaxException error(int index, String what) {
        return new RegexSyntaxException(index, what);
    }

    private boolean more() {
        return at < pattern.length();
    }

    private boolean accept(String text) {
        if (pattern.startsWith(text, at)) {
            at += text.length();
            return true;
        }
        return false;
    }

    private int take() {
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        return point;
    }

    private Node choice() {
        int from = at;
        if (++depth > Regex.DEPTH_MAX) {
            throw error(from, "groups are nested deeper than " + Regex.DEPTH_MAX + " levels");
        }
        int outer = flags;
        List<Node> options = new ArrayList<>();
        options.add(sequence());
        while (accept("|")) {
            options.add(sequence());
        }
        flags = outer;
        depth--;
        return options.size() == 1 ? options.get(0) : new Node.Choice(List.copyOf(options));
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        boolean repeatable = false;
        boolean repeated = false;
        while (more() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int from = at;
            int[] counts = counts();
            if (counts != null) {
                String operator = pattern.substring(from, at);
                if (!repeatable) {
                    throw error(
                            from,
                            "there is nothing before " + operator + " to repeat; write \\" + operator.charAt(0)
                                    + " for the character");
                }
                if (repeated) {
                    throw error(from, operator + " repeats a repetition; put the first into (?:...)");
                }
                boolean lazy = accept("?") != ((flags & LAZY) != 0);
                Node body = parts.remove(parts.size() - 1);
                parts.add(new Node.Repeat(body, counts[0], counts[1], !lazy));
                repeated = true;
            } else {
                int before = parts.size();
                element(parts);
                repeatable = parts.size() > before;
                repeated = false;
            }
        }
        return parts.size() == 1
                ? parts.get(0)
                : parts.isEmpty() ? new Node.Empty() : new Node.Sequence(List.copyOf(parts));
    }

    /** The least and most of a repetition operator, which is taken; null when there is none here. */
    private int @Nullable [] counts() {
        int from = at;
        switch (pattern.charAt(at)) {
            case '*' -> {
                at++;
                return new int[] {0, Node.UNBOUNDED};
            }
            case '+' -> {
                at++;
                return new int[] {1, Node.UNBOUNDED};
            }
            case '?' -> {
                at++;
                return new int[] {0, 1};
            }
            case '{' -> {
                at++;
                int min = number();
                int max = min;
                if (min >= 0 && accept(",")) {
                    max = number();
                    max = max < 0 ? Node.UNBOUNDED : max;
                }
                if (min < 0 || !accept("}")) {
                    at = from; // as in RE2, a brace that counts nothing is a character
                    return null;
                }
                if (min > Regex.REPEAT_MAX || max != Node.UNBOUNDED && max > Regex.REPEAT_MAX) {
                    throw error(
                            from, pattern.substring(from, at) + " repeats more than " + Regex.REPEAT_MAX + " times");
                }
                if (max < min) {
                    throw error(from, pattern.substring(from, at) + " has a least count above its most");
                }
                return new int[] {min, max};
            }
            default -> {
                return null;
            }
        }
    }

    /** Decimal digits; -1 when there are none. Large ones are cut to more than is allowed. */
    private int number() {
        int from = at;
        int value = 0;
        while (more() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
            value = Math.min(Regex.REPEAT_MAX + 1, value * 10 + pattern.charAt(at) - '0');
            at++;
        }
        return at == from ? -1 : value;
    }

    private void element(List<Node> parts) {
        int from = at;
        int point = take();
        switch (point) {
            case '.' -> parts.add(new Node.One((flags & DOT_ALL) != 0 ? CharSet.ALL : NamedSets.NEWLINE.negated()));
            case '^' -> parts.add(new Node.At((flags & LINES) != 0 ? Places.BEGIN_LINE : Places.BEGIN_TEXT));
            case '$' -> parts.add(new Node.At((flags & LINES) != 0 ? Places.END_LINE : Places.END_TEXT));
            case '[' -> parts.add(new Node.One(brackets(from)));
            case '(' -> group(from, parts);
            case '\\' -> escape(from, parts);
            default -> parts.add(literal(point));
        }
    }

    private Node literal(int point) {
        return new Node.One((flags & IGNORE_CASE) != 0 ? Folding.of(point) : CharSet.of(point));
    }

    private CharSet fold(CharSet set) {
        return (flags & IGNORE_CASE) != 0 ? Folding.folded(set) : set;
    }

    private void group(int from, List<Node> parts) {
        int index = -1;
        int outer = flags;
        if (accept("?")) {
            if (accept("P<")
                    || pattern.startsWith("<", at)
                            && !pattern.startsWith("<=", at)
                            && !pattern.startsWith("<!", at)
                            && accept("<")) {
                name(from);
                index = ++groups;
            } else if (!flags(from)) {
                return; // (?i) holds up to the end of the group around it
            }
        } else {
            index = ++groups;
        }
        Node body = choice();
        flags = outer;
        if (!accept(")")) {
            throw error(from, "this group has no end: expected ')'");
        }
        parts.add(index < 0 ? body : new Node.Group(index, body));
    }

    private void name(int from) {
        int end = pattern.indexOf('>', at);
        String name = end < 0 ? "" : pattern.substring(at, end);
        boolean word =
                !name.isEmpty() && name.chars().allMatch(c -> c == '_' || c < 128 && Character.isLetterOrDigit(c));
        if (!word) {
            throw error(from, "the name of a group expected letters, digits or _ up to '>'");
        }
        if (!names.add(name)) {
            throw error(from, "two groups are named " + name);
        }
        at = end + 1;
    }

    private static int flag(char letter) {
        return switch (letter) {
            case 'i' -> IGNORE_CASE;
            case 'm' -> LINES;
            case 's' -> DOT_ALL;
            case 'U' -> LAZY;
            default -> 0;
        };
    }

    /** Reads {@code i-s:} or {@code i-s)}; whether a group begins. */
    private boolean flags(int from) {
        int set = flags;
        boolean negative = false;
        boolean any = false;
        while (more()) {
            char letter = pattern.charAt(at++);
            if (letter == '-' && !negative) {
                negative = true;
                any = false;
            } else if (flag(letter) != 0) {
                set = negative ? set & ~flag(letter) : set | flag(letter);
                any = true;
            } else if ((letter == ':' || letter == ')') && (any || !negative)) {
                if (letter == ')' && !any) {
                    break;
                }
                flags = set;
                return letter == ':';
            } else {
                break;
            }
        }
        String shown = pattern.substring(from, Math.min(pattern.length(), from + 4));
        throw error(
                from,
                shown.startsWith("(?=") || shown.startsWith("(?!") || shown.startsWith("(?<")
                        ? "look-around is not supported, since it cannot be matched in linear time"
                        : "expected (?:...), (?P<name>...) or flags of imsU but found " + shown);
    }

    private void escape(int from, List<Node> parts) {
        if (!more()) {
            throw error(from, "the pattern ends with a \\; write \\\\ for the character");
        }
        switch (pattern.charAt(at)) {
            case 'A' -> place(parts, Places.BEGIN_TEXT);
            case 'z' -> place(parts, Places.END_TEXT);
            case 'b' -> place(parts, Places.WORD_BOUNDARY);
            case 'B' -> place(parts, Places.NO_WORD_BOUNDARY);
            case 'Q' -> {
                at++;
                int end = pattern.indexOf("\\E", at);
                int to = end < 0 ? pattern.length() : end;
                while (at < to) {
                    parts.add(literal(take()));
                }
                at = end < 0 ? to : to + 2;
            }
            default -> {
                CharSet set = setEscape(from);
                parts.add(set != null ? new Node.One(set) : literal(pointEscape(from)));
            }
        }
    }

    private void place(List<Node> parts, int place) {
        at++;
        parts.add(new Node.At(place));
    }

    /** {@code d D s S w W p P} behind a backslash, with what belongs to them; null, and nothing taken, when it is none. */
    private @Nullable CharSet setEscape(int from) {
        char letter = pattern.charAt(at);
        CharSet set = switch (letter) {
            case 'd', 'D' -> NamedSets.DIGIT;
            case 's', 'S' -> NamedSets.SPACE;
            case 'w', 'W' -> NamedSets.WORD;
            default -> null;
        };
        boolean negated = Character.isUpperCase(letter);
        if (set != null) {
            at++;
        } else if (letter == 'p' || letter == 'P') {
            at++;
            String name = "";
            if (accept("{")) {
                int end = pattern.indexOf('}', at);
                name = end < 0 ? "" : pattern.substring(at, end);
                at = end < 0 ? at : end + 1;
                if (name.startsWith("^")) {
                    negated = !negated;
                    name = name.substring(1);
                }
            } else if (more()) {
                name = Character.toString(take());
            }
            set = NamedSets.unicode(name);
            if (set == null) {
                throw error(
                        from, "'" + name + "' is no category or script of Unicode: expected \\pL, \\p{Lu}, \\p{Greek}");
            }
        } else {
            return null;
        }
        CharSet folded = fold(set);
        return negated ? folded.negated() : folded;
    }

    /** The code point that stands behind a backslash. */
    private int pointEscape(int from) {
        int point = take();
        int control = switch (point) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> -1;
        };
        if (control >= 0) {
            return control;
        }
        if (point == 'x') {
            return hexadecimal(from);
        }
        boolean octal = point == '0'
                || point >= '1' && point <= '7' && more() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '7';
        if (octal) {
            int value = point - '0';
            for (int i = 1; i < 3 && more() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '7'; i++) {
                value = value * 8 + pattern.charAt(at++) - '0';
            }
            return value;
        }
        if (point >= '1' && point <= '9') {
            throw error(
                    from,
                    "references to groups (\\" + (char) point + ") are not supported, since they cannot be matched in"
                            + " linear time");
        }
        if (point < 128 && !Character.isLetterOrDigit(point)) {
            return point;
        }
        throw error(from, "\\" + Character.toString(point) + " has no meaning in a pattern");
    }

    private int hexadecimal(int from) {
        boolean braces = accept("{");
        int end = braces ? pattern.indexOf('}', at) : at + 2;
        String digits = end < 0 || end > pattern.length() ? "" : pattern.substring(at, end);
        boolean valid = !digits.isEmpty()
                && digits.length() <= 8
                && digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        long value = valid ? Long.parseLong(digits, 16) : -1;
        if (value < 0 || value > Character.MAX_CODE_POINT) {
            throw error(from, "expected a character such as \\x41 or \\x{1F389}");
        }
        at = braces ? end + 1 : end;
        return (int) value;
    }

    /** What stands in brackets, the first of which is taken. */
    private CharSet brackets(int from) {
        List<int[]> ranges = new ArrayList<>();
        boolean negated = accept("^");
        boolean first = true;
        while (first || !pattern.startsWith("]", at)) {
            if (!more()) {
                throw error(from, "these brackets have no end: expected ']'");
            }
            boolean badHyphen = pattern.charAt(at) == '-' && !first && !pattern.startsWith("-]", at);
            if (badHyphen) {
                throw error(at, "a '-' in brackets expected a range such as a-z; write \\- for the character");
            }
            first = false;
            CharSet named = named();
            if (named != null) {
                named.addTo(ranges);
                continue;
            }
            int begin = at;
            int low = member();
            int high = low;
            if (at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                at++;
                high = member();
            }
            if (high < low) {
                throw error(begin, "the range " + pattern.substring(begin, at) + " ends before it begins");
            }
            fold(CharSet.of(List.of(new int[] {low, high}))).addTo(ranges);
        }
        at++;
        CharSet set = CharSet.of(ranges);
        return negated ? set.negated() : set;
    }

    /** A set by name within brackets; null, and nothing taken, when there is none here. */
    private @Nullable CharSet named() {
        if (pattern.startsWith("[:", at)) {
            int end = pattern.indexOf(":]", at + 2);
            if (end >= 0) {
                String name = pattern.substring(at + 2, end);
                boolean negated = name.startsWith("^");
                CharSet set = NamedSets.posix(negated ? name.substring(1) : name);
                if (set == null) {
                    throw error(at, "[:" + name + ":] is no class: expected [:alpha:], [:digit:], [:space:] ...");
                }
                at = end + 2;
                return negated ? fold(set).negated() : fold(set);
            }
        }
        if (pattern.charAt(at) == '\\' && at + 1 < pattern.length()) {
            at++;
            CharSet set = setEscape(at - 1);
            if (set == null) {
                at--;
            }
            return set;
        }
        return null;
    }

    private int member() {
        int from = at;
        int point = take();
        if (point != '\\') {
            return point;
        }
        if (!more()) {
            throw error(from, "the pattern ends with a \\; write \\\\ for the character");
        }
        return pointEscape(from);
    }
}
