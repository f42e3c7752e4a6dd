/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are recorded, for {@link TTLogBuilder#sampling}: {@code Sampling.ratio(0.1).keepErrors()}. A value; each method
 * returns another one. A value that cannot be is refused with a {@link TTLogException}.
 *
 * <p>It is decided where a trace begins, by its id, in such a way that services agree which traces they keep; a remote parent's
 * sampled flag is followed. With {@link #keepErrors} or {@link #keepSlowerThan}, traces that were not chosen are kept back, within a
 * bound ({@link #within}), until they have ended in this process, and kept if they failed or were slow. A kept span says in the
 * column {@code weight} for how many it stands. Spans that are not kept are counted as {@link DropReason#SAMPLED}. Logs are not sampled.
 *
 * @param share of the traces that is kept, 0 to 1
 * @param tracesPerSecond most traces a second that are kept, on average; 0 for no limit
 * @param errorsKept whether traces with a failed span are kept in any case
 * @param slowAfter traces with a span that lasts so long are kept in any case; null for none
 * @param heldFor how long spans are held, at most, until it is known whether their trace failed or was slow
 * @param heldBytes most bytes of spans that are held
 */
public record Sampling(
        double share,
        int tracesPerSecond,
        boolean errorsKept,
        @Nullable Duration slowAfter,
        Duration heldFor,
        int heldBytes) {
    /** Smallest share above zero. */
    public static final double SHARE_MIN = 1e-9;
    /** Most traces a second that can be asked for. */
    public static final int PER_SECOND_MAX = 1_000_000;
    /** The longest time that makes a trace slow. */
    public static final Duration SLOW_MAX = Duration.ofDays(1);
    /** The shortest time for which spans are held. */
    public static final Duration HELD_FOR_MIN = Duration.ofMillis(100);
    /** The longest time for which spans are held. */
    public static final Duration HELD_FOR_MAX = Duration.ofMinutes(10);
    /** Least bytes of spans that are held. */
    public static final int HELD_BYTES_MIN = 64 << 10;
    /** Most bytes of spans that are held. */
    public static final int HELD_BYTES_MAX = 256 << 20;

    private static final Duration HELD_FOR = Duration.ofSeconds(30);
    private static final int HELD_BYTES = 8 << 20;
    private static final Sampling ALL = new Sampling(1, 0, false, null, HELD_FOR, HELD_BYTES);

    /** Checks its arguments. */
    public Sampling {
        if (!(share == 0 || share >= SHARE_MIN && share <= 1)) {
            throw refuse("share", Double.toString(share), "0, or from " + SHARE_MIN + " to 1");
        }
        if (tracesPerSecond < 0 || tracesPerSecond > PER_SECOND_MAX) {
            throw refuse(
                    "traces a second",
                    Integer.toString(tracesPerSecond),
                    "0 (no limit), or from 1 to " + PER_SECOND_MAX);
        }
        if (slowAfter != null && (slowAfter.isNegative() || slowAfter.isZero() || slowAfter.compareTo(SLOW_MAX) > 0)) {
            throw refuse("slow after", slowAfter.toString(), "above PT0S, up to " + SLOW_MAX);
        }
        TTLogException.given(heldFor, "sampling: held for");
        if (heldFor.compareTo(HELD_FOR_MIN) < 0 || heldFor.compareTo(HELD_FOR_MAX) > 0) {
            throw refuse("held for", heldFor.toString(), "from " + HELD_FOR_MIN + " to " + HELD_FOR_MAX);
        }
        if (heldBytes < HELD_BYTES_MIN || heldBytes > HELD_BYTES_MAX) {
            throw refuse("held bytes", Integer.toString(heldBytes), "from " + HELD_BYTES_MIN + " to " + HELD_BYTES_MAX);
        }
    }

    /** Keeps everything: what holds unless something else is given. Whatever the flag of a remote parent says, then. */
    public static Sampling all() {
        return ALL;
    }

    /** Keeps this share of the traces that begin in this process, 0 to 1. */
    public static Sampling ratio(double share) {
        return new Sampling(share, 0, false, null, HELD_FOR, HELD_BYTES);
    }

    /**
     * Keeps at most so many traces a second that begin in this process, on average; a burst may be larger by some four seconds' worth, or 128
     * traces. The more there are, the smaller the share that is kept.
     *
     * @param traces 1 to a million
     */
    public Sampling perSecond(int traces) {
        if (traces == 0) {
            throw refuse("traces a second", "0", "from 1 to " + PER_SECOND_MAX + "; Sampling.ratio(0) keeps none");
        }
        return new Sampling(share, traces, errorsKept, slowAfter, heldFor, heldBytes);
    }

    /** Keeps traces with a failed span in any case ({@link Span#fail}). */
    public Sampling keepErrors() {
        return new Sampling(share, tracesPerSecond, true, slowAfter, heldFor, heldBytes);
    }

    /** Keeps traces with a span that lasted so long or longer in any case; up to a day. */
    public Sampling keepSlowerThan(Duration duration) {
        TTLogException.given(duration, "keepSlowerThan");
        return new Sampling(share, tracesPerSecond, errorsKept, duration, heldFor, heldBytes);
    }

    /**
     * How long, and how many bytes of, spans are held at most for {@link #keepErrors} and {@link #keepSlowerThan}; 30 s and 8 MiB unless
     * given. Beyond it the oldest traces are decided by what is known of them.
     */
    public Sampling within(Duration time, int bytes) {
        return new Sampling(share, tracesPerSecond, errorsKept, slowAfter, time, bytes);
    }

    /** Whether nothing is left out. */
    public boolean keepsAll() {
        return share == 1 && tracesPerSecond == 0;
    }

    /** Whether the end of a trace has a say. */
    public boolean hasTail() {
        return !keepsAll() && (errorsKept || slowAfter != null);
    }

    private static TTLogException refuse(String setting, String value, String limit) {
        return new TTLogException(
                ErrorCode.CONFIGURATION, "sampling: " + setting + " cannot be " + value + "; it can be " + limit);
    }
}
