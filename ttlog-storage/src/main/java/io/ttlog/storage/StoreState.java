/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.memtable.Memtable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the readers of a live store see, replaced as a whole, so that no row is missing or there twice while rows move.
 *
 * @param manifest the one in force
 * @param segments that it names
 * @param memtables the one that events go into is the last; another before it is being sealed
 */
record StoreState(Manifest manifest, List<Segment> segments, List<Memtable> memtables) {
    /** A store as it is opened. */
    static StoreState of(Path directory, Manifest manifest) {
        return new StoreState(manifest, List.of(), List.of(new Memtable()))
                .withSegments(directory, manifest, manifest.segments());
    }

    /** The memtable that events go into. */
    Memtable live() {
        return memtables.get(memtables.size() - 1);
    }

    /** Whether there is a memtable that is not sealed, besides the live one. */
    boolean sealing() {
        return memtables.size() > 1;
    }

    /** Bytes of all segments. */
    long segmentBytes() {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.entry().bytes();
        }
        return bytes;
    }

    /** The segments with these entries, in the order in which their rows came. */
    List<Segment> named(List<SegmentEntry> entries) {
        Set<Long> ids = new HashSet<>();
        entries.forEach(entry -> ids.add(entry.id()));
        List<Segment> named = new ArrayList<>();
        for (Segment segment : segments) {
            if (ids.contains(segment.entry().id())) {
                named.add(segment);
            }
        }
        return named;
    }

    /** Events go into a new memtable, the one before is to be sealed. */
    StoreState rotated() {
        assert !sealing();
        return new StoreState(manifest, segments, List.of(live(), new Memtable()));
    }

    /** The rows of the older memtable are in segments. */
    StoreState sealed(Path directory, Manifest next, List<SegmentEntry> written) {
        return new StoreState(manifest, segments, List.of(live())).withSegments(directory, next, written);
    }

    /** Some segments are gone; others are in the place of the first of them. */
    StoreState replaced(Path directory, Manifest next, Set<Long> removed, List<SegmentEntry> written) {
        List<Segment> all = new ArrayList<>();
        boolean placed = false;
        for (Segment segment : segments) {
            if (!removed.contains(segment.entry().id())) {
                all.add(segment);
            } else if (!placed) {
                written.forEach(entry -> all.add(new Segment(directory, entry)));
                placed = true;
            }
        }
        return new StoreState(next, List.copyOf(all), memtables);
    }

    /** Rows of some segments are rolled up into others. */
    StoreState rolledUp(Path directory, Manifest next, Set<Long> inputs, List<SegmentEntry> written) {
        List<Segment> all = new ArrayList<>();
        for (Segment segment : segments) {
            all.add(inputs.contains(segment.entry().id()) ? segment.rolledUp() : segment);
        }
        return new StoreState(manifest, List.copyOf(all), memtables).withSegments(directory, next, written);
    }

    private StoreState withSegments(Path directory, Manifest next, List<SegmentEntry> added) {
        List<Segment> all = new ArrayList<>(segments);
        for (SegmentEntry entry : added) {
            all.add(new Segment(directory, entry));
        }
        return new StoreState(next, List.copyOf(all), memtables);
    }

    StoreSnapshot snapshot() {
        return new StoreSnapshot(segments, memtables, List.of());
    }
}
