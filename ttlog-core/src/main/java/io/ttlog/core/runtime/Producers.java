/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.spi.VirtualThreads;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The producers of a runtime, one for each thread that records. Safe for all threads.
 *
 * <p>A thread's table of locals lives as long as the thread and clears what is stale only when it is used, which in a thread
 * that waits in a pool may be never. So it holds a reference of the JDK, which {@link #close} empties: a thread that lives on
 * keeps neither the runtime nor the class loader that loaded ttlog.
 */
final class Producers {
    /** In the table of a thread that has none. Of the JDK, too, and never written. */
    private static final AtomicReference<@Nullable Producer> NONE = new AtomicReference<>();

    private final Supplier<Producer> maker;
    /** What the tables of all threads hold. Weak: a thread that dies takes its own with it. Guarded by itself. */
    private final Set<AtomicReference<@Nullable Producer>> held = Collections.newSetFromMap(new WeakHashMap<>());

    @SuppressWarnings("ThreadLocalUsage") // one for each runtime, removed with it
    private final ThreadLocal<@Nullable AtomicReference<@Nullable Producer>> ofThread = new ThreadLocal<>();
    /**
     * A worker of the common pool has its locals erased between its tasks. What it has open, or who remembers its producer otherwise, keeps
     * the producer, which is found here; also by who asks whether there is one, since a worker can come to its producer through {@code
     * Recorder.recent} for a while, open something, and then lose its slot there. Guarded by held.
     */
    private final Map<Thread, WeakReference<Producer>> ofThreads = new WeakHashMap<>();

    private boolean closed; // guarded by held

    Producers(Supplier<Producer> maker) {
        this.maker = maker;
    }

    /** That of the calling thread, new if it had none or this is closed. */
    Producer ofCaller() {
        AtomicReference<@Nullable Producer> reference = ofThread.get();
        if (reference == null || reference == NONE) {
            reference = hold();
            ofThread.set(reference);
        }
        Producer known = reference.get();
        return known == null ? maker.get() : known;
    }

    /** That of the calling thread, null if it has none. */
    @Nullable
    Producer ofCallerIfAny() {
        AtomicReference<@Nullable Producer> reference = ofThread.get();
        if (reference == null) {
            reference = recall(Thread.currentThread());
            ofThread.set(reference);
        }
        return reference.get();
    }

    private AtomicReference<@Nullable Producer> hold() {
        final Thread thread = Thread.currentThread();
        final AtomicReference<@Nullable Producer> before = recall(thread);
        if (before != NONE) {
            return before;
        }
        final Producer producer = maker.get();
        final AtomicReference<@Nullable Producer> reference = new AtomicReference<>(producer);
        synchronized (held) {
            if (closed) {
                reference.set(null);
            } else if (!producer.isFrugal()) { // virtual threads are too many to list, and do not wait in pools
                held.add(reference);
                ofThreads.put(thread, new WeakReference<>(producer));
            }
        }
        return reference;
    }

    /** To that of a thread whose locals were erased; {@link #NONE} if it never had one. */
    private AtomicReference<@Nullable Producer> recall(Thread thread) {
        if (VirtualThreads.isVirtual(thread)) {
            return NONE;
        }
        synchronized (held) {
            final WeakReference<Producer> known = ofThreads.get(thread);
            final Producer producer = known == null ? null : known.get();
            if (producer == null) {
                return NONE;
            }
            final AtomicReference<@Nullable Producer> reference = new AtomicReference<>(producer);
            held.add(reference);
            return reference;
        }
    }

    /** Lets go of all producers. Threads that are in a call go on with theirs. */
    void close() {
        synchronized (held) {
            closed = true;
            held.forEach(reference -> reference.set(null));
            held.clear();
            ofThreads.clear();
        }
        ofThread.remove();
    }
}
