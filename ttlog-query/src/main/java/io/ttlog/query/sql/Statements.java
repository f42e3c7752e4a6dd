/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a script at the semicolons that are outside of texts, quoted names and comments. Linear; knows no more of SQL than that,
 * so that a wrong statement is told by its parser and those before it are run.
 */
public final class Statements {
    /**
     * One statement of a script.
     *
     * @param text without the semicolon, never blank
     * @param line of the script at which it begins, from 1
     */
    public record Statement(String text, int line) {}

    private final String script;
    private final List<Statement> statements = new ArrayList<>();
    private int at;
    private int from;

    /** Whether something other than blanks and comments has come since {@link #from}. */
    private boolean begun;

    private boolean isOpen;

    private Statements(String script) {
        this.script = script;
        while (at < script.length()) {
            step();
        }
        isOpen |= begun;
        end();
    }

    /** The statements of a script, the last with or without a semicolon. */
    public static List<Statement> of(String script) {
        return List.copyOf(new Statements(script).statements);
    }

    /** Whether a text ends within a statement, a quoted text or a comment, so that more of it has to come. */
    public static boolean isOpen(String script) {
        return new Statements(script).isOpen;
    }

    private void step() {
        char c = script.charAt(at);
        if (c == ';') {
            end();
            at++;
            from = at;
        } else if (script.startsWith("--", at)) {
            int end = script.indexOf('\n', at);
            at = end < 0 ? script.length() : end + 1;
            skip();
        } else if (script.startsWith("/*", at)) {
            int end = script.indexOf("*/", at + 2);
            isOpen |= end < 0;
            at = end < 0 ? script.length() : end + 2;
            skip();
        } else if (c == '\'' || c == '"') {
            begun = true;
            int end = script.indexOf(c, at + 1); // of '' the second quote begins another text, which changes nothing
            isOpen |= end < 0;
            at = end < 0 ? script.length() : end + 1;
        } else {
            begun |= !Character.isWhitespace(c);
            at++;
            skip();
        }
    }

    /** What comes before a statement is no part of it. */
    private void skip() {
        if (!begun) {
            from = at;
        }
    }

    private void end() {
        if (begun) {
            int line = 1
                    + (int) script.substring(0, from)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            statements.add(new Statement(script.substring(from, at).stripTrailing(), line));
        }
        begun = false;
    }
}
