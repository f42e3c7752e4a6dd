/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

/**
 * Credentials behind the name of their scheme, {@code Bearer} (RFC 6750) and {@code Basic} (RFC 7617), the password in the authority
 * of a URL (RFC 3986, section 3.2.1), and private keys in PEM (RFC 7468). Stateless.
 */
final class Credentials {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    /** Shorter ones are words. */
    private static final int BEARER_BYTES_MIN = 16;

    private static final int BASIC_BYTES_MIN = 8;
    private static final int BASIC_BYTES_MAX = 1_024;
    /** Longest user information, with its host's first part. */
    private static final int AUTHORITY_BYTES_MAX = 512;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String BLOCK = " BLOCK";
    private static final String DASHES = "-----";
    /** Longest word before {@code PRIVATE KEY}, such as {@code ENCRYPTED}, {@code RSA}. */
    private static final int LABEL_BYTES_MAX = 32;
    /** What stands behind a PEM header that has no end is a key if it has so many bytes of base64. */
    private static final int KEY_BYTES_MIN = 32;

    private Credentials() {}

    /** Credentials behind a scheme that begins here with a B; the scheme is not part of the match. */
    static long atB(byte[] text, int start, int at, int end) {
        if (Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM)) {
            return Ascii.NONE;
        }
        if (Ascii.startsWithIgnoringCase(text, at, end, BEARER)) {
            final int from = at + BEARER.length();
            final int to = tokenEnd(text, from, Ascii.runEnd(text, from, end, Ascii.TOKEN));
            return to - from >= BEARER_BYTES_MIN && CloudKeys.hasDigit(text, from, to)
                    ? Ascii.match(from, to)
                    : Ascii.NONE;
        }
        if (Ascii.startsWithIgnoringCase(text, at, end, BASIC)) {
            final int from = at + BASIC.length();
            int to = Ascii.runEnd(text, from, Math.min(end, from + BASIC_BYTES_MAX), Ascii.BASE64);
            final boolean pair = to - from >= BASIC_BYTES_MIN - 2 && holdsPair(text, from, to);
            while (to < end && text[to] == '=') {
                to++;
            }
            return pair && (to - from) % 4 == 0 ? Ascii.match(from, to) : Ascii.NONE;
        }
        return Ascii.NONE;
    }

    /** Without the dot that ends a sentence. */
    private static int tokenEnd(byte[] text, int from, int to) {
        return to > from && text[to - 1] == '.' ? to - 1 : to;
    }

    /** Whether the base64 is of a text with a colon. */
    private static boolean holdsPair(byte[] text, int from, int to) {
        boolean colon = false;
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 6 | Ascii.base64(text[i]);
            count += 6;
            if (count >= 8) {
                count -= 8;
                final int c = bits >>> count & 0xFF;
                if (c < ' ' || c == 0x7F) {
                    return false;
                }
                colon |= c == ':';
            }
        }
        return colon;
    }

    /** The password of the URL whose scheme ends with the colon here. */
    static long atColon(byte[] text, int start, int at, int end) {
        if (end - at < 3
                || text[at + 1] != '/'
                || text[at + 2] != '/'
                || !Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM)) {
            return Ascii.NONE;
        }
        int from = 0;
        int to = 0;
        final int limit = Math.min(end, at + 3 + AUTHORITY_BYTES_MAX);
        for (int i = at + 3; i < limit && isAuthority(text[i]); i++) {
            if (text[i] == ':' && from == 0) {
                from = i + 1;
            } else if (text[i] == '@' && from > 0) {
                to = i; // the last one: passwords may have one, hosts have none
            }
        }
        return to > from && text[from] != '{' ? Ascii.match(from, to) : Ascii.NONE;
    }

    private static boolean isAuthority(byte b) {
        return (b & 0xFF) > ' '
                && b != '/'
                && b != '?'
                && b != '#'
                && b != '"'
                && b != '\''
                && b != '<'
                && b != '>'
                && b != '\\'
                && b != '`';
    }

    /** The private key whose PEM header begins here; up to its end line, or as far as it goes when that is missing. */
    static long atDash(byte[] text, int at, int end) {
        if (!Ascii.startsWith(text, at, end, BEGIN)) {
            return Ascii.NONE;
        }
        final int header = labelEnd(text, at + BEGIN.length(), end);
        if (header < 0) {
            return Ascii.NONE;
        }
        for (int i = header; i < end; i++) {
            if (text[i] == '-' && Ascii.startsWith(text, i, end, DASHES)) {
                if (Ascii.startsWith(text, i, end, END)) {
                    final int to = labelEnd(text, i + END.length(), end);
                    return Ascii.match(at, to < 0 ? i : to);
                }
                break; // another header: this one has no end
            }
        }
        int bytes = 0;
        int to = header;
        for (; to < end && isKey(text[to]); to++) {
            bytes += Ascii.is(text[to], Ascii.BASE64) ? 1 : 0;
        }
        return bytes >= KEY_BYTES_MIN ? Ascii.match(at, to) : Ascii.NONE;
    }

    /** Behind the dashes after {@code PRIVATE KEY}; negative when something else stands here. */
    private static int labelEnd(byte[] text, int from, int end) {
        final int limit = Math.min(end, from + LABEL_BYTES_MAX);
        for (int i = from; i < limit && (Ascii.is(text[i], Ascii.UPPER | Ascii.DIGIT) || text[i] == ' '); i++) {
            if (text[i] == 'P' && Ascii.startsWith(text, i, end, PRIVATE)) {
                int to = i + PRIVATE.length();
                to = Ascii.startsWith(text, to, end, BLOCK) ? to + BLOCK.length() : to;
                return Ascii.startsWith(text, to, end, DASHES) ? to + DASHES.length() : -1;
            }
        }
        return -1;
    }

    private static boolean isKey(byte b) {
        return Ascii.is(b, Ascii.BASE64 | Ascii.SPACE) || b == '\n' || b == '\r' || b == '=' || b == '\\';
    }
}
