/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.field;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses, IPv4 or IPv6: {@code 10.0.0.0/8}. Bits of the address behind the length do not count. An IPv4 address is the same in both
 * its forms, {@code 10.0.0.1} and {@code ::ffff:10.0.0.1}. Never asks a name server. Immutable.
 */
public final class IpNetwork {
    private static final int BYTES = 16;
    private static final int V4_AT = 12;
    private static final int TEXT_LENGTH_MAX = 45;

    private final byte[] address;
    private final int bits;

    private IpNetwork(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads a network; an address without a length is a network of one. Null when it is none. */
    public static @Nullable IpNetwork of(String text) {
        int slash = text.indexOf('/');
        String part = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = address(part);
        if (bytes == null) {
            return null;
        }
        int most = part.indexOf(':') < 0 ? 32 : 128;
        int length = slash < 0 ? most : number(text, slash + 1, text.length(), most);
        return length < 0 ? null : new IpNetwork(bytes, length + 128 - most);
    }

    /** Whether the address, as {@link #address} gives it, is in the network. */
    public boolean contains(byte[] other) {
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ other[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    /** 16 bytes, of IPv4 those of {@code ::ffff:a.b.c.d}; null when the text is no address. */
    public static byte @Nullable [] address(String text) {
        if (text.isEmpty() || text.length() > TEXT_LENGTH_MAX) {
            return null;
        }
        byte[] bytes = new byte[BYTES];
        if (text.indexOf(':') < 0) {
            bytes[10] = (byte) 0xFF;
            bytes[11] = (byte) 0xFF;
            return v4(text, 0, bytes, V4_AT) ? bytes : null;
        }
        return v6(text, bytes) ? bytes : null;
    }

    /** A decimal number of at most three digits, without a leading zero; -1 when it is none, or above the most. */
    private static int number(String text, int from, int to, int most) {
        if (to <= from || to - from > 3 || to - from > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value <= most ? value : -1;
    }

    private static boolean v4(String text, int start, byte[] bytes, int target) {
        int from = start;
        for (int i = 0; i < 4; i++) {
            int dot = text.indexOf('.', from);
            int to = i == 3 ? text.length() : dot;
            int value = to < 0 ? -1 : number(text, from, to, 255);
            if (value < 0) {
                return false;
            }
            bytes[target + i] = (byte) value;
            from = to + 1;
        }
        return true;
    }

    private static boolean v6(String text, byte[] bytes) {
        int at = 0;
        int filled = 0;
        int gap = -1;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int to = colon < 0 ? text.length() : colon;
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                if (filled > BYTES - 4 || !v4(text, at, bytes, filled)) {
                    return false;
                }
                filled += 4;
                at = to;
                break;
            }
            if (to == at || to - at > 4 || filled == BYTES) {
                return false;
            }
            int group = 0;
            for (int i = at; i < to; i++) {
                int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
                if (digit < 0) {
                    return false;
                }
                group = group * 16 + digit;
            }
            bytes[filled++] = (byte) (group >> 8);
            bytes[filled++] = (byte) group;
            if (colon < 0) {
                at = to;
                break;
            }
            at = to + 1;
            if (at < text.length() && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = filled;
                at++;
            } else if (at == text.length()) {
                return false;
            }
        }
        if (gap < 0) {
            return filled == BYTES;
        }
        if (filled > BYTES - 2) {
            return false;
        }
        System.arraycopy(bytes, gap, bytes, BYTES - (filled - gap), filled - gap);
        Arrays.fill(bytes, gap, BYTES - (filled - gap), (byte) 0);
        return true;
    }
}
