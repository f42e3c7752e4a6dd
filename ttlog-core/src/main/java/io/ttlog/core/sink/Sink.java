/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.Ack;
import io.ttlog.StoreInfo;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of events. All calls come from one thread, which belongs to this sink; they may block and do I/O, and hold up
 * no other sink. What a call logs through ttlog is dropped as REENTRANT. Threads that a sink starts must not log through
 * ttlog: nobody can tell them from the application's, and each of their events would come back to the sink.
 */
public interface Sink extends AutoCloseable {
    /** The name under which its counters appear. */
    String name();

    /**
     * Takes whole, trusted records (RFC-0001) that lie back to back in {@code buffer} from {@code from} to {@code to}, each
     * padded to 8, fillers included. The array is only lent for the call.
     *
     * <p>What is taken is counted as stored. It need not be in a file yet: that is what {@link #flush} is for, whose failure
     * is not a drop, because a sink keeps what it took and tries again.
     *
     * <p>A sink that goes on failing is parked: then this is called with one batch now and then, after 1 to 30 s, and what
     * comes between is dropped, until it takes one.
     *
     * @throws PartlyTakenException when a part of the batch was taken; what it refused is counted as dropped by this sink, unless
     *     the cause is an IOException: then it is offered again
     * @throws IOException when nothing of the batch was taken; it is offered again up to three times, within a third of a
     *     second, then counted as dropped by this sink. Whatever else is thrown: the batch is dropped at once, since nobody
     *     knows what was taken of it, and what is stored twice is as wrong as what is lost
     */
    void write(byte[] buffer, int from, int to) throws IOException;

    /**
     * Brings everything written so far to the level. DELIVERED is at least SYNCED, and what the other end has to do is waited for in
     * {@link #awaitDelivered}.
     */
    void flush(Ack level) throws IOException;

    /**
     * Waits until the other end has acknowledged everything that was flushed before the call; false when time ran out, or when
     * that will never happen. The one method that is called from threads of the application, several at once, also after the close.
     * A sink without another end has nothing to wait for.
     *
     * @param nanosMax zero or less asks without waiting
     */
    default boolean awaitDelivered(long nanosMax) {
        return true;
    }

    /** What the store holds that this writes; null when it writes none. Called from threads of the application, also after the close. */
    default @Nullable StoreInfo info() {
        return null;
    }

    /**
     * Called when there is nothing to write, at least every 100 ms, also while the sink is parked; for work that is due by
     * time, such as a reconnection.
     */
    default void idle() throws IOException {}

    /**
     * Flushes and releases everything. Called once, last.
     *
     * @throws LostException when events that were taken could not be kept; they are counted as dropped by this sink
     */
    @Override
    void close() throws IOException;
}
