/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.manifest.StreamMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * What the store of a writer consists of, and the one place where that changes. Commits (of seals, merges and retention) come one after
 * the other and are durable before a reader sees them; the writer's thread, which only {@link #rotate rotates}, never waits for
 * one. Safe for all threads.
 */
final class Catalog {
    private final Path directory;
    private final AtomicReference<StoreState> state;
    private final AtomicLong nextSegmentId;
    private volatile boolean fenced;

    Catalog(Path directory, StoreState opened) {
        this.directory = directory;
        this.state = new AtomicReference<>(opened);
        this.nextSegmentId = new AtomicLong(opened.manifest().nextSegmentId());
    }

    /** What readers see. */
    StoreState state() {
        return Objects.requireNonNull(state.get());
    }

    /** An id that no segment of the store has had, not even one of a failed attempt. */
    long newSegmentId() {
        return nextSegmentId.getAndIncrement();
    }

    /** Events go into a new memtable. */
    void rotate() {
        state.updateAndGet(StoreState::rotated);
    }

    /**
     * Makes the segments of the older memtable part of the store.
     *
     * @param through the sequence up to which events are in segments then
     * @param marks how far streams are in segments then
     * @throws IOException when that failed; the files are gone unless the manifest may name them
     */
    synchronized void sealed(List<SegmentEntry> written, long through, List<StreamMark> marks) throws IOException {
        Manifest next = commit(before -> before.sealed(through, nextSegmentId.get(), written, marks), written);
        state.updateAndGet(before -> before.sealed(directory, next, written));
    }

    /**
     * Puts a merged segment in the place of its inputs, or nothing in the place of what has expired, and removes their files: whoever
     * reads them has them open.
     *
     * @throws IOException when that failed; the new files are gone unless the manifest may name them
     */
    synchronized void replaced(List<Segment> removed, List<SegmentEntry> written) throws IOException {
        List<SegmentEntry> entries = removed.stream().map(Segment::entry).toList();
        Manifest next = commit(before -> before.replaced(entries, nextSegmentId.get(), written), written);
        Set<Long> ids = new HashSet<>();
        entries.forEach(entry -> ids.add(entry.id()));
        state.updateAndGet(before -> before.replaced(directory, next, ids, written));
        for (Segment segment : removed) {
            segment.hold(); // for readers that have it in their snapshot; no new one will
            Files.deleteIfExists(directory.resolve(segment.entry().path()));
        }
    }

    /**
     * Makes segments of roll-ups part of the store, and with them that they have the rows of their inputs: both or neither.
     *
     * @throws IOException when that failed; the new files are gone unless the manifest may name them
     */
    synchronized void rolledUp(Set<Long> inputs, List<SegmentEntry> written) throws IOException {
        Manifest next = commit(before -> before.rolledUp(inputs, nextSegmentId.get(), written), written);
        state.updateAndGet(before -> before.rolledUp(directory, next, inputs, written));
    }

    private Manifest commit(UnaryOperator<Manifest> edit, List<SegmentEntry> written) throws IOException {
        Manifest before = state().manifest();
        Manifest inForce = ManifestFile.read(directory);
        if (inForce == null) {
            discard(written);
            throw gone(directory);
        }
        if (inForce.epoch() != before.epoch()) {
            fenced = true;
            discard(written);
            throw takenOver();
        }
        Manifest next = edit.apply(before);
        boolean committed = false;
        try {
            ManifestFile.write(directory, next);
            committed = true;
        } finally {
            if (!committed && inForce.equals(ManifestFile.read(directory))) {
                discard(written); // the rename has not happened; otherwise readers may need the segments
            }
        }
        return next;
    }

    /** Removes segments that no manifest names: the disk may be full because of them. */
    void discard(List<SegmentEntry> segments) throws IOException {
        for (SegmentEntry segment : segments) {
            Files.deleteIfExists(directory.resolve(segment.path()));
        }
    }

    /** Whether another writer has put a manifest of its own in the place of ours. */
    boolean fenced() {
        return fenced;
    }

    /** It may come back: moved away, or not mounted. */
    static IOException gone(Path directory) {
        return new NoSuchFileException(
                directory.resolve(ManifestFile.NAME).toString(), null, "the store's directory has gone");
    }

    /** Why a writer stops for good. */
    TTLogException takenOver() {
        return new TTLogException(
                ErrorCode.STORE_LOCKED,
                "store " + directory + " has been taken over by another writer, so its lock is not exclusive (a network"
                        + " file system?); nothing more is written here: close it, and use another directory");
    }
}
