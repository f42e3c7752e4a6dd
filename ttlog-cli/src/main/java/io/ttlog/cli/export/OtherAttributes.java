/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the attributes that have a column of their own out of the JSON object of all attributes, as the store makes it: flat,
 * without white space. Stateless.
 */
final class OtherAttributes {
    private static final int HEX_DIGITS = 4;

    private OtherAttributes() {}

    /** The object without those keys; null when nothing is left. */
    static @Nullable String of(String json, Set<String> keys) {
        StringBuilder others = new StringBuilder("{");
        int at = 1;
        while (json.charAt(at) != '}') {
            int keyEnd = afterText(json, at);
            int valueEnd = afterValue(json, keyEnd + 1);
            if (!keys.contains(unquoted(json, at + 1, keyEnd - 1))) {
                others.append(others.length() > 1 ? "," : "").append(json, at, valueEnd);
            }
            at = json.charAt(valueEnd) == ',' ? valueEnd + 1 : valueEnd;
        }
        return others.length() == 1 ? null : others.append('}').toString();
    }

    private static int afterText(String json, int quote) {
        int at = quote + 1;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int afterValue(String json, int from) {
        if (json.charAt(from) == '"') {
            return afterText(json, from);
        }
        int at = from;
        while (json.charAt(at) != ',' && json.charAt(at) != '}') {
            at++;
        }
        return at;
    }

    private static String unquoted(String json, int from, int to) {
        if (json.indexOf('\\', from) < 0 || json.indexOf('\\', from) >= to) {
            return json.substring(from, to);
        }
        StringBuilder text = new StringBuilder();
        for (int at = from; at < to; at++) {
            char c = json.charAt(at);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++at);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json.substring(at + 1, at + 1 + HEX_DIGITS), 16));
                    at += HEX_DIGITS;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}
