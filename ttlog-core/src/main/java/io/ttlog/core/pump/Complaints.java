/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.io.PrintStream;

/**
 * Says on standard error what goes wrong in our own threads, at most once a minute for each subject that owns one of
 * these: telemetry must not flood the host it reports on.
 */
final class Complaints {
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final PrintStream out;
    private long quietUntil = System.nanoTime();
    private long unsaid;

    Complaints(PrintStream out) {
        this.out = out;
    }

    /** Never throws: whoever complains goes on, even when there is no memory left to say why. */
    void about(String subject, Throwable failure) {
        long now = System.nanoTime();
        if (now - quietUntil < 0) {
            unsaid++;
            return;
        }
        try {
            out.println("ttlog: " + subject + " failed: " + text(failure)
                    + (unsaid == 0 ? "" : " (and " + unsaid + " times since the last report)")
                    + "; events are counted as dropped where they could not be kept");
            quietUntil = now + SILENCE_NANOS;
            unsaid = 0;
        } catch (Throwable another) {
            unsaid++; // said next time
        }
    }

    /** As {@code failure.toString()}, which is the code of whoever wrote the failure and may fail itself. */
    private static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable another) {
            return failure.getClass().getName() + ": !" + another.getClass().getName();
        }
    }
}
