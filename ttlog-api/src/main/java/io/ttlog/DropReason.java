/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * Why an event was not stored. Every drop is counted under exactly one reason (see {@link Stats}). Ordinals are in files:
 * new ones go to the end.
 */
public enum DropReason {
    /** The ring had no room and the policy was to drop. */
    RING_FULL,
    /** The pipeline filtered it out, or it was a span that ended sooner than {@link Span#slowerThan} asks for. */
    FILTERED,
    /** The encoded event exceeded the largest allowed size. */
    TOO_LARGE,
    /** A value could not be encoded. */
    ENCODE_ERROR,
    /** Logged from inside the encoding of another event (a {@code toString} that logs) too deep to hold. */
    REENTRANT,
    /** A sink failed to take it. */
    SINK_FAILED,
    /** Recorded while ttlog was stopping. */
    SHUTDOWN,
    /** A bounded name table (templates, keys, series) was full. */
    CARDINALITY,
    /** Left out by sampling; the weight of an event that was kept tells of it. */
    SAMPLED,
    /** More than a limit at the call allows ({@code every}, {@code once}), or more events than a span may have. */
    RATE_LIMITED,
    /** A sink failed to take it because its disk was full, over a quota, or a file at its largest. */
    DISK_FULL;

    /**
     * Whether events dropped for this reason are missing, so that a row of {@code ttlog_gaps} tells of them. What was
     * configured away is not missing. Nor is REENTRANT: it is told of by {@link Stats} alone, because a sink that logs
     * whenever it writes would log about each gap as well, and so cause the next.
     */
    public boolean leavesGap() {
        return switch (this) {
            case RING_FULL, TOO_LARGE, ENCODE_ERROR, SINK_FAILED, SHUTDOWN, CARDINALITY, DISK_FULL -> true;
            case FILTERED, SAMPLED, RATE_LIMITED, REENTRANT -> false;
        };
    }
}
