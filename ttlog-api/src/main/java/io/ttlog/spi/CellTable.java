/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cell for each thread that adds to a series, which that thread alone writes: an addition is then a plain store, where one
 * that is shared needs an atomic instruction (1.7 ns against 8 to 10, {@code ttlog-bench/run InPlaceCall}). Virtual threads, and those
 * beyond {@link #SLOTS_MAX}, have no cell. A cell does not keep its thread alive; when that is dead, another thread's
 * claim or the next reading hands the cell over to be retired.
 */
abstract class CellTable<C extends CellTable.Cell> {
    /** Most threads with a cell of their own. */
    static final int SLOTS_MAX = 64;

    private static final int SLOTS_MIN = 4;

    /** Written by its thread. */
    abstract static class Cell extends WeakReference<Thread> {
        Cell(Thread owner) {
            super(owner);
        }

        private boolean isOwned() {
            Thread owner = get();
            return owner != null && owner.isAlive();
        }
    }

    /** By the number of the thread, so that threads begun one after the other do not meet; a power of two. Replaced and filled under the lock; read plainly: each thread looks for its own. */
    private @Nullable Cell[] slots = new Cell[SLOTS_MIN];

    /** A cell for the thread. */
    abstract C newCell(Thread owner);

    /** Takes over what a cell holds whose thread is dead. Called under the lock of this. */
    abstract void retire(C cell);

    /** The cell of the calling thread; null when it has to share. */
    @SuppressWarnings("unchecked") // newCell makes them all
    final @Nullable C own() {
        final Thread thread = Thread.currentThread();
        final @Nullable Cell[] table = slots;
        final Cell cell = table[(int) thread.getId() & table.length - 1];
        return cell != null && cell.refersTo(thread) ? (C) cell : claim(thread);
    }

    private @Nullable C claim(Thread thread) {
        if (VirtualThreads.isVirtual(thread) || isFull(thread)) {
            return null;
        }
        synchronized (this) {
            int slot = slot(thread);
            while (slots[slot] != null && slots.length < SLOTS_MAX) {
                retireDead();
                if (slots[slot] != null) {
                    grow();
                    slot = slot(thread);
                }
            }
            if (slots[slot] != null) {
                return null;
            }
            C cell = newCell(thread);
            slots[slot] = cell;
            return cell;
        }
    }

    /** Without the lock: threads that have to share ask each time. */
    private boolean isFull(Thread thread) {
        final @Nullable Cell[] table = slots;
        return table.length == SLOTS_MAX && table[slot(table, thread)] != null;
    }

    private int slot(Thread thread) {
        return slot(slots, thread);
    }

    private static int slot(@Nullable Cell[] table, Thread thread) {
        return (int) thread.getId() & table.length - 1;
    }

    /** Twice as many slots; what shared none before shares none then. */
    private void grow() {
        final @Nullable Cell[] larger = new Cell[slots.length * 2];
        for (Cell cell : slots) {
            Thread owner = cell == null ? null : cell.get();
            if (owner != null) {
                larger[slot(larger, owner)] = cell;
            } else if (cell != null) {
                retireUnchecked(cell);
            }
        }
        slots = larger;
    }

    /** Retires the cells of dead threads and shows the others. */
    final synchronized void forEach(Consumer<C> action) {
        retireDead();
        for (Cell cell : slots) {
            if (cell != null) {
                accept(action, cell);
            }
        }
    }

    private void retireDead() {
        final @Nullable Cell[] table = slots;
        for (int i = 0; i < table.length; i++) {
            Cell cell = table[i];
            if (cell != null && !cell.isOwned()) {
                table[i] = null;
                retireUnchecked(cell);
            }
        }
    }

    @SuppressWarnings("unchecked") // newCell makes them all
    private void retireUnchecked(Cell cell) {
        retire((C) cell);
    }

    @SuppressWarnings("unchecked") // newCell makes them all
    private void accept(Consumer<C> action, Cell cell) {
        action.accept((C) cell);
    }
}
