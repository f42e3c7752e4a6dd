/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What names a span to other threads and processes, as W3C Trace Context has it: a value, safe for all threads, without any hold
 * on the span. {@link #traceparent} and {@link #tracestate} are the headers, {@link #parse} reads them.
 *
 * <p>No method throws: what is not valid becomes {@link #NONE}, a trace state that is not valid is left out, and one that is too
 * long is cut by whole members.
 *
 * @param traceIdHigh the first half of the id of the trace
 * @param traceIdLow the second half; both are zero only in {@link #NONE}
 * @param spanIdBits the id of the span; zero only in {@link #NONE}
 * @param flags of them {@link #SAMPLED}, {@link #RANDOM} and {@link #LOCAL} are kept
 * @param tracestate of other tracing systems, at most {@value #TRACESTATE_CHARS_MAX} chars; empty when there is none
 */
public record SpanContext(long traceIdHigh, long traceIdLow, long spanIdBits, int flags, String tracestate) {
    /** Longest trace state that is kept: what every system has to pass on. */
    public static final int TRACESTATE_CHARS_MAX = 512;
    /** Most members of a trace state. */
    public static final int TRACESTATE_MEMBERS_MAX = 32;
    /** Longest header that is looked at. */
    public static final int HEADER_CHARS_MAX = 8_192;

    /** Flag: who began the trace records it. */
    public static final int SAMPLED = 1;
    /** Flag: the second half of the id of the trace is random, but for its first byte. */
    public static final int RANDOM = 2;
    /** Flag that no header has: the span is, or was, one of this process. What was parsed does not have it. */
    public static final int LOCAL = 0x100;

    /** Names no span. */
    public static final SpanContext NONE = new SpanContext(0, 0, 0, 0, "");

    private static final int TRACEPARENT_CHARS = 55;
    private static final int VERSION_FORBIDDEN = 0xFF;
    private static final int TRACESTATE_KEY_CHARS_MAX = 256;
    private static final int TRACESTATE_VALUE_CHARS_MAX = 256;
    /** Longer members of a trace state that is too long go first. */
    private static final int TRACESTATE_MEMBER_CHARS_LONG = 128;

    private static final HexFormat HEX = HexFormat.of();

    /** Keeps what is valid. */
    public SpanContext {
        flags &= SAMPLED | RANDOM | LOCAL;
        tracestate = checked(tracestate);
        if ((traceIdHigh | traceIdLow) == 0 || spanIdBits == 0) {
            traceIdHigh = 0;
            traceIdLow = 0;
            spanIdBits = 0;
            flags = 0;
            tracestate = "";
        }
    }

    /**
     * Reads the headers of a request; {@link #NONE} when {@code traceparent} is missing or not valid: not of lower-case hexadecimal
     * digits, an id of zeros only, the version ff, or another length than its version has. Of a later version than 00 what version
     * 00 has is read. Allocates.
     */
    public static SpanContext parse(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null
                || traceparent.length() < TRACEPARENT_CHARS
                || traceparent.length() > HEADER_CHARS_MAX) {
            return NONE;
        }
        final long version = hex(traceparent, 0, 2);
        final long high = hex(traceparent, 3, 16);
        final long low = hex(traceparent, 19, 16);
        final long span = hex(traceparent, 36, 8) << Integer.SIZE | hex(traceparent, 44, 8);
        final long flags = hex(traceparent, 53, 2);
        if (!isHex(traceparent, 0, 2)
                || !isHex(traceparent, 3, 35)
                || !isHex(traceparent, 36, 52)
                || !isHex(traceparent, 53, TRACEPARENT_CHARS)
                || traceparent.charAt(2) != '-'
                || traceparent.charAt(35) != '-'
                || traceparent.charAt(52) != '-'
                || version == VERSION_FORBIDDEN) {
            return NONE;
        }
        final boolean longer = traceparent.length() > TRACEPARENT_CHARS;
        if (longer && (version == 0 || traceparent.charAt(TRACEPARENT_CHARS) != '-')) {
            return NONE;
        }
        final int known =
                version == 0 ? SAMPLED | RANDOM : SAMPLED; // what a later version calls its other bits is not known
        return new SpanContext(high, low, span, (int) flags & known, tracestate == null ? "" : tracestate);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            final char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Of digits that {@link #isHex} has been, or will be, asked about. */
    private static long hex(String text, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | Character.digit(text.charAt(i), 16) & 0xF;
        }
        return value;
    }

    private static String checked(@Nullable String state) {
        if (state == null || state.isEmpty() || state.length() > HEADER_CHARS_MAX) {
            return "";
        }
        final String[] members = state.split(",", -1);
        final Set<String> keys = new HashSet<>();
        final StringBuilder all = new StringBuilder(state.length());
        int kept = 0;
        for (int i = 0; i < members.length; i++) {
            final String member = stripped(members[i]);
            members[i] = member;
            if (member.isEmpty()) { // allowed, and nothing
                continue;
            }
            final int equals = member.indexOf('=');
            if (++kept > TRACESTATE_MEMBERS_MAX
                    || equals < 1
                    || !isKey(member, equals)
                    || !isValue(member, equals + 1)
                    || !keys.add(member.substring(0, equals))) {
                return ""; // one that cannot be read is not passed on
            }
            append(all, member);
        }
        return all.length() <= TRACESTATE_CHARS_MAX ? all.toString() : cut(members);
    }

    /** Without the long members; then as many of the first, which are the youngest, as there is room for. */
    private static String cut(String[] members) {
        final StringBuilder some = new StringBuilder(TRACESTATE_CHARS_MAX);
        for (String member : members) {
            if (member.isEmpty() || member.length() > TRACESTATE_MEMBER_CHARS_LONG) {
                continue;
            }
            if (some.length() + 1 + member.length() > TRACESTATE_CHARS_MAX) {
                break;
            }
            append(some, member);
        }
        return some.toString();
    }

    private static void append(StringBuilder all, String member) {
        if (all.length() > 0) {
            all.append(',');
        }
        all.append(member);
    }

    private static String stripped(String member) {
        int from = 0;
        int to = member.length();
        while (from < to && isBlank(member.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(member.charAt(to - 1))) {
            to--;
        }
        return member.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isKey(String member, int end) {
        if (end > TRACESTATE_KEY_CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            final char c = member.charAt(i);
            final boolean first = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!first && (i == 0 || "_-*/@".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(String member, int from) {
        if (from == member.length() || member.length() - from > TRACESTATE_VALUE_CHARS_MAX) {
            return false;
        }
        for (int i = from; i < member.length(); i++) {
            final char c = member.charAt(i);
            if (c < ' ' || c > '~' || c == '=') {
                return false;
            }
        }
        return true;
    }

    /** Whether it names a span. */
    public boolean isValid() {
        return spanIdBits != 0;
    }

    /** Whether who began the trace records it. */
    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** Whether the span is, or was, one of this process. */
    public boolean isLocal() {
        return (flags & LOCAL) != 0;
    }

    /** The id of the trace as 32 lower-case hexadecimal digits; empty for {@link #NONE}. Allocates. */
    public String traceId() {
        return isValid() ? HEX.toHexDigits(traceIdHigh) + HEX.toHexDigits(traceIdLow) : "";
    }

    /** The id of the span as 16 lower-case hexadecimal digits; empty for {@link #NONE}. Allocates. */
    public String spanId() {
        return isValid() ? HEX.toHexDigits(spanIdBits) : "";
    }

    /** The header {@code traceparent}, version 00; empty for {@link #NONE}: send none then. Allocates. */
    public String traceparent() {
        return isValid() ? "00-" + traceId() + '-' + spanId() + '-' + HEX.toHexDigits((byte) flags) : "";
    }

    /**
     * By all components. Spelt out, as {@link #hashCode}: the JDK's own comparison of records keeps the class that it last compared alive
     * ({@code java.lang.runtime.ObjectMethods} has a handle that remembers its last type), and with it the application's class loader.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanContext context
                && traceIdHigh == context.traceIdHigh
                && traceIdLow == context.traceIdLow
                && spanIdBits == context.spanIdBits
                && flags == context.flags
                && tracestate.equals(context.tracestate);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (Long.hashCode(traceIdHigh ^ traceIdLow) + Long.hashCode(spanIdBits)) + flags)
                + tracestate.hashCode();
    }
}
