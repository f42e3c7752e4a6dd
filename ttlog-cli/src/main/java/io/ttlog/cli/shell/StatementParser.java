/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import io.ttlog.query.sql.Statements;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;

/** Tells JLine when an input is whole, and which word of it the cursor is behind. Stateless. */
final class StatementParser implements Parser {
    @Override
    public CompletingParsedLine parse(String line, int cursor, ParseContext context) {
        boolean accepting = context == ParseContext.ACCEPT_LINE || context == ParseContext.UNSPECIFIED;
        if (accepting && !Shell.isCommand(line) && Statements.isOpen(line)) {
            throw new EOFError(-1, cursor, "a statement ends with a semicolon", ";");
        }
        int from = cursor;
        while (from > 0 && Completions.isWordPart(line.charAt(from - 1))) {
            from--;
        }
        return new Word(line, cursor, line.substring(from, cursor));
    }

    /** The word up to the cursor; the others do not matter. */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
