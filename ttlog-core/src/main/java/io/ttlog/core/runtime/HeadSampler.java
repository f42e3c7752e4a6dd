/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Sampling;
import io.ttlog.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a trace begins whether it is kept (RFC-0015), as OpenTelemetry's consistent probability sampling does: if the
 * rightmost 56 bits of its id, as a number, are not below a threshold. The threshold is the decision: it says for how many
 * traces a kept one stands. Safe for all threads; allocates nothing.
 */
final class HeadSampler {
    /** In the place of a threshold: the trace is not kept. */
    static final long UNSAMPLED = -1;

    private static final int BITS = 56;
    /** One more than the largest random number: the threshold that keeps nothing. */
    private static final long NOTHING = 1L << BITS;

    private static final int HEX_DIGITS = BITS / 4;
    private static final long UNKNOWN = -1;

    private final double share;
    private final long shareThreshold;
    private final @Nullable TraceBudget budget;
    private final boolean tail;
    private final String shareState;
    /** Trace states by how often the share was halved. */
    private final String[] halvedStates;

    HeadSampler(Sampling sampling, long now) {
        share = sampling.share();
        shareThreshold = NOTHING - Math.round(share * NOTHING);
        tail = sampling.hasTail();
        budget = sampling.tracesPerSecond() == 0 ? null : new TraceBudget(sampling.tracesPerSecond(), now);
        shareState = state(shareThreshold);
        halvedStates = new String[budget == null ? 0 : BITS + 1];
        for (int i = 0; i < halvedStates.length; i++) {
            halvedStates[i] = state(halved(i));
        }
    }

    private static long halved(long times) {
        return times > BITS ? NOTHING : NOTHING - (1L << BITS - times);
    }

    /** The threshold as the member of a trace state: hexadecimal, without zeros at its end. */
    private static String state(long threshold) {
        if (threshold == NOTHING) {
            return ""; // nobody hears of what is never kept
        }
        int digits = HEX_DIGITS;
        long left = threshold;
        while (digits > 1 && (left & 0xF) == 0) {
            left >>>= 4;
            digits--;
        }
        final String hex = Long.toHexString(left);
        return "ot=th:" + "0".repeat(digits - hex.length()) + hex;
    }

    /** Whether spans of traces that the head does not keep are recorded all the same, for the pump to decide. */
    boolean hasTail() {
        return tail;
    }

    /** The decision on a trace that begins: its threshold, or {@link #UNSAMPLED}. */
    long decide(long traceIdLow, long now) {
        final TraceBudget limit = budget;
        final long threshold = limit == null ? shareThreshold : Math.max(shareThreshold, halved(limit.halvings(now)));
        if ((traceIdLow & NOTHING - 1) < threshold) {
            return UNSAMPLED;
        }
        if (limit != null) {
            limit.spend(now);
        }
        return threshold;
    }

    /** The decision on a trace that goes on here from another thread or process. */
    long decided(SpanContext parent) {
        if (!parent.isSampled()) {
            return UNSAMPLED;
        }
        final String state = parent.tracestate();
        if (state.isEmpty()) {
            return 0;
        }
        final int from = member(state);
        if (from < 0) {
            return 0;
        }
        final long threshold = number(state, from, "th:", false);
        final long explicit = number(state, from, "rv:", true);
        final long randomness = explicit == UNKNOWN ? parent.traceIdLow() & NOTHING - 1 : explicit;
        return threshold <= randomness
                ? Math.max(0, threshold)
                : 0; // one by which it would not have been kept is wrong
    }

    /** Where the value of OpenTelemetry's member begins; negative when there is none. The trace state is a valid one. */
    private static int member(String state) {
        int at = 0;
        while (!state.startsWith("ot=", at)) {
            at = state.indexOf(',', at) + 1;
            if (at == 0) {
                return -1;
            }
        }
        return at + "ot=".length();
    }

    /** The number of the key within the member, {@link #UNKNOWN} when it is not there or not valid. */
    private static long number(String state, int from, String key, boolean allDigits) {
        int at = from;
        while (!state.startsWith(key, at)) {
            while (at < state.length() && state.charAt(at) != ';') {
                if (state.charAt(at) == ',') {
                    return UNKNOWN;
                }
                at++;
            }
            if (at == state.length()) {
                return UNKNOWN;
            }
            at++;
        }
        at += key.length();
        long number = 0;
        int digits = 0;
        while (at < state.length() && state.charAt(at) != ';' && state.charAt(at) != ',') {
            final char c = state.charAt(at++);
            final boolean letter = c >= 'a' && c <= 'f';
            if (!letter && (c < '0' || c > '9') || ++digits > HEX_DIGITS) {
                return UNKNOWN;
            }
            number = number << 4 | (letter ? c - 'a' + 10 : c - '0');
        }
        return digits == 0 || allDigits && digits < HEX_DIGITS ? UNKNOWN : number << 4 * (HEX_DIGITS - digits);
    }

    /** The weight of a span whose trace is kept by the threshold. */
    double weight(long threshold) {
        return threshold == shareThreshold ? 1 / share : (double) NOTHING / (NOTHING - threshold);
    }

    /** What a trace that began here with the threshold, or {@link #UNSAMPLED}, tells others. */
    String tracestate(long threshold) {
        if (threshold < 0) {
            return "";
        }
        return threshold == shareThreshold
                ? shareState
                : halvedStates[BITS - Long.numberOfTrailingZeros(NOTHING - threshold)];
    }
}
