/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counts events by kind (each log level, spans, metric readings, gap records) and by what happened: how many came in, went on, or were
 * dropped for which reason. Either one thread writes ({@link #addOwned}, or straight into {@link #cells}) or many do ({@link
 * #addShared}); all may read.
 */
public final class Tally {
    /** Row of events that came in. */
    public static final int SUBMITTED = 0;
    /** Row of events that went on: into a ring, or into a sink. */
    public static final int PASSED = 1;
    /** Kinds of events that are counted apart. */
    public static final int KINDS = Level.values().length + 3;

    private static final int SPAN_KIND = Level.values().length;
    private static final int FIRST_REASON = 2;
    private static final int REASONS = DropReason.values().length;
    /** The first {@link #cell} of events that a later one pushed out of the ring. */
    static final int EVICTED_CELLS = (FIRST_REASON + DropReason.RING_FULL.ordinal()) * KINDS;
    /** The first {@link #cell} of events that went on. */
    static final int PASSED_CELLS = PASSED * KINDS;
    /** The first {@link #cell} of events that somebody wanted to record. */
    static final int SUBMITTED_CELLS = SUBMITTED * KINDS;

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[(FIRST_REASON + REASONS) * KINDS];
    /** Counts of whoever has something for itself at the time; on top of the others. */
    private final long @Nullable [] exclusive;

    /** All zero. */
    public Tally() {
        this(false);
    }

    /** All zero; with {@link #exclusive} counts or without. */
    Tally(boolean withExclusive) {
        exclusive = withExclusive ? new long[cells.length] : null;
    }

    /** The row of events that were dropped for the reason. */
    public static int dropped(DropReason reason) {
        return FIRST_REASON + reason.ordinal();
    }

    /** The kind of the record at the offset. */
    public static int kind(byte[] buffer, int offset) {
        int signal = EventFormat.signal(buffer, offset);
        return signal == 0 ? EventFormat.variant(buffer, offset) : SPAN_KIND - 1 + signal;
    }

    /** The kind of log events of the level. */
    public static int kind(Level level) {
        return level.ordinal();
    }

    /** The kind of events of the signal; a log has one for each level. */
    public static int kind(Signal signal) {
        if (signal == Signal.LOG) {
            throw new IllegalArgumentException("log events are counted by level");
        }
        return SPAN_KIND - 1 + signal.ordinal();
    }

    /** A bit for the kind, in sets of kinds. */
    public static int bit(int kind) {
        return 1 << kind;
    }

    /** The set of all kinds. */
    public static int allKinds() {
        return (1 << KINDS) - 1;
    }

    /**
     * The counts themselves, by {@link #cell}, for a thread that owns this tally and must count even in the middle of a
     * StackOverflowError: {@code cells[i]++} needs no stack, a call does. The store is plain; the release store of the
     * thread's next record publishes it, as does whatever else orders a reader after the thread.
     */
    public long[] cells() {
        return cells;
    }

    /**
     * As {@link #cells}, for threads that write one after the other, each of which sees what the one before wrote; they are counted on
     * top of what {@link #addShared} counts.
     */
    long[] exclusive() {
        if (exclusive == null) {
            throw new IllegalStateException("a tally without exclusive counts");
        }
        return exclusive;
    }

    /** Where the count of a row and kind lies in {@link #cells}. */
    public static int cell(int row, int kind) {
        return row * KINDS + kind;
    }

    /** Counts; only the one thread that writes this tally. */
    public void addOwned(int row, int kind, long count) {
        int cell = cell(row, kind);
        CELLS.setRelease(cells, cell, cells[cell] + count); // release: a reader that sees it sees what came before
    }

    /** Counts; any thread. */
    public void addShared(int row, int kind, long count) {
        CELLS.getAndAdd(cells, cell(row, kind), count);
    }

    /** The count of a row and kind. */
    public long count(int row, int kind) {
        final int cell = cell(row, kind);
        final long count = (long) CELLS.getAcquire(cells, cell);
        return exclusive == null ? count : count + (long) CELLS.getAcquire(exclusive, cell);
    }
}
