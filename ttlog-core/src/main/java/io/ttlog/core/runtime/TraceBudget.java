/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * So many traces a second: a token bucket that, the emptier it is, lets the smaller a share of the traces pass, instead of refusing
 * (RFC-0015). Its state is the time until which it is spent, as in the generic cell rate algorithm. Safe for all threads, without a
 * lock; who leaves a trace out only reads.
 */
final class TraceBudget {
    /** The least that the budget holds when it is full, in traces; else it holds a second's worth. */
    static final int TRACES_MIN = 32;
    /** From half empty on, the share is halved with each further such part of the budget. */
    static final int HALVINGS_PER_BUDGET = 16;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final VarHandle SPENT;

    static {
        try {
            SPENT = MethodHandles.lookup().findVarHandle(TraceBudget.class, "spentUntil", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long traceNanos;
    private final long fullNanos;
    private final long halvingNanos;
    private volatile long spentUntil;

    /** A full one. */
    TraceBudget(int tracesPerSecond, long now) {
        traceNanos = Math.max(1, Math.round(NANOS_PER_SECOND / tracesPerSecond));
        fullNanos = traceNanos * Math.max(tracesPerSecond, TRACES_MIN);
        halvingNanos = fullNanos / HALVINGS_PER_BUDGET;
        spentUntil = now - fullNanos;
    }

    /** How often the share is to be halved now, from 0; has no bound. */
    long halvings(long now) {
        final long beyondHalf = spentUntil - now + fullNanos / 2;
        return beyondHalf <= 0 ? 0 : 1 + beyondHalf / halvingNanos;
    }

    /** A trace is kept. */
    void spend(long now) {
        final long known = spentUntil;
        final long full = now - fullNanos;
        if (known - full < 0) {
            SPENT.compareAndSet(
                    this, known, full); // what was not spent in time is gone; if it fails, another has done it
        }
        SPENT.getAndAdd(this, traceNanos);
    }
}
