/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the store consists of.
 *
 * @param id of the store, random: backups of it are told from those of another by it
 * @param epoch counts the writers that have owned the store
 * @param generation counts the commits
 * @param sealedThrough the sequence up to which events are in segments; the log holds what comes after
 * @param nextSegmentId never used before
 * @param segments all of them
 * @param marks how far each stream of frames is in segments
 * @param written bytes of all segments that were ever written
 */
public record Manifest(
        UUID id,
        long epoch,
        long generation,
        long sealedThrough,
        long nextSegmentId,
        List<SegmentEntry> segments,
        List<StreamMark> marks,
        Written written) {
    /**
     * Bytes of segments, which tell how often a byte is written.
     *
     * @param sealed by seals
     * @param merged by merges
     */
    public record Written(long sealed, long merged) {
        /** Nothing yet. */
        public static final Written NOTHING = new Written(0, 0);

        /** How many bytes were written for each byte that was sealed; 1 without a merge. */
        public double amplification() {
            return sealed == 0 ? 1 : (double) (sealed + merged) / sealed;
        }
    }

    /** The id of a store that was never written. */
    public static final UUID NO_ID = new UUID(0, 0);

    /** A store without a row. */
    public static final Manifest EMPTY = new Manifest(0, 0, 0, 1, List.of());

    /** A store to which no frames came. */
    public Manifest(long epoch, long generation, long sealedThrough, long nextSegmentId, List<SegmentEntry> segments) {
        this(NO_ID, epoch, generation, sealedThrough, nextSegmentId, segments, List.of(), Written.NOTHING);
    }

    /** Whether it is the same commit, without a look at each segment: every commit has an epoch and generation of its own. */
    public boolean sameCommit(Manifest other) {
        return epoch == other.epoch
                && generation == other.generation
                && sealedThrough == other.sealedThrough
                && nextSegmentId == other.nextSegmentId
                && segments.size() == other.segments.size()
                && id.equals(other.id);
    }

    /** The same rows as another store. */
    public Manifest withId(UUID other) {
        return new Manifest(other, epoch, generation, sealedThrough, nextSegmentId, segments, marks, written);
    }

    /** The same store, owned by its next writer. */
    public Manifest nextEpoch() {
        return new Manifest(id, epoch + 1, generation + 1, sealedThrough, nextSegmentId, segments, marks, written);
    }

    /** The store after a seal. */
    public Manifest sealed(long through, long nextId, List<SegmentEntry> added, List<StreamMark> marksThen) {
        List<SegmentEntry> all = new ArrayList<>(segments);
        all.addAll(added);
        Written then = new Written(written.sealed() + bytes(added), written.merged());
        return new Manifest(id, epoch, generation + 1, through, nextId, List.copyOf(all), List.copyOf(marksThen), then);
    }

    /** The store with some segments merged into others, which come in the place of the first of them; or just without them. */
    public Manifest replaced(List<SegmentEntry> removed, long nextId, List<SegmentEntry> added) {
        Set<Long> gone = new HashSet<>();
        removed.forEach(segment -> gone.add(segment.id()));
        List<SegmentEntry> all = new ArrayList<>();
        boolean placed = false;
        for (SegmentEntry segment : segments) {
            if (!gone.contains(segment.id())) {
                all.add(segment);
            } else if (!placed) {
                all.addAll(added);
                placed = true;
            }
        }
        Written then = new Written(written.sealed(), written.merged() + bytes(added));
        return new Manifest(id, epoch, generation + 1, sealedThrough, nextId, List.copyOf(all), marks, then);
    }

    /** The store with the rows of some segments rolled up into others; these count as merged. */
    public Manifest rolledUp(Set<Long> inputs, long nextId, List<SegmentEntry> added) {
        List<SegmentEntry> all = new ArrayList<>();
        segments.forEach(segment -> all.add(inputs.contains(segment.id()) ? segment.rolledUp(true) : segment));
        all.addAll(added);
        Written then = new Written(written.sealed(), written.merged() + bytes(added));
        return new Manifest(id, epoch, generation + 1, sealedThrough, nextId, List.copyOf(all), marks, then);
    }

    private static long bytes(List<SegmentEntry> segments) {
        return segments.stream().mapToLong(SegmentEntry::bytes).sum();
    }
}
