/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import java.util.Arrays;

/**
 * All inlets of a runtime: hands them to threads, takes back those of dead threads, and shows them to the pump. At most
 * {@link #OWNED_MAX} threads at a time have a ring for themselves; all others share {@link #SHARED_MAX} rings. Rings are
 * allocated when first asked for and never freed.
 */
public final class Inlets {
    /** Most rings that belong to one thread each: bounds the memory at 64 times the ring size. */
    public static final int OWNED_MAX = 64;
    /** Rings for everybody else; a power of two. */
    public static final int SHARED_MAX = 4;

    private final int ringBytes;
    private final SharedInlet[] shared = new SharedInlet[SHARED_MAX]; // guarded by this
    private int sharedNext; // guarded by this
    private volatile Inlet[] all = {};

    /** No rings yet; each will have this size. */
    public Inlets(int ringBytes) {
        this.ringBytes = ringBytes;
    }

    /** Every inlet there is. The array is not to be changed. */
    public Inlet[] all() {
        return all;
    }

    /**
     * An inlet that belongs to the thread until it dies, or a shared one when there are no more. A thread that has one gets
     * it again: an Error (no stack, no memory) may have cut off whoever asked first, and no inlet is to be lost to that.
     */
    public synchronized Inlet owned(Thread thread) {
        OwnedInlet free = null;
        int count = 0;
        for (Inlet inlet : all) {
            if (inlet instanceof OwnedInlet candidate) {
                count++;
                if (candidate.owner == thread) {
                    return candidate;
                }
                if (candidate.owner == null) {
                    free = candidate;
                }
            }
        }
        if (free == null) {
            if (count == OWNED_MAX) {
                return shared();
            }
            free = new OwnedInlet(ringBytes);
            publish(free);
        }
        free.owner = thread; // last, and without a call: an Error before it leaves an inlet that is free
        return free;
    }

    /** One of the inlets that any thread may use, in turn. */
    public synchronized Inlet shared() {
        int index = sharedNext++ & SHARED_MAX - 1;
        SharedInlet inlet = shared[index];
        if (inlet == null) {
            inlet = new SharedInlet(ringBytes);
            publish(inlet); // before others can find it: what the pump does not see, it does not empty
            shared[index] = inlet;
        }
        return inlet;
    }

    /**
     * Takes back the inlets of threads that have died. What they left in their rings stays in line before what the next
     * owner writes. That {@code isAlive} is false orders everything the thread did before what the next owner does.
     */
    public synchronized void reclaim() {
        for (Inlet inlet : all) {
            if (inlet instanceof OwnedInlet candidate) {
                Thread owner = candidate.owner;
                if (owner != null && !owner.isAlive()) {
                    candidate.owner = null;
                }
            }
        }
    }

    /** {@link Ring#evictionsBegun} of all rings. */
    public long evictionsBegun() {
        long sum = 0;
        for (Inlet inlet : all) {
            sum += inlet.ring().evictionsBegun();
        }
        return sum;
    }

    /** {@link Ring#evictionsEnded} of all rings. */
    public long evictionsEnded() {
        long sum = 0;
        for (Inlet inlet : all) {
            sum += inlet.ring().evictionsEnded();
        }
        return sum;
    }

    private void publish(Inlet inlet) {
        Inlet[] longer = Arrays.copyOf(all, all.length + 1);
        longer[all.length] = inlet;
        all = longer;
    }
}
