/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

/**
 * JSON web tokens in their compact form (RFC 7515, section 7.1; RFC 7519): three parts of base64url, of which the first decodes to a
 * JSON object with an {@code alg}; five for an encrypted one (RFC 7516). A JSON object begins with <code>{"</code>, which is {@code eyJ}
 * in base64. Stateless.
 */
final class Jwt {
    /** Longest header; real ones have some hundred bytes, those with a chain of certificates some thousand. */
    private static final int HEADER_BYTES_MAX = 8 << 10;

    private static final int MORE_PARTS_MAX = 2;
    private static final long ALG = 0x22_61_6C_67_22L; // "alg", with its quotes
    private static final long ALG_MASK = 0xFF_FFFF_FFFFL;
    private static final byte ELLIPSIS = (byte) 0xE2; // the first byte of the mark of a text that was cut

    private Jwt() {}

    /** The token around the J of its {@code eyJ}. */
    static long around(byte[] text, int start, int at, int end) {
        final int from = at - 2;
        if (from < start
                || text[from] != 'e'
                || text[from + 1] != 'y'
                || Ascii.isAt(text, from - 1, start, end, Ascii.BASE64URL)) {
            return Ascii.NONE;
        }
        final int headerEnd = Ascii.runEnd(text, from, end, Ascii.BASE64URL);
        if (headerEnd >= end || text[headerEnd] != '.' || headerEnd - from > HEADER_BYTES_MAX) {
            return Ascii.NONE;
        }
        final int payloadEnd = Ascii.runEnd(text, headerEnd + 1, end, Ascii.BASE64URL);
        if (payloadEnd >= end || !namesAlgorithm(text, from, headerEnd)) {
            return Ascii.NONE;
        }
        if (text[payloadEnd] == ELLIPSIS) {
            return Ascii.match(from, payloadEnd);
        }
        if (text[payloadEnd] != '.') {
            return Ascii.NONE;
        }
        int to = Ascii.runEnd(text, payloadEnd + 1, end, Ascii.BASE64URL); // empty when it is not signed
        if (payloadEnd == headerEnd + 1 && to == payloadEnd + 1) {
            return Ascii.NONE;
        }
        for (int i = 0; i < MORE_PARTS_MAX && to < end && text[to] == '.'; i++) {
            final int next = Ascii.runEnd(text, to + 1, end, Ascii.BASE64URL);
            to = next == to + 1 ? to : next; // else the dot ends a sentence
        }
        return Ascii.match(from, to);
    }

    private static boolean namesAlgorithm(byte[] text, int from, int to) {
        long last = 0;
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 6 | Ascii.base64(text[i]);
            count += 6;
            if (count >= 8) {
                count -= 8;
                last = (last << 8 | bits >>> count & 0xFF) & ALG_MASK;
                if (last == ALG) {
                    return true;
                }
            }
        }
        return false;
    }
}
