/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * What one {@code info} call with three fields costs its caller here and now. Calls come in bursts that fit into the ring;
 * the pump and the store catch up between bursts, outside the measured time but on the same cores.
 *
 * @param nanosMedian of a call, by the median burst
 * @param nanosLow of a call, in the quickest burst
 * @param nanosHigh of a call, in the slowest burst
 * @param calls measured
 * @param dropped of all calls; should be none
 */
record CallCost(double nanosMedian, double nanosLow, double nanosHigh, long calls, long dropped) {
    private static final int RING_BYTES = 1 << 20;
    private static final int BURST_CALLS = 4_000;
    private static final int BURSTS_WARM_UP = 100;
    private static final int BURSTS = 100;
    private static final Duration CATCH_UP_AT_MOST = Duration.ofSeconds(10);

    /** Measures against a store of its own, so that its thousands of equal events flatter no other figure. */
    static CallCost measure(Path directory, Steps steps) {
        double[] nanos = new double[BURSTS];
        try (TTLogSession session = TTLog.init()
                .service("call-cost")
                .data(directory)
                .console(false)
                .ringBytes(RING_BYTES)
                .start()) {
            for (int round = -BURSTS_WARM_UP; round < BURSTS; round++) {
                steps.at("burst %,d", (long) BURSTS_WARM_UP + round);
                long start = System.nanoTime();
                burst();
                long took = System.nanoTime() - start;
                if (round >= 0) {
                    nanos[round] = (double) took / BURST_CALLS;
                }
                if (!TTLog.flush(Ack.WRITTEN, CATCH_UP_AT_MOST)) {
                    throw new TTLogException(
                            ErrorCode.IO, "the store in " + directory + " fell behind by " + CATCH_UP_AT_MOST);
                }
            }
            Stats stats = session.stats();
            Arrays.sort(nanos);
            return new CallCost(
                    nanos[BURSTS / 2],
                    nanos[0],
                    nanos[BURSTS - 1],
                    (long) BURSTS * BURST_CALLS,
                    stats.dropped() + stats.droppedBy("store"));
        }
    }

    private static void burst() {
        for (int i = 0; i < BURST_CALLS; i++) {
            TTLog.info("User {user_id} bought {items} items from {region}", 1_000_000L + i, i & 7, "eu-west");
        }
    }
}
