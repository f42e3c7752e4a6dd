/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Contexts that wait beside the tasks they were handed over with: a table by identity, whose keys are weak. The task itself stays as
 * it is, so that queues, comparators and {@code remove} see what they were given.
 *
 * <p>One object can be handed over several times (a lambda that captures nothing is one object for the whole program): then its contexts
 * are a queue, one for each time, taken in the order in which they were given, by place.
 */
final class CarriedContexts {
    private static final int STRIPE_BITS = 6;
    /** Most tasks that wait; what comes beyond runs without its context, and is counted. */
    static final int TASKS_MAX = 1 << 20;
    /** Most contexts that wait beside one task. */
    static final int HANDED_MAX = 1 << 16;

    private static final int STRIPE_TASKS_MAX = TASKS_MAX >> STRIPE_BITS;
    private static final int TABLE_MIN = 16;
    /** Most tasks that are found gone at once. */
    private static final int GONE_MAX = 32;

    private static final class Entry extends WeakReference<Object> {
        final int hash;

        @Nullable
        Entry next;

        @Nullable
        Handed first;

        @Nullable
        Handed last;

        int count;

        Entry(Object task, int hash, ReferenceQueue<Object> gone, @Nullable Entry next) {
            super(task, gone);
            this.hash = hash;
            this.next = next;
        }
    }

    /** All guarded by itself. */
    private static final class Stripe {
        final ReferenceQueue<Object> gone = new ReferenceQueue<>();

        @Nullable
        Entry[] table = new Entry[TABLE_MIN];

        int tasks;
    }

