/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentWriter;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Writes the rows of all tiers into segments, each of one row group, which merges put together: what it holds of a tier is that. Belongs to
 * one thread.
 */
public final class TierSegments {
    /** Costly encodings are tried at once, so these rows need not be written again. */
    private static final int LEVEL = 1;

    private final Path segments;
    private final Map<Tier, String> partitions;
    private final LongSupplier newSegmentId;
    private final BlockCodec codec;
    private final List<SegmentEntry> written = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<TierRows> rows = new ArrayList<>();

    /**
     * Rows go below a folder.
     *
     * @param partitions of each tier
     * @param newSegmentId gives ids that no other segment has
     */
    public TierSegments(Path segments, Map<Tier, String> partitions, LongSupplier newSegmentId, BlockCodec codec) {
        this.segments = segments;
        this.partitions = Map.copyOf(partitions);
        this.newSegmentId = newSegmentId;
        this.codec = codec;
        Tier.ALL.forEach(tier -> rows.add(new TierRows()));
    }

    void add(int tier, Map<ColumnKey, Object> labels, Variant variant, long start, Bucket bucket) throws IOException {
        TierRows ofTier = rows.get(tier);
        ofTier.add(labels, variant, start, bucket);
        if (ofTier.isFull()) {
            write(Tier.ALL.get(tier), ofTier);
            rows.set(tier, new TierRows());
        }
    }

    /** Writes what is left; the files and their names are durable then. */
    List<SegmentEntry> finish() throws IOException {
        for (Tier tier : Tier.ALL) {
            TierRows rest = rows.get(tier.ordinal());
            if (rest.rowCount() > 0) {
                write(tier, rest);
            }
        }
        return List.copyOf(written);
    }

    private void write(Tier tier, TierRows ofTier) throws IOException {
        long id = newSegmentId.getAsLong();
        String partition = partitions.getOrDefault(tier, "all");
        Path folder = segments.resolve(tier.signal().table()).resolve(partition);
        Disk.createDirectories(folder);
        Path file = folder.resolve(id + ".seg");
        files.add(file);
        try (SegmentWriter writer = new SegmentWriter(file, tier.signal(), id, new int[] {ofTier.rowCount()}, codec)) {
            writer.write(ofTier);
            long bytes = writer.finish();
            written.add(new SegmentEntry(
                    id,
                    tier.signal(),
                    partition,
                    LEVEL,
                    ofTier.rowCount(),
                    ofTier.minNanos(),
                    ofTier.maxNanos(),
                    bytes,
                    ofTier.naturalBytes(),
                    writer.services()));
        }
        Disk.syncDirectory(folder);
    }

    /** Removes what was written: no manifest names it, and the disk may be full because of it. */
    void discard() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
