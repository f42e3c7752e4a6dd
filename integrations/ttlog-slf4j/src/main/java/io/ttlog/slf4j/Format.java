/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import org.jspecify.annotations.Nullable;

/**
 * What a format of SLF4J is to ttlog, where the same text is a template: how many holes it has, and whether they are the same ones.
 * They are not where SLF4J has an escape ({@code \{}}), which templates do not know, or where ttlog has a hole with a name ({@code
 * {id}}), which is text to SLF4J. Immutable.
 */
final class Format {
    /** Formats remembered; a power of two. One that falls on the place of another is parsed again, in some 50 ns. */
    private static final int KNOWN_MAX = 1_024;
    /** Templates have no more. */
    private static final int HOLES_MAX = 256;

    private static final @Nullable Format[] KNOWN = new Format[KNOWN_MAX];

    private final String text;
    private final int holes; // if it is plain
    /** Whether the template has these holes and no others. */
    final boolean plain;

    private Format(String text) {
        this.text = text;
        int found = 0;
        boolean same = true;
        for (int i = text.indexOf('{'); i >= 0 && same; i = text.indexOf('{', i + 1)) {
            if (i + 1 < text.length() && text.charAt(i + 1) == '}') {
                found++;
                same = found <= HOLES_MAX && (i == 0 || text.charAt(i - 1) != '\\');
            } else {
                same = !isName(text, i + 1);
            }
        }
        holes = found;
        plain = same;
    }

    /** Whether the template with so many values reads as SLF4J has it. */
    boolean isFilledBy(int arguments) {
        return plain && holes <= arguments;
    }

    /** Whether a name begins here and is closed: then it may be a hole of a template. */
    private static boolean isName(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '}') {
                return true;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            boolean inner = c >= '0' && c <= '9' || c == '.' || c == '-';
            if (!letter && !(inner && i > from)) {
                return false;
            }
        }
        return false;
    }

    /** The format of the text. */
    static Format of(String text) {
        final int hash = text.hashCode();
        final int place = (hash ^ hash >>> 16) & KNOWN_MAX - 1;
        // A data race without harm: a format has only final fields, and another one's text differs.
        final Format known = KNOWN[place];
        if (known != null && known.text.equals(text)) {
            return known;
        }
        Format parsed = new Format(text);
        if (text.length() <= HOLES_MAX * 4) { // what is longer is hardly a literal
            KNOWN[place] = parsed;
        }
        return parsed;
    }
}
