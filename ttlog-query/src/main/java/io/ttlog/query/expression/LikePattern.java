/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A LIKE pattern: {@code %} is any text, {@code _} one character. The pieces between {@code %} are searched from left to
 * right, each at its first place, which is right because an earlier place never leaves less text for the rest: no
 * backtracking, at most text length times longest piece steps. Immutable.
 */
final class LikePattern {
    private static final int ANY_CHARACTER = -1;

    private final boolean ignoreCase;

    /** Pieces between the {@code %}, as code points or {@link #ANY_CHARACTER}; one more than there are {@code %}. */
    private final List<int[]> pieces = new ArrayList<>();

    /** The pieces as text, when none has an {@code _}; else empty. */
    private final List<String> texts = new ArrayList<>();

    /**
     * Compiles a pattern.
     *
     * @param escape the code point that takes the next one literally, or -1 for none; at the end it stands for itself
     */
    LikePattern(String pattern, int escape, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        boolean plain = true;
        int[] points = pattern.codePoints().toArray();
        int[] piece = new int[points.length];
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            if (points[i] == escape && i + 1 < points.length) {
                i++;
                piece[length++] = points[i];
            } else if (points[i] == '%') {
                add(piece, length);
                length = 0;
            } else if (points[i] == '_') {
                plain = false;
                piece[length++] = ANY_CHARACTER;
            } else {
                piece[length++] = points[i];
            }
        }
        add(piece, length);
        for (int i = 0; plain && i < pieces.size(); i++) {
            int[] codePoints = pieces.get(i);
            texts.add(new String(codePoints, 0, codePoints.length));
        }
    }

    private void add(int[] piece, int length) {
        int[] copy = new int[length];
        for (int i = 0; i < length; i++) {
            copy[i] = piece[i] >= 0 ? fold(piece[i]) : piece[i];
        }
        pieces.add(copy);
    }

    /** Upper, then lower: the simple case folding that {@link String#equalsIgnoreCase} uses. */
    private int fold(int codePoint) {
        return ignoreCase ? Character.toLowerCase(Character.toUpperCase(codePoint)) : codePoint;
    }

    boolean matches(String text) {
        if (!texts.isEmpty() && (!ignoreCase || isAscii(text))) {
            return matchesTexts(ignoreCase ? text.toLowerCase(Locale.ROOT) : text);
        }
        int[] points = text.codePoints().map(this::fold).toArray();
        int[] first = pieces.get(0);
        int[] last = pieces.get(pieces.size() - 1);
        if (pieces.size() == 1) {
            return points.length == first.length && at(points, 0, first);
        }
        int to = points.length - last.length;
        if (first.length > to || !at(points, 0, first) || !at(points, to, last)) {
            return false;
        }
        int from = first.length;
        for (int i = 1; i < pieces.size() - 1; i++) {
            int[] piece = pieces.get(i);
            while (from + piece.length <= to && !at(points, from, piece)) {
                from++;
            }
            if (from + piece.length > to) {
                return false;
            }
            from += piece.length;
        }
        return true;
    }

    private boolean matchesTexts(String text) {
        String first = texts.get(0);
        String last = texts.get(texts.size() - 1);
        if (texts.size() == 1) {
            return text.equals(first);
        }
        int to = text.length() - last.length();
        if (first.length() > to || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int from = first.length();
        for (int i = 1; i < texts.size() - 1; i++) {
            int found = text.indexOf(texts.get(i), from);
            from = found + texts.get(i).length();
            if (found < 0 || from > to) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean at(int[] points, int from, int[] piece) {
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] != ANY_CHARACTER && piece[i] != points[from + i]) {
                return false;
            }
        }
        return true;
    }
}
