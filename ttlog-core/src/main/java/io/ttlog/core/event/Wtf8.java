/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.nio.charset.StandardCharsets;

/**
 * Strings as WTF-8: UTF-8 in which a lone surrogate is written as its three-byte pattern, so that every Java string comes
 * back unchanged. (Simon Sapin, "The WTF-8 encoding"; equal to UTF-8 for all well-formed strings.) Stateless.
 */
public final class Wtf8 {
    /** Most bytes that one char can take. */
    public static final int BYTES_PER_CHAR_MAX = 3;

    private Wtf8() {}

    /**
     * Writes the text; the caller has made room for {@link #BYTES_PER_CHAR_MAX} bytes a char. Allocates nothing.
     *
     * @return the offset after the last byte written
     */
    public static int encode(String text, byte[] target, int offset) {
        final int length = text.length();
        int seen = 0;
        for (int i = 0; i < length; i++) { // without a branch on the char: nearly all text is ASCII
            final char c = text.charAt(i);
            target[offset + i] = (byte) c;
            seen |= c;
        }
        return seen < 0x80 ? offset + length : encodeBeyondAscii(text, target, offset);
    }

    private static int encodeBeyondAscii(String text, byte[] target, int offset) {
        int length = text.length();
        int at = offset;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | c >> 6);
                target[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                target[at++] = (byte) (0xF0 | point >> 18);
                target[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                target[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                target[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                target[at++] = (byte) (0xE0 | c >> 12);
                target[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                target[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return at;
    }

    /** The text as a new array of exactly its bytes. */
    public static byte[] encode(String text) {
        byte[] bytes = new byte[Math.toIntExact(byteCount(text))];
        encode(text, bytes, 0);
        return bytes;
    }

    /** The number of bytes that {@link #encode} writes. Allocates nothing. */
    public static long byteCount(String text) {
        int length = text.length();
        long count = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                count += c < 0x800 ? 1 : 2;
                if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++; // a pair: two chars counted, four bytes
                }
            }
        }
        return count;
    }

    /**
     * The string of bytes that {@link #encode} wrote. Bytes that it cannot have written become U+FFFD; nothing is thrown,
     * because checksums have vouched for the bytes before.
     */
    public static String decode(byte[] source, int offset, int length) {
        if (!holdsSurrogate(source, offset, length)) {
            return new String(source, offset, length, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(length);
        int runStart = offset;
        int end = offset + length;
        for (int i = offset; i + 2 < end; i++) {
            if ((source[i] & 0xFF) == 0xED && (source[i + 1] & 0xE0) == 0xA0 && (source[i + 2] & 0xC0) == 0x80) {
                text.append(new String(source, runStart, i - runStart, StandardCharsets.UTF_8));
                text.append((char) (0xD000 | (source[i + 1] & 0x3F) << 6 | source[i + 2] & 0x3F));
                i += 2;
                runStart = i + 1;
            }
        }
        return text.append(new String(source, runStart, end - runStart, StandardCharsets.UTF_8))
                .toString();
    }

    private static boolean holdsSurrogate(byte[] source, int offset, int length) {
        for (int i = offset, last = offset + length - 2; i < last; i++) {
            if (source[i] == (byte) 0xED && (source[i + 1] & 0xE0) == 0xA0) {
                return true;
            }
        }
        return false;
    }
}