    private final Stripe[] stripes = new Stripe[1 << STRIPE_BITS];
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    CarriedContexts() {
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe();
        }
    }

    private static int hash(Object task) {
        final int identity = System.identityHashCode(task);
        return identity ^ identity >>> 16;
    }

    private Stripe stripe(int hash) {
        return stripes[hash & stripes.length - 1];
    }

    private static int index(int hash, @Nullable Entry[] table) {
        return hash >>> STRIPE_BITS & table.length - 1;
    }

    /** Whether no task waits: one read. */
    boolean isEmpty() {
        return tasks.get() == 0;
    }

    /** How many tasks wait. */
    int size() {
        return tasks.get();
    }

    /** How many were not carried for want of room. */
    int refused() {
        return refused.get();
    }

    private static @Nullable Entry find(Stripe stripe, Object task, int hash) {
        Entry entry = stripe.table[index(hash, stripe.table)];
        while (entry != null && (entry.hash != hash || entry.get() != task)) {
            entry = entry.next;
        }
        return entry;
    }

    /**
     * Puts it beside the task.
     *
     * @param once only if nothing is there yet
     */
    void give(Object task, Handed handed, boolean once) {
        final int hash = hash(task);
        final Stripe stripe = stripe(hash);
        synchronized (stripe) {
            forgetGone(stripe);
            Entry entry = find(stripe, task, hash);
            if (entry == null) {
                entry = insert(stripe, task, hash);
                if (entry == null) {
                    return;
                }
            } else if (once) {
                return;
            } else if (entry.count == HANDED_MAX) {
                refused.incrementAndGet();
                return;
            }
            final Handed last = entry.last;
            if (last == null) {
                entry.first = handed;
            } else {
                last.next = handed;
            }
            entry.last = handed;
            entry.count++;
        }
    }

    /**
     * Puts it beside the task in place of what is there: a task that was rejected, or taken back, is handed over again by somebody else.
     * What belongs to a stage stays.
     *
     * @param handed null only takes away what is there
     */
    void replace(Object task, @Nullable Handed handed) {
        final int hash = hash(task);
        final Stripe stripe = stripe(hash);
        synchronized (stripe) {
            forgetGone(stripe);
            Entry entry = find(stripe, task, hash);
            final Handed before = entry == null ? null : entry.first;
            if (before != null && before.staged) {
                return;
            }
            if (entry != null && before != null) {
                if (handed == null) {
                    unlink(stripe, entry, null, before);
                    return;
                }
            } else if (handed != null) {
                entry = insert(stripe, task, hash);
            }
            if (entry != null) {
                entry.first = handed;
                entry.last = handed;
                entry.count = 1;
            }
        }
    }

    /** A place for contexts of a task that has none; null when there is no room. */
    private @Nullable Entry insert(Stripe stripe, Object task, int hash) {
        if (stripe.tasks == STRIPE_TASKS_MAX) {
            refused.incrementAndGet();
            return null;
        }
        if (stripe.tasks >= stripe.table.length) {
            resize(stripe, stripe.table.length * 2);
        }
        final int index = index(hash, stripe.table);
        final Entry entry = new Entry(task, hash, stripe.gone, stripe.table[index]);
        stripe.table[index] = entry;
        stripe.tasks++;
        tasks.incrementAndGet();
        return entry;
    }

    /** What was given first of what is left for this place; it stays there if it is kept. */
    @Nullable
    Handed take(Object task, int place) {
        final int hash = hash(task);
        final Stripe stripe = stripe(hash);
        synchronized (stripe) {
            final Entry entry = find(stripe, task, hash);
            if (entry == null) {
                return null;
            }
            Handed before = null;
            Handed handed = entry.first;
            while (handed != null && handed.place != place) {
                before = handed;
                handed = handed.next;
            }
            if (handed != null && !handed.kept) {
                unlink(stripe, entry, before, handed);
            }
            return handed;
        }
    }

    /** Takes away what was given last for this place: the task will not run. */
    void withdraw(Object task, int place) {
        final int hash = hash(task);
        final Stripe stripe = stripe(hash);
        synchronized (stripe) {
            final Entry entry = find(stripe, task, hash);
            if (entry == null) {
                return;
            }
            Handed before = null;
            Handed found = null;
            Handed beforeFound = null;
            for (Handed each = entry.first; each != null; each = each.next) {
                if (each.place == place) {
                    found = each;
                    beforeFound = before;
                }
                before = each;
            }
            if (found != null) {
                unlink(stripe, entry, beforeFound, found);
            }
        }
    }

    /** What is there, and stays. */
    @Nullable
    Handed peek(Object task) {
        final int hash = hash(task);
        final Stripe stripe = stripe(hash);
        synchronized (stripe) {
            final Entry entry = find(stripe, task, hash);
            return entry == null ? null : entry.first;
        }
    }

    private void unlink(Stripe stripe, Entry entry, @Nullable Handed before, Handed handed) {
        if (before == null) {
            entry.first = handed.next;
        } else {
            before.next = handed.next;
        }
        if (entry.last == handed) {
            entry.last = before;
        }
        handed.next = null;
        entry.count--;
        if (entry.first == null) {
            entry.clear(); // so that the collector need not tell
            remove(stripe, entry);
        }
    }

    private void remove(Stripe stripe, Entry entry) {
        final int index = index(entry.hash, stripe.table);
        Entry before = null;
        Entry each = stripe.table[index];
        while (each != null && each != entry) {
            before = each;
            each = each.next;
        }
        if (each == null) {
            return; // it has gone already
        }
        if (before == null) {
            stripe.table[index] = entry.next;
        } else {
            before.next = entry.next;
        }
        stripe.tasks--;
        tasks.decrementAndGet();
        if (stripe.tasks == 0 && stripe.table.length > TABLE_MIN * 16) {
            stripe.table = new Entry[TABLE_MIN];
        }
    }

    private void forgetGone(Stripe stripe) {
        for (int i = 0; i < GONE_MAX; i++) {
            final Reference<?> gone = stripe.gone.poll();
            if (gone == null) {
                return;
            }
            remove(stripe, (Entry) gone);
        }
    }

    private static void resize(Stripe stripe, int length) {
        final @Nullable Entry[] old = stripe.table;
        final @Nullable Entry[] wider = new Entry[length];
        for (Entry chain : old) {
            Entry entry = chain;
            while (entry != null) {
                final Entry next = entry.next;
                final int index = index(entry.hash, wider);
                entry.next = wider[index];
                wider[index] = entry;
                entry = next;
            }
        }
        stripe.table = wider;
    }
}
