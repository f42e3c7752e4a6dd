/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.query.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL into tokens, in one pass and linear time. */
final class Lexer {
    private static final List<String> SYMBOLS = List.of(
            "!~*", "->>", "!~", "~*", "->", "<>", "!=", "<=", ">=", "||", "::", "=", "<", ">", "+", "-", "*", "/", "%",
            "(", ")", "[", "]", ",", ".", ";", "?", ":", "~");

    private final SqlSource source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(SqlSource source) {
        this.source = source;
        this.text = source.text();
    }

    /** All tokens, the last of which is {@link Kind#END}. */
    static List<Token> tokens(SqlSource source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (skipBlanksAndComments()) {
            char c = text.charAt(at);
            if (c == '\'') {
                quoted('\'', Kind.TEXT, "text literal");
            } else if (c == '"') {
                quoted('"', Kind.QUOTED, "quoted name");
            } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number();
            } else if (Character.isLetter(c) || c == '_') {
                word();
            } else {
                symbol();
            }
        }
        tokens.add(new Token(Kind.END, "", 0, text.length(), text.length()));
    }

    /** Whether anything is left. */
    private boolean skipBlanksAndComments() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (c == '/' && peek(1) == '*') {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw source.syntax(at, "this comment has no end: expected */");
                }
                at = end + 2;
            } else {
                return true;
            }
        }
        return false;
    }

    private void quoted(char quote, Kind kind, String what) {
        int from = at;
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw source.syntax(from, "this " + what + " has no end: expected " + quote);
            }
            value.append(text, at, end);
            at = end + 1;
            if (at >= text.length() || text.charAt(at) != quote) {
                break;
            }
            value.append(quote);
            at++;
        }
        if (kind == Kind.QUOTED && value.isEmpty()) {
            throw source.syntax(from, "a quoted name cannot be empty");
        }
        tokens.add(new Token(kind, value.toString(), 0, from, at));
    }

    private void word() {
        int from = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        tokens.add(new Token(Kind.WORD, text.substring(from, at), 0, from, at));
    }

    private void symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                tokens.add(new Token(Kind.SYMBOL, symbol, 0, at, at + symbol.length()));
                at += symbol.length();
                return;
            }
        }
        char c = text.charAt(at);
        String way = c == '`' ? "; names are quoted with \"" : "";
        throw source.syntax(at, "the character '" + c + "' has no meaning in SQL" + way);
    }

    private void number() {
        int from = at;
        digits();
        boolean decimal = false;
        if (peek(0) == '.' && isDigit(peek(1)) || peek(0) == '.' && !isWordPart(peek(1)) && peek(1) != '.') {
            decimal = true;
            at++;
            digits();
        }
        if ((peek(0) == 'e' || peek(0) == 'E')
                && (isDigit(peek(1)) || (peek(1) == '+' || peek(1) == '-') && isDigit(peek(2)))) {
            decimal = true;
            at += 2;
            digits();
        }
        if (!isWordPart(peek(0))) {
            tokens.add(new Token(decimal ? Kind.DECIMAL : Kind.INTEGER, text.substring(from, at), 0, from, at));
            return;
        }
        while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '.' && isDigit(peek(1)))) {
            at++;
        }
        String literal = text.substring(from, at);
        Quantity quantity;
        try {
            quantity = Quantity.parse(literal);
        } catch (IllegalArgumentException e) {
            throw source.syntax(from, e.getMessage() == null ? "not a number" : e.getMessage());
        }
        tokens.add(new Token(quantity.duration() ? Kind.DURATION : Kind.SIZE, literal, quantity.value(), from, at));
    }

    private void digits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
