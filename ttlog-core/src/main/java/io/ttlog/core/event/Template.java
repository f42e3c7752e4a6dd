/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.util.ArrayList;
import java.util.List;

/**
 * A message text with named holes: {@code User {user_id} logged in from {ip}}. A hole is {@code {}} or {@code {name}} with
 * a name of letters, digits, {@code _ . -} that does not start with a digit; any other brace is text. Holes name the
 * columns of their values: an empty name becomes {@code arg0}, {@code arg1}... by position, the second hole of a name
 * {@code x} becomes {@code x_2}. Holes after {@link #HOLES_MAX} are text. Immutable.
 */
public final class Template {
    /** Most holes: bounds the work on a text of braces only, which may come from outside. */
    public static final int HOLES_MAX = 256;

    private final List<String> literals;
    private final List<String> holes;

    private Template(List<String> literals, List<String> holes) {
        this.literals = List.copyOf(literals);
        this.holes = List.copyOf(holes);
    }

    /** Parses a text; every text is a template. */
    public static Template parse(String text) {
        List<String> literals = new ArrayList<>();
        List<String> holes = new ArrayList<>();
        int literalStart = 0;
        int i = 0;
        while (holes.size() < HOLES_MAX && (i = text.indexOf('{', i)) >= 0) {
            int close = holeEnd(text, i + 1);
            if (close < 0) {
                i++;
                continue;
            }
            literals.add(text.substring(literalStart, i));
            holes.add(unused(text.substring(i + 1, close), holes));
            literalStart = i = close + 1;
        }
        literals.add(text.substring(literalStart));
        return new Template(literals, holes);
    }

    private static int holeEnd(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '}') {
                return i;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            boolean inner = c >= '0' && c <= '9' || c == '.' || c == '-';
            if (!letter && !(inner && i > from)) {
                return -1;
            }
        }
        return -1;
    }

    private static String unused(String name, List<String> taken) {
        return free(name.isEmpty() ? "arg" + taken.size() : name, taken);
    }

    private static String free(String base, List<String> taken) {
        String candidate = base;
        for (int n = 2; taken.contains(candidate); n++) {
            candidate = base + "_" + n;
        }
        return candidate;
    }

    /** The column names of the holes, in order. */
    public List<String> holes() {
        return holes;
    }

    /** The texts around the holes: one more than {@link #holes}. */
    public List<String> literals() {
        return literals;
    }

    /**
     * The column name of the value at the index: the hole's, or {@code argN} for a value without a hole, {@code argN_2}
     * where a hole has that name.
     */
    public String key(int valueIndex) {
        return valueIndex < holes.size() ? holes.get(valueIndex) : free("arg" + valueIndex, holes);
    }
}
