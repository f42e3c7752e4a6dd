/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

/** The producing side of a ring, with its counts. */
public interface Inlet {
    /**
     * As {@link Ring#offer}; false also when other producers kept the inlet busy for longer than a bounded spin. Counts an event that
     * it takes as submitted and passed, unless the inlet {@linkplain #isOwned is owned}: then the one producer counts.
     */
    boolean offer(byte[] record, int bytes, int usable);

    /**
     * As {@link #offer}, at the price of the oldest records in the ring, if all that it takes are of these kinds and the consumer
     * is not reading them. Those records are counted as dropped and no longer as passed.
     *
     * @param kinds which may be taken back, as {@link Tally#bit}s
     */
    boolean offerEvicting(byte[] record, int bytes, int usable, int kinds);

    /** Counts events of a kind in a row of the {@link Tally}. */
    void count(int row, int kind, long count);

    /** Whether one thread has it for itself, and may count by {@link Tally#cells}. */
    boolean isOwned();

    /** The ring, for its consumer. */
    Ring ring();

    /** The counts, for readers. */
    Tally tally();
}
