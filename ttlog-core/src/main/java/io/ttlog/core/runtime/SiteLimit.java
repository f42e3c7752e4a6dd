/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.spi.Limit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A limit by time at one site: when the next call may pass, and how many did not since the last. Safe for all threads. */
final class SiteLimit {
    private static final VarHandle OPENS_AT;
    private static final VarHandle LEFT_OUT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OPENS_AT = lookup.findVarHandle(SiteLimit.class, "opensAt", long.class);
            LEFT_OUT = lookup.findVarHandle(SiteLimit.class, "leftOut", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Limit limit;
    /** Another limit of the same site. */
    final @Nullable SiteLimit next;

    private volatile long opensAt;

    @SuppressWarnings("UnusedVariable") // by its VarHandle
    private volatile long leftOut;

    /** A limit that lets a call pass at the time. */
    SiteLimit(Limit limit, @Nullable SiteLimit next, long ticks) {
        this.limit = limit;
        this.next = next;
        opensAt = ticks;
    }

    /** How many calls this one stands for when it passes, 0 when it does not. Of several at once, one passes. */
    double pass(long ticks) {
        final long opens = opensAt;
        if (ticks - opens >= 0 && OPENS_AT.compareAndSet(this, opens, ticks + limit.periodNanos())) {
            return 1 + (long) LEFT_OUT.getAndSet(this, 0L);
        }
        LEFT_OUT.getAndAdd(this, 1L);
        return 0;
    }
}
