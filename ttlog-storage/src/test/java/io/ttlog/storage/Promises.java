/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.manifest.StreamMark;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a store was given and what it has acknowledged, by the numbers of {@link NumberedEvents}. Safe for all threads; a copy is of
 * one moment.
 */
final class Promises {
    /** A frame of a stream with the events from one number to before another. */
    record Frame(StreamMark mark, int from, int to) {}

    private final BitSet submitted = new BitSet();
    private final BitSet written = new BitSet();
    private final BitSet synced = new BitSet();
    private final BitSet doubtful = new BitSet();
    private final BitSet backedUp = new BitSet();
    private final BitSet expirable = new BitSet();
    private final List<Frame> frames = new ArrayList<>();

    synchronized Promises copy() {
        Promises copy = new Promises();
        copy.submitted.or(submitted);
        copy.written.or(written);
        copy.synced.or(synced);
        copy.doubtful.or(doubtful);
        copy.backedUp.or(backedUp);
        copy.expirable.or(expirable);
        copy.frames.addAll(frames);
        return copy;
    }

    synchronized void submit(int from, int to) {
        submitted.set(from, to);
    }

    synchronized void submit(Frame frame) {
        submit(frame.from(), frame.to());
        if (!frames.contains(frame)) {
            frames.add(frame);
        }
    }

    synchronized void acknowledgeWritten(int from, int to) {
        written.set(from, to);
    }

    synchronized void acknowledgeSynced(BitSet numbers) {
        BitSet sure = (BitSet) numbers.clone();
        sure.andNot(doubtful);
        synced.or(sure);
    }

    /**
     * A store that was opened again has more than it acknowledged.
     *
     * @param doubt whether a force may have failed in a life before this: what was not synced then may be in the memory of the operating
     *     system alone, where no force of this life finds anything to write, until it is in segments
     */
    synchronized void adopt(BitSet found, boolean doubt) {
        written.or(found);
        if (doubt) {
            doubtful.or(found);
            doubtful.andNot(synced);
        }
    }

    /** All rows are in segments. */
    synchronized void endDoubt() {
        doubtful.clear();
    }

    /** These may be gone from now on. */
    synchronized void expire(BitSet numbers) {
        expirable.or(numbers);
    }

    /** A backup has all of these. */
    synchronized void acknowledgeBackup(BitSet numbers) {
        backedUp.or(numbers);
    }

    /** What the last backup must have. */
    synchronized BitSet backedUp() {
        return without(backedUp, expirable);
    }

    /** What may be gone, since retention was told to delete it, and may be there, as it goes by whole segments. */
    synchronized BitSet expirable() {
        return (BitSet) expirable.clone();
    }

    private static BitSet without(BitSet numbers, BitSet others) {
        BitSet rest = (BitSet) numbers.clone();
        rest.andNot(others);
        return rest;
    }

    synchronized BitSet submitted() {
        return (BitSet) submitted.clone();
    }

    /** What must be there as long as the process lives, or was killed. */
    synchronized BitSet written() {
        return without(written, expirable);
    }

    /** What must be there whatever happens. */
    synchronized BitSet synced() {
        return without(synced, expirable);
    }

    synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** Fails unless the numbers are those that must be there and, perhaps, some that may be gone. */
    synchronized void assertAllWritten(BitSet found, String what) {
        assertWithin(written(), found, what);
        assertWithin(found, written, what);
    }

    /** Fails unless all of the one are in the other. */
    static void assertWithin(BitSet part, BitSet whole, String what) {
        BitSet rest = (BitSet) part.clone();
        rest.andNot(whole);
        if (!rest.isEmpty()) {
            throw new AssertionError(what + ": " + rest + " of " + part + ", but there are " + whole);
        }
    }
}
