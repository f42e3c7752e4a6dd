/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.query.sql.Token.Kind;
import java.util.List;

/** The tokens of a query and how far the parser has read. */
final class Tokens {
    private final SqlSource source;
    private final List<Token> tokens;
    private int at;

    Tokens(SqlSource source) {
        this.source = source;
        this.tokens = Lexer.tokens(source);
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token after the next; END at the end. */
    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    /** The first token that is no opening parenthesis. */
    Token afterParentheses() {
        int index = at;
        while (tokens.get(index).isSymbol("(")) {
            index++;
        }
        return tokens.get(index);
    }

    /** The next token; END again and again at the end. */
    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Index after the last character of the last token that was taken. */
    int end() {
        return at == 0 ? 0 : tokens.get(at - 1).to();
    }

    boolean accept(String keyword) {
        if (peek().is(keyword)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptSymbol(String symbol) {
        if (peek().isSymbol(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String keyword) {
        if (!accept(keyword)) {
            Token found = peek();
            String hint = found.kind() == Kind.WORD ? Suggestion.phrase(found.text(), List.of(keyword)) : "";
            throw source.syntax(found.from(), "expected " + keyword + " but found " + found.describe(source) + hint);
        }
    }

    void expectSymbol(String symbol, String purpose) {
        if (!acceptSymbol(symbol)) {
            throw source.syntax(
                    peek().from(), "expected '" + symbol + "' " + purpose + " but found " + peek().describe(source));
        }
    }
}
