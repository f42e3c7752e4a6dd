/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps decoded chunks of segments for the next query, up to a bound of bytes. A chunk never changes, so that nothing is ever
 * stale; chunks go with their row group when its segment is no longer used.
 *
 * <p>Which one gives way is a matter of chance. A least-recently-used order would keep nothing of a scan that is larger than the
 * cache and comes again, as scans do: each chunk would go shortly before it is wanted. Chance keeps a part.
 *
 * <p>Safe for all threads. A chunk is decoded outside of the lock, by two threads if both want it at once.
 */
public final class ChunkCache {
    /** Most bytes that are taken without being asked for. */
    private static final long BYTES_USUAL_MAX = 256L << 20;

    /** The part of the heap that is taken without being asked for. */
    private static final int HEAP_PART = 16;

    /** The cache of this process, shared by all its stores: a sixteenth of the heap, 256 MiB at most, until it is told. */
    public static final ChunkCache PROCESS =
            new ChunkCache(Math.min(BYTES_USUAL_MAX, Runtime.getRuntime().maxMemory() / HEAP_PART));

    /** The chunks of one row group that are kept; belongs to the row group. */
    public static final class Kept {
        private final Map<ColumnKey, Chunk> chunks = new HashMap<>(2);

        /** Nothing is kept yet. */
        public Kept() {}

        private synchronized @Nullable Chunk get(ColumnKey key) {
            return chunks.get(key);
        }

        private synchronized boolean put(ColumnKey key, Chunk chunk) {
            return chunks.putIfAbsent(key, chunk) == null;
        }

        private synchronized void remove(ColumnKey key) {
            chunks.remove(key);
        }
    }

    /** A kept chunk, whose row group may be gone. */
    private static final class Entry extends WeakReference<Kept> {
        private final ColumnKey key;
        private final long bytes;
        private int at;

        Entry(Kept kept, ColumnKey key, long bytes, ReferenceQueue<Kept> gone) {
            super(kept, gone);
            this.key = key;
            this.bytes = bytes;
        }
    }

    private final ReferenceQueue<Kept> gone = new ReferenceQueue<>();
    private final List<Entry> entries = new ArrayList<>();
    private final SplittableRandom chance = new SplittableRandom(1);
    private long bytesMax;
    private long bytes;

    /** An empty cache; of zero bytes it keeps nothing. */
    public ChunkCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Changes the bound; what is beyond it goes at once. */
    public synchronized void limit(long bytesAtMost) {
        bytesMax = bytesAtMost;
        shrink();
    }

    /** Bytes that are kept, about: of texts as much as they take when all are decoded. */
    public synchronized long bytes() {
        removeGone();
        return bytes;
    }

    /**
     * The chunk of a column, kept or decoded; null when no row has one.
     *
     * @param decode called when it is not there
     */
    public @Nullable Chunk get(RowGroup group, ColumnKey key, Supplier<@Nullable Chunk> decode) {
        Kept kept = group.kept();
        if (kept == null) {
            return decode.get();
        }
        Chunk known = kept.get(key);
        if (known != null) {
            return known;
        }
        Chunk decoded = decode.get();
        if (decoded != null) {
            keep(kept, key, decoded);
        }
        return decoded;
    }

    private synchronized void keep(Kept kept, ColumnKey key, Chunk chunk) {
        long size = chunk.heapBytes();
        if (size > bytesMax || !kept.put(key, chunk)) {
            return;
        }
        removeGone();
        Entry entry = new Entry(kept, key, size, gone);
        entry.at = entries.size();
        entries.add(entry);
        bytes += size;
        shrink();
    }

    private void shrink() {
        removeGone();
        while (bytes > bytesMax) {
            Entry victim = entries.get(chance.nextInt(entries.size()));
            Kept kept = victim.get();
            if (kept != null) {
                kept.remove(victim.key);
            }
            remove(victim);
        }
    }

    private void removeGone() {
        for (Reference<? extends Kept> each = gone.poll(); each != null; each = gone.poll()) {
            Entry entry = (Entry) each;
            if (entry.at >= 0) { // else chance took it before
                remove(entry);
            }
        }
    }

    /** The last takes its place. */
    private void remove(Entry entry) {
        Entry last = entries.remove(entries.size() - 1);
        if (last != entry) {
            entries.set(entry.at, last);
            last.at = entry.at;
        }
        entry.at = -1;
        bytes -= entry.bytes;
    }
}
