/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process will do, by asking again and again. */
public final class Await {
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = 1_000_000;

    private Await() {}

    /** Returns when the condition holds; fails when it does not within 30 s. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > NANOS_MAX) {
                throw new AssertionError("within 30 s it did not come to this: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
