/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Status.SinkState;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How a sink stands with its lane, and when it may be called next. A sink that fails is offered the same batch up to {@link
 * #RETRIES_MAX} times again, after longer and longer waits; then it is parked: nothing is offered to it but now and then one
 * batch, a probe, after longer and longer waits. One success, and it stands as in the beginning.
 *
 * <pre>
 *              fails                 fails, no retry left
 *   RUNNING ----------> RETRYING --------------------------> PARKED --.
 *      ^                 |    ^ '-- fails: waits 5 times longer  |  ^  | probe fails: waits twice as long
 *      '---- takes ------'    '...                               |  '--'
 *      '------------------------------- takes the probe ---------'
 * </pre>
 *
 * Knows no clock: times are nanoseconds of whatever clock its lane has. Belongs to the thread of the lane; all may read
 * {@link #state} and {@link #retries}.
 */
final class Standing {
    /** How often a batch is offered again to a sink that did not take it. */
    static final int RETRIES_MAX = 3;
    /** The wait before the first of them. */
    static final long RETRY_NANOS_MIN = 10_000_000;
    /** Each further wait is so many times longer: 10, 50 and 250 ms, which together an application under BLOCK bears. */
    static final int RETRY_FACTOR = 5;
    /** The wait of a parked sink before its first probe. */
    static final long PROBE_NANOS_MIN = 1_000_000_000L;
    /** The longest wait between two probes; each is twice the one before. */
    static final long PROBE_NANOS_MAX = 30_000_000_000L;

    private volatile SinkState state = SinkState.RUNNING;
    private final AtomicLong retries = new AtomicLong();
    private int failures; // in a row, while not parked
    private long waitNanos;
    private long callableNanos;

    SinkState state() {
        return state;
    }

    boolean isParked() {
        return state == SinkState.PARKED;
    }

    /** How often a batch was offered again. */
    long retries() {
        return retries.get();
    }

    /** How long the sink is not to be called from now on; not positive when it may be. */
    long nanosToCall(long nowNanos) {
        return state == SinkState.RUNNING ? 0 : callableNanos - nowNanos;
    }

    /** How long the sink was left alone, or will be, after its last failure. */
    long waitNanos() {
        return waitNanos;
    }

    /**
     * It took something.
     *
     * @return whether it was parked until now
     */
    boolean took() {
        if (state == SinkState.RUNNING) {
            return false;
        }
        boolean parked = isParked();
        failures = 0;
        state = SinkState.RUNNING;
        return parked;
    }

    /**
     * It took nothing.
     *
     * @param again whether the same batch can be offered again
     * @return whether it is to be: else it is lost
     */
    boolean failed(long nowNanos, boolean again) {
        if (isParked()) {
            waitNanos = Math.min(2 * waitNanos, PROBE_NANOS_MAX);
        } else if (++failures > RETRIES_MAX) {
            failures = 0;
            waitNanos = PROBE_NANOS_MIN;
            state = SinkState.PARKED;
        } else {
            waitNanos = failures == 1 ? RETRY_NANOS_MIN : waitNanos * RETRY_FACTOR;
            state = SinkState.RETRYING;
        }
        callableNanos = nowNanos + waitNanos;
        if (isParked() || !again) {
            return false;
        }
        retries.incrementAndGet();
        return true;
    }
}
