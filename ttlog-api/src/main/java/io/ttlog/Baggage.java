/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names with values that travel with the work through threads and processes, as W3C Baggage has them: a value, safe for all threads.
 * At most {@value #MEMBERS_MAX} members and {@value #BYTES_MAX} bytes as a header; what would exceed them is left out. It is not
 * recorded by itself. No method throws; all but the questions allocate.
 */
public final class Baggage {
    /** Most members. */
    public static final int MEMBERS_MAX = 64;
    /** Longest header. */
    public static final int BYTES_MAX = 8_192;
    /** None. */
    public static final Baggage EMPTY = new Baggage(List.of());

    /** The value is decoded; the text is how the header has all of it. */
    private record Member(String key, String value, String text) {
        static Member of(String key, String value, String properties) {
            return new Member(key, value, key + '=' + encoded(value) + properties);
        }
    }

    private final List<Member> members;

    private Baggage(List<Member> members) {
        this.members = members;
    }

    /** Reads the header; members that are not valid or exceed the limits are left out, and of two of one name the last counts. */
    public static Baggage parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return EMPTY;
        }
        final String text = header.length() > BYTES_MAX ? header.substring(0, lastComma(header)) : header;
        Baggage baggage = EMPTY;
        for (String part : text.split(",", -1)) {
            final Member member = member(part);
            if (member != null) {
                baggage = baggage.with(member);
            }
        }
        return baggage;
    }

    /** Where the last whole member within the limit ends. */
    private static int lastComma(String header) {
        return Math.max(0, header.lastIndexOf(',', BYTES_MAX));
    }

    private static @Nullable Member member(String part) {
        final int semicolon = part.indexOf(';');
        final String pair = semicolon < 0 ? part : part.substring(0, semicolon);
        final String properties = semicolon < 0 ? "" : part.substring(semicolon).strip();
        final int equals = pair.indexOf('=');
        if (equals < 0 || !isPrintable(properties)) {
            return null;
        }
        final String key = pair.substring(0, equals).strip();
        final String value = decoded(pair.substring(equals + 1).strip());
        return isKey(key) && value != null ? Member.of(key, value, properties) : null;
    }

    /** This with one member more or another value of it; this itself when the key is no token or there is no room. */
    public Baggage with(@Nullable String key, @Nullable String value) {
        return key == null || value == null || value.length() > BYTES_MAX || !isKey(key)
                ? this
                : with(Member.of(key, value, ""));
    }

    private Baggage with(Member member) {
        final List<Member> all = new ArrayList<>(members);
        all.removeIf(known -> known.key.equals(member.key));
        all.add(member);
        int bytes = all.size() - 1;
        for (Member each : all) {
            bytes += each.text.length();
        }
        return all.size() > MEMBERS_MAX || bytes > BYTES_MAX ? this : new Baggage(List.copyOf(all));
    }

    /** This without the member. */
    public Baggage without(@Nullable String key) {
        final List<Member> all = new ArrayList<>(members);
        return all.removeIf(known -> known.key.equals(key)) ? new Baggage(List.copyOf(all)) : this;
    }

    /** The value of the member; null when there is none. Allocates nothing. */
    public @Nullable String get(@Nullable String key) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).key.equals(key)) {
                return members.get(i).value;
            }
        }
        return null;
    }

    /** The keys, in their order. */
    public List<String> keys() {
        return members.stream().map(Member::key).toList();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** The header {@code baggage}; empty when there is nothing to send. */
    public String header() {
        final StringBuilder header = new StringBuilder();
        for (Member member : members) {
            header.append(header.length() == 0 ? "" : ",").append(member.text);
        }
        return header.toString();
    }

    private static boolean isKey(String key) {
        if (key.isEmpty() || key.length() > BYTES_MAX) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            final char c = key.charAt(i);
            if (c <= ' ' || c > '~' || "(),/:;<=>?@[\\]{}\"".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t');
    }

    /** Whether a value may have the char as it is; the percent sign is what encodes the others. */
    private static boolean isPlain(int c) {
        return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\' && c != '%';
    }

    private static String encoded(String value) {
        final StringBuilder text = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            final int c = b & 0xFF;
            if (isPlain(c)) {
                text.append((char) c);
            } else {
                text.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xF));
            }
        }
        return text.toString();
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }

    /** Null when it has a char that it may not have. A percent sign that encodes nothing stands for itself. */
    private static @Nullable String decoded(String value) {
        final byte[] bytes = new byte[value.length()];
        int count = 0;
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '%' && i + 3 <= value.length() && digit(value, i + 1) >= 0 && digit(value, i + 2) >= 0) {
                bytes[count++] = (byte) (digit(value, i + 1) << 4 | digit(value, i + 2));
                i += 2;
            } else if (c == '%' || isPlain(c)) {
                bytes[count++] = (byte) c;
            } else {
                return null;
            }
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }

    private static int digit(String value, int index) {
        final char c = value.charAt(index);
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Baggage baggage && members.equals(baggage.members);
    }

    @Override
    public int hashCode() {
        return Objects.hash(members);
    }

    @Override
    public String toString() {
        return header();
    }
}
