/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes wrong in one of our own threads, keeps the last of it, and says it on standard error, at most once a
 * minute: telemetry must not flood the host it reports on. Never throws: whoever complains goes on, even when there is no
 * memory left to say why. Belongs to that thread; all may read {@link #count} and {@link #last}.
 */
final class Complaints {
    /** For so long after a report there is no other. */
    static final long SILENCE_NANOS = 60_000_000_000L;
    /** Longest text of a failure; a longer one is cut. */
    static final int TEXT_CHARS_MAX = 500;

    /** What failed, and when. */
    record Failure(String text, Instant at) {}

    private final PrintStream out;
    private final LongSupplier nanoClock;
    private long quietUntil;
    private long unsaid;
    private boolean said; // since the last end of trouble
    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable Failure last;

    Complaints(PrintStream out, LongSupplier nanoClock) {
        this.out = out;
        this.nanoClock = nanoClock;
        this.quietUntil = nanoClock.getAsLong();
    }

    /** How often something went wrong. */
    long count() {
        return count.get();
    }

    /** What went wrong last; null when nothing did. */
    @Nullable
    Failure last() {
        return last;
    }

    /** Keeps a failure, of which nothing comes that is worth saying: what failed is being tried again. */
    void note(Throwable failure) {
        count.incrementAndGet();
        try {
            last = new Failure(text(failure), Instant.now());
        } catch (Throwable noMemory) {
            last = null; // counted all the same
        }
    }

    /** Keeps a failure, and says it with what comes of it, unless something was said within the last minute. */
    void about(String subject, Throwable failure, Supplier<String> consequence) {
        note(failure);
        long now = nanoClock.getAsLong();
        if (now - quietUntil < 0) {
            unsaid++;
            return;
        }
        try {
            out.println("ttlog: " + subject + " failed: " + text(failure)
                    + (unsaid == 0 ? "" : " (and " + unsaid + " times since the last report)")
                    + "; " + consequence.get());
            quietUntil = now + SILENCE_NANOS;
            said = true;
            unsaid = 0;
        } catch (Throwable noMemory) {
            unsaid++; // said next time
        }
    }

    /** Says that the trouble is over, if it was ever said that there was any. */
    void over(String subject, Supplier<String> consequence) {
        if (said) {
            try {
                out.println("ttlog: " + subject + " works again; " + consequence.get());
                said = false;
            } catch (Throwable noMemory) {
                unsaid++; // at least this is told with the next report
            }
        }
    }

    /** As {@code failure.toString()}, which is the code of whoever wrote the failure and may fail itself. */
    private static String text(Throwable failure) {
        try {
            String text = String.valueOf((Object) failure.toString());
            return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + "...";
        } catch (Throwable another) {
            return failure.getClass().getName() + ": !" + another.getClass().getName();
        }
    }
}
