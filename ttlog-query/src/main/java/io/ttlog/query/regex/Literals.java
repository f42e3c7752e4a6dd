/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts that matches begin with (one of the prefixes) and contain (one of the required ones); either list may be empty, which says nothing.
 * The positions found are kept, so each prefix scans a text once, whatever the program does in between. For one thread.
 */
final class Literals {
    /** Most literals looked for, each by a scan of its own. */
    private static final int COUNT_MAX = 4;

    private final List<String> prefixes;
    private final List<String> required;

    /** Where each prefix is next; beyond the text when nowhere. */
    private final int[] nexts;

    private Literals(List<String> prefixes, List<String> required) {
        this.prefixes = prefixes;
        this.required = required;
        this.nexts = new int[prefixes.size()];
    }

    static Literals of(Node root) {
        return new Literals(prefixes(root), required(root));
    }

    /** The same, for another thread. */
    Literals copy() {
        return new Literals(prefixes, required);
    }

    List<String> required() {
        return required;
    }

    boolean hasPrefixes() {
        return !prefixes.isEmpty();
    }

    /** Whether the text may have a match. */
    boolean mayMatch(String text) {
        if (required.isEmpty()) {
            return true;
        }
        for (String literal : required) {
            if (text.contains(literal)) {
                return true;
            }
        }
        return false;
    }

    /** Begins another text. */
    void begin() {
        Arrays.fill(nexts, -1);
    }

    /** The first index, from one that never falls, at which a match can begin; -1 when there is none. */
    int candidate(String text, int from) {
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < nexts.length; i++) {
            if (nexts[i] < from) {
                int index = text.indexOf(prefixes.get(i), from);
                nexts[i] = index < 0 ? Integer.MAX_VALUE : index;
            }
            best = Math.min(best, nexts[i]);
        }
        return best == Integer.MAX_VALUE ? -1 : best;
    }

    private static List<Node> parts(Node node) {
        return node instanceof Node.Sequence sequence ? sequence.parts() : List.of(node);
    }

    /** What every match begins with: the longest literals; empty when there are none, or too many. */
    private static List<String> prefixes(Node node) {
        if (node instanceof Node.Group group) {
            return prefixes(group.body());
        }
        if (node instanceof Node.Choice choice) {
            List<String> all = new ArrayList<>();
            for (Node option : choice.options()) {
                List<String> some = prefixes(option);
                if (some.isEmpty() || all.size() + some.size() > COUNT_MAX) {
                    return List.of();
                }
                all.addAll(some);
            }
            return all;
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 ? prefixes(repeat.body()) : List.of();
        }
        List<Node> parts = parts(node);
        String literal = literal(parts, 0);
        if (literal.isEmpty()) {
            return parts.isEmpty()
                            || parts.get(0) instanceof Node.One
                            || parts.get(0).equals(node)
                    ? List.of()
                    : prefixes(parts.get(0));
        }
        return List.of(literal);
    }

    /** The code points that stand one after the other from a part on. */
    private static String literal(List<Node> parts, int from) {
        StringBuilder literal = new StringBuilder();
        for (int i = from; i < parts.size(); i++) {
            int point = parts.get(i) instanceof Node.One one ? one.set().single() : -1;
            // half a character would be found where it is part of a whole one
            if (point < 0 || point <= Character.MAX_VALUE && Character.isSurrogate((char) point)) {
                break;
            }
            literal.appendCodePoint(point);
        }
        return literal.toString();
    }

    /** Of each sequence the literals whose shortest is longest. */
    private static List<String> required(Node node) {
        if (node instanceof Node.Group group) {
            return required(group.body());
        }
        if (node instanceof Node.Choice choice) {
            List<String> all = new ArrayList<>();
            for (Node option : choice.options()) {
                List<String> some = required(option);
                if (some.isEmpty() || all.size() + some.size() > COUNT_MAX) {
                    return List.of();
                }
                all.addAll(some);
            }
            return all;
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 ? required(repeat.body()) : List.of();
        }
        List<Node> parts = parts(node);
        List<String> best = List.of();
        for (int i = 0; i < parts.size(); i++) {
            String literal = literal(parts, i);
            List<String> some = !literal.isEmpty()
                    ? List.of(literal)
                    : parts.get(i) instanceof Node.One || parts.get(i).equals(node)
                            ? List.of()
                            : required(parts.get(i));
            best = shortest(some) > shortest(best) ? some : best;
            i += Math.max(0, literal.codePointCount(0, literal.length()) - 1);
        }
        return best;
    }

    private static int shortest(List<String> literals) {
        return literals.stream().mapToInt(String::length).min().orElse(0);
    }
}
