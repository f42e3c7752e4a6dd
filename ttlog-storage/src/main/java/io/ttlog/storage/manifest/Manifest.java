/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * What the store consists of.
 *
 * @param epoch counts the writers that have owned the store
 * @param generation counts the commits
 * @param sealedThrough the sequence up to which events are in segments; the log holds what comes after
 * @param nextSegmentId never used before
 * @param segments all of them
 * @param marks how far each stream of frames is in segments
 */
public record Manifest(
        long epoch,
        long generation,
        long sealedThrough,
        long nextSegmentId,
        List<SegmentEntry> segments,
        List<StreamMark> marks) {
    /** A store without a row. */
    public static final Manifest EMPTY = new Manifest(0, 0, 0, 1, List.of());

    /** A store to which no frames came. */
    public Manifest(long epoch, long generation, long sealedThrough, long nextSegmentId, List<SegmentEntry> segments) {
        this(epoch, generation, sealedThrough, nextSegmentId, segments, List.of());
    }

    /** The same store, owned by its next writer. */
    public Manifest nextEpoch() {
        return new Manifest(epoch + 1, generation + 1, sealedThrough, nextSegmentId, segments, marks);
    }

    /** The store after a seal. */
    public Manifest sealed(long through, long nextId, List<SegmentEntry> added, List<StreamMark> marksThen) {
        List<SegmentEntry> all = new ArrayList<>(segments);
        all.addAll(added);
        return new Manifest(epoch, generation + 1, through, nextId, List.copyOf(all), List.copyOf(marksThen));
    }
}
