/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * A library that records events, started with one sink. {@link #log} and the other recording calls are for all threads, the
 * rest for one.
 */
public interface Peer extends AutoCloseable {
    /** How long {@link #awaitArrival} goes on without any progress before it takes the rest for lost. */
    long STANDSTILL_NANOS_MAX = 3_000_000_000L;

    /** Records "User {user_id} did {action} at {path}" at INFO, with its three fields. */
    void log(long userId, String action, String path);

    /** The events that its sink has taken; for a peer without a consumer of its own, {@link Long#MAX_VALUE}. */
    long arrived();

    /** Returns when so many events have arrived; earlier when they no longer come. */
    default void awaitArrival(long recorded) {
        long seen = -1;
        long since = System.nanoTime();
        for (long now = arrived(); now < recorded; now = arrived()) {
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STANDSTILL_NANOS_MAX) {
                return;
            }
            LockSupport.parkNanos(20_000);
        }
    }

    /** Everything recorded is with the operating system when this returns. Nothing more is recorded afterwards. */
    void finish() throws IOException;

    /** Ends it; after {@link #finish} or without. */
    @Override
    void close() throws IOException;

    /** The events that can be read back, after {@link #close}: from the files, or as counted by a sink that discards. */
    long stored() throws IOException;

    /** The bytes of its files, after {@link #close}. */
    long fileBytes() throws IOException;

    /** A span with the three attributes, begun and ended. */
    default void span(long userId, String action, String path) {
        throw new UnsupportedOperationException("spans of this peer are not measured");
    }

    /** So many spans: one, and in it the others, one after the other, each current while it is open and with the three attributes. */
    default void spansInSpan(int spans, long userId, String action, String path) {
        throw new UnsupportedOperationException("spans in spans of this peer are not measured");
    }

    /** Records "User did {action} at {path}" at INFO: texts alone, which need no box and no array. */
    default void log(String action, String path) {
        throw new UnsupportedOperationException("a call with two texts of this peer is not measured");
    }

    /** Called by each recording thread before it records. */
    default void prepareThread() {}

    /** One more in a counter that is bound to its labels. */
    default void count() {
        throw new UnsupportedOperationException("counters of this peer are not measured");
    }

    /** One value into a histogram that is bound to its labels. */
    default void record(double value) {
        throw new UnsupportedOperationException("histograms of this peer are not measured");
    }

    /** {@link #log} at a level that is off. */
    default void off(long userId, String action, String path) {
        throw new UnsupportedOperationException("disabled levels of this peer are not measured");
    }

    /** A log call with three primitive arguments at a level that is off. */
    default void off(long userId, int items, double price) {
        throw new UnsupportedOperationException("disabled levels of this peer are not measured");
    }
}
