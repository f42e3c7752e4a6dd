/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.rollup.RollUp;
import io.ttlog.storage.rollup.RollUpPolicy;
import io.ttlog.storage.rollup.Tier;
import io.ttlog.storage.rollup.TierSegments;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rolls up the metrics of a store, a few segments at a time, each commit a whole: the rows of tiers and that the inputs are rolled up. Belongs
 * to the thread that merges.
 */
final class RollUps {
    private final Path directory;
    private final StoreOptions options;
    private final Catalog catalog;

    /** Segments that could not be read, by id: the others are rolled up without them. */
    private final Set<Long> damaged;

    private final Runnable rest;

    RollUps(Path directory, StoreOptions options, Catalog catalog, Set<Long> damaged, Runnable rest) {
        this.directory = directory;
        this.options = options;
        this.catalog = catalog;
        this.damaged = damaged;
        this.rest = rest;
    }

    /** Rolls up what is not, of days that ended before that time. */
    void ofDaysBefore(long nanos) throws IOException {
        while (attempt(RollUpPolicy.next(readable(), nanos))) {
            rest.run();
        }
    }

    /** Rolls up what is not of these segments, whatever their time: they are to be deleted. */
    void of(Collection<Long> ids) throws IOException {
        while (attempt(RollUpPolicy.first(
                readable().stream()
                        .filter(segment -> ids.contains(segment.id()))
                        .toList(),
                readable()))) {
            rest.run();
        }
    }

    /** Whether deleting the segment would lose rows that are nowhere else. */
    boolean isNeededFor(SegmentEntry segment) {
        return segment.signal() == Signal.METRIC && !segment.rolledUp() && !damaged.contains(segment.id());
    }

    private List<SegmentEntry> readable() {
        List<SegmentEntry> readable = new ArrayList<>();
        for (SegmentEntry segment : catalog.state().manifest().segments()) {
            if (!damaged.contains(segment.id())) {
                readable.add(segment);
            }
        }
        return readable;
    }

    private boolean attempt(RollUpPolicy.@Nullable Job job) throws IOException {
        if (job == null) {
            return false;
        }
        try {
            TierSegments target = new TierSegments(
                    directory.resolve(StoreFiles.SEGMENTS),
                    partitions(job.inputs()),
                    catalog::newSegmentId,
                    options.codec());
            List<SegmentEntry> written = new RollUp(files(job.inputs()), files(job.known()), target, rest).run();
            catalog.rolledUp(job.inputIds(), written);
        } catch (CorruptDataException e) { // readers tell of it
            int before = damaged.size();
            for (SegmentEntry segment : job.inputs()) {
                addIfSource(segment, e);
            }
            for (SegmentEntry segment : job.known()) {
                addIfSource(segment, e);
            }
            if (damaged.size() == before) {
                throw e; // nothing that the next job could do without
            }
        }
        return true;
    }

    private void addIfSource(SegmentEntry segment, CorruptDataException e) {
        if (e.source().equals(segment.path())) {
            damaged.add(segment.id());
        }
    }

    private List<SegmentFile> files(List<SegmentEntry> entries) {
        List<SegmentFile> files = new ArrayList<>();
        for (Segment segment : catalog.state().named(entries)) {
            files.add(segment.file());
        }
        return files;
    }

    /** Where rows of a tier go: a day for the finer ones, a month of 30 days for the coarsest; coarser where the inputs are. */
    private static Map<Tier, String> partitions(List<SegmentEntry> inputs) {
        long min = inputs.stream().mapToLong(SegmentEntry::minNanos).min().orElseThrow();
        long max = inputs.stream().mapToLong(SegmentEntry::maxNanos).max().orElseThrow();
        Map<Tier, String> folders = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.ALL) {
            Partitions partition = tier == Tier.DAY ? Partitions.MONTH : Partitions.DAY;
            for (Partitions coarser : Partitions.values()) {
                if (coarser.compareTo(partition) >= 0 && partition.index(min) != partition.index(max)) {
                    partition = coarser;
                }
            }
            folders.put(tier, partition.folder(partition.index(min)));
        }
        return folders;
    }
}
