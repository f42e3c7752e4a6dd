/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment that the manifest names, mapped at the first use. Damage is thrown at each use, so that queries which need
 * other segments get their answer. Safe for all threads.
 */
final class Segment {
    private final Path directory;
    private final SegmentEntry entry;

    /** Has the file, when this is another entry for it: who deletes it holds it for all. */
    private final @Nullable Segment origin;

    private @Nullable ByteBuffer mapped;
    private volatile @Nullable SegmentFile file;

    Segment(Path directory, SegmentEntry entry) {
        this(directory, entry, null);
    }

    private Segment(Path directory, SegmentEntry entry, @Nullable Segment origin) {
        this.directory = directory;
        this.entry = entry;
        this.origin = origin;
    }

    /** The same file, whose rows are rolled up. */
    Segment rolledUp() {
        return new Segment(directory, entry.rolledUp(true), origin == null ? this : origin);
    }

    SegmentEntry entry() {
        return entry;
    }

    /** Maps the file, so that it can be read when it is deleted; false when that has happened, or it cannot be a segment. */
    boolean hold() throws IOException {
        try {
            map();
            return true;
        } catch (NoSuchFileException | CorruptDataException e) {
            return false; // whoever reads it will be told
        }
    }

    /** All bytes of the file, also when it is deleted by now, if it was mapped before. */
    ByteBuffer bytes() throws IOException {
        return map().duplicate().rewind();
    }

    private ByteBuffer map() throws IOException {
        return origin != null ? origin.mapOwn() : mapOwn();
    }

    private synchronized ByteBuffer mapOwn() throws IOException {
        ByteBuffer known = mapped;
        if (known == null) {
            mapped = known = Disk.uninterrupted(() -> SegmentFile.map(directory.resolve(entry.path()), entry.path()));
        }
        return known;
    }

    /** The file, opened at the first call. */
    SegmentFile file() {
        SegmentFile known = file;
        return known != null ? known : open();
    }

    private synchronized SegmentFile open() {
        SegmentFile known = file;
        if (known != null) {
            return known;
        }
        SegmentFile opened;
        try {
            opened = SegmentFile.open(map(), entry.path());
        } catch (NoSuchFileException e) {
            throw new CorruptDataException(entry.path(), 0, "the manifest names it, and it is not there");
        } catch (IOException e) {
            throw Disk.failed("reading", directory.resolve(entry.path()), e);
        }
        if (opened.id() != entry.id() || opened.signal() != entry.signal() || opened.rowCount() != entry.rowCount()) {
            throw new CorruptDataException(
                    entry.path(),
                    0,
                    "segment " + opened.id() + " of " + opened.signal() + " with " + opened.rowCount()
                            + " rows where the manifest says " + entry.id() + " of " + entry.signal() + " with "
                            + entry.rowCount());
        }
        file = opened;
        return opened;
    }
}
