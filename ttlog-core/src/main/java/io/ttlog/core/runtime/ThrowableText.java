/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A throwable as {@link Throwable#printStackTrace()} writes it, but bounded, and safe against throwables whose own methods
 * throw or that are their own cause. Allocates; runs code of the application.
 */
final class ThrowableText {
    /** Most frames of one throwable. */
    static final int FRAMES_MAX = 128;
    /** Most throwables of one text: causes and suppressed ones together. */
    static final int THROWABLES_MAX = 16;

    private static final StackTraceElement[] NO_FRAMES = {};

    private final StringBuilder text = new StringBuilder(1_024);
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int charsMax;

    private ThrowableText(int charsMax) {
        this.charsMax = charsMax;
    }

    static String of(Throwable error, int charsMax) {
        ThrowableText writer = new ThrowableText(charsMax);
        writer.append(error, "", "", NO_FRAMES);
        return writer.text.toString();
    }

    private void append(Throwable error, String indent, String caption, StackTraceElement[] enclosing) {
        if (text.length() > charsMax) {
            return; // it will be cut anyway
        }
        text.append(indent).append(caption);
        if (!seen.add(error)) {
            text.append("[circular reference: ")
                    .append(error.getClass().getName())
                    .append("]\n");
            return;
        }
        text.append(headline(error)).append('\n');
        StackTraceElement[] frames = frames(error);
        appendFrames(frames, indent, enclosing);
        for (Throwable suppressed : suppressed(error)) {
            if (seen.size() < THROWABLES_MAX) {
                append(suppressed, indent + "\t", "Suppressed: ", frames);
            }
        }
        Throwable cause = cause(error);
        if (cause == null) {
            return;
        }
        if (seen.size() < THROWABLES_MAX) {
            append(cause, indent, "Caused by: ", frames);
        } else {
            text.append(indent)
                    .append("Caused by: … (more than ")
                    .append(THROWABLES_MAX)
                    .append(" throwables)\n");
        }
    }

    private void appendFrames(StackTraceElement[] frames, String indent, StackTraceElement[] enclosing) {
        int shared = 0;
        while (shared < frames.length
                && shared < enclosing.length
                && frames[frames.length - 1 - shared].equals(enclosing[enclosing.length - 1 - shared])) {
            shared++;
        }
        int own = frames.length - shared;
        int shown = Math.min(own, FRAMES_MAX);
        for (int i = 0; i < shown && text.length() <= charsMax; i++) {
            text.append(indent).append("\tat ").append(frames[i]).append('\n');
        }
        if (shown < frames.length) {
            text.append(indent).append("\t... ").append(frames.length - shown).append(" more\n");
        }
    }

    // Each of these may be overridden by the application; whatever it throws becomes part of the text.

    private static String headline(Throwable error) {
        try {
            return error.toString();
        } catch (Throwable failure) {
            return error.getClass().getName() + ": !" + failure.getClass().getName();
        }
    }

    private static StackTraceElement[] frames(Throwable error) {
        try {
            StackTraceElement[] frames = error.getStackTrace();
            return frames == null ? NO_FRAMES : frames;
        } catch (Throwable failure) {
            return NO_FRAMES;
        }
    }

    private static Throwable[] suppressed(Throwable error) {
        return error.getSuppressed(); // final in Throwable
    }

    private static @Nullable Throwable cause(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable failure) {
            return null;
        }
    }
}
