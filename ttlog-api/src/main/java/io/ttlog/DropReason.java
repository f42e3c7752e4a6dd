/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** Why an event was not stored. Every drop is counted under exactly one reason (see {@link Stats}). */
public enum DropReason {
    /** The ring had no room and the policy was to drop. */
    RING_FULL,
    /** The pipeline filtered it out. */
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
    /** More than a limit at the call allows ({@code every}, {@code once}). */
    RATE_LIMITED
}
