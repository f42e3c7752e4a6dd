/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.List;

/** A regular expression with RE2's syntax and semantics. Immutable; a {@link RegexMatcher} searches for it. */
public final class Regex {
    /** Most characters of a pattern: what is larger is made by a program, and then IN or contains is faster. */
    public static final int PATTERN_LENGTH_MAX = 16_384;

    /** Most times that {@code {n,m}} repeats, as in RE2. */
    public static final int REPEAT_MAX = 1_000;

    /** Most instructions, with repetitions written out. A search reads a code point in at most as many steps. */
    public static final int INSTRUCTIONS_MAX = 10_000;

    /** Deepest groups: the parser calls itself for each, on a caller's stack that may be small. */
    static final int DEPTH_MAX = 250;

    /** Most steps of telling sets of code points apart, some 100 ms. */
    static final long SET_WORK_MAX = 10_000_000;

    private final String pattern;
    private final Program program;
    private final Literals literals;

    private Regex(String pattern, Program program, Literals literals) {
        this.pattern = pattern;
        this.program = program;
        this.literals = literals;
    }

    /** Reads a pattern. Fails with {@link RegexSyntaxException}, also when it is beyond a bound. */
    public static Regex of(String pattern) {
        return of(pattern, "");
    }

    /**
     * Reads a pattern.
     *
     * @param options letters of {@code imsU}, as in {@code (?i)}: case does not count, lines, a dot matches newlines, too, lazy
     */
    public static Regex of(String pattern, String options) {
        RegexParser parser = new RegexParser(pattern, options);
        Node root = parser.parse();
        return new Regex(pattern, Compiler.compile(root, parser.groups()), Literals.of(root));
    }

    /** The number of groups, the whole match not counted. */
    public int groupCount() {
        return program.groups();
    }

    /** A matched text contains one of these; empty when nothing is known. */
    public List<String> requiredLiterals() {
        return literals.required();
    }

    /**
     * A matcher, for one thread. It holds up to some 10 MiB for patterns of many states.
     *
     * @param groups those whose bounds will be asked for; 0 is the whole match
     */
    public RegexMatcher matcher(int... groups) {
        return new RegexMatcher(program, literals.copy(), groups);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
