/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.bench.peer.Fields;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.spi.Config;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One producer records into a store through all of the SDK: ring, pump, lane, log, memtable, with seals and merges beside it, and waits where
 * they cannot keep up, so that nothing is dropped. The clock runs until the last event is WRITTEN; a first part warms up. Rows of the anchor are at hand as
 * numbers and texts, or read meanwhile where the heap is too small for them; {@code events} are those of the hot-path benchmark, by {@code TTLog.info}
 * with a template and three fields. Afterwards everything is merged, for the bytes of a row.
 */
public final class Ingest {
    /** The events that ttlog makes itself. */
    public static final String EVENTS = "events";

    private static final String STORE = "store";
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final int RING_BYTES = 1 << 20;
    private static final int MIB = 1 << 20;
    private static final long LOOK_EVERY_MILLIS = 5;

    private final Path directory;
    private final String subset;
    private final Map<String, String> options;
    private final Map<String, Double> figures = new TreeMap<>();

    private Ingest(Path directory, String subset, Map<String, String> options) {
        this.options = options;
        this.directory = directory;
        this.subset = subset;
    }

    /**
     * Measures.
     *
     * @param subset of the anchor, or {@link #EVENTS}
     * @param read whether rows are read from the file while they are recorded: in a heap that does not hold them
     * @param warmUp rows before the clock starts
     * @param rows rows that are measured; the anchor is repeated as often as it takes
     * @param options of the store
     * @return {@code rate} in rows a second, {@code cpu} of the process and of each thread in nanoseconds a row, {@code direct} and {@code heap} (behind a
     *     collection) in MiB at most, {@code fresh} and {@code merged} in bytes a row, {@code compact} in seconds
     */
    public static Map<String, Double> run(
            Path directory,
            Path anchor,
            String subset,
            boolean read,
            long warmUp,
            long rows,
            Map<String, String> options)
            throws IOException {
        Ingest ingest = new Ingest(directory, subset, options);
        if (subset.equals(EVENTS)) {
            ingest.events(warmUp, rows);
        } else {
            ingest.rows(anchor, read, warmUp, rows);
        }
        ingest.sizes(warmUp + rows);
        return ingest.figures;
    }

    private void events(long warmUp, long rows) {
        var builder = TTLog.init()
                .service("bench")
                .data(directory)
                .console(false)
                .store(false)
                .sink(STORE)
                .overflow(Overflow.BLOCK, WAIT_MAX);
        options.forEach(builder::option);
        TTLogSession session = builder.start();
        Fields fields = new Fields(1);
        record(fields, warmUp);
        flushed(TTLog.flush(Ack.WRITTEN, WAIT_MAX));
        Gauge gauge = new Gauge();
        record(fields, rows);
        flushed(TTLog.flush(Ack.WRITTEN, WAIT_MAX));
        gauge.into(figures, rows);
        session.close();
        nothingLost(session.stats(), warmUp + rows);
    }

    private static void record(Fields fields, long rows) {
        for (long i = 0; i < rows; i++) {
            fields.next();
            TTLog.info("User {user_id} did {action} at {path}", fields.userId(), fields.action(), fields.path());
        }
    }

    private void rows(Path place, boolean read, long warmUp, long rows) throws IOException {
        try (Recorder recorder = recorder(directory, options)) {
            Anchor anchor = new Anchor(place, recorder.symbols());
            Feed feed = read
                    ? new ReadFeed(anchor, Anchor.Subset.of(subset))
                    : new HeldFeed(anchor, Anchor.Subset.of(subset));
            feed.into(recorder, warmUp);
            flushed(recorder.flush(Ack.WRITTEN, WAIT_MAX));
            Gauge gauge = new Gauge();
            feed.into(recorder, rows);
            flushed(recorder.flush(Ack.WRITTEN, WAIT_MAX));
            gauge.into(figures, rows);
            nothingLost(recorder.stats(), warmUp + rows);
        }
    }

    /** A runtime that writes to a store, where nothing is deleted, and makes producers wait. */
    static Recorder recorder(Path directory, Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(options);
        all.put("store.retention", "off");
        return Recorder.start(new Config(
                "bench",
                directory,
                Level.TRACE,
                Overflow.BLOCK,
                WAIT_MAX,
                RING_BYTES,
                Duration.ofHours(1),
                Set.of(STORE),
                all));
    }

    /** Rows without end: copies of the anchor one after the other. */
    interface Feed {
        /** Records the next rows. */
        void into(Recorder recorder, long rows) throws IOException;
    }

    /** Records a copy of a row; throws when it is not taken. */
    static void submit(Recorder recorder, AnchorRow row, int copy) {
        EventEncoder encoder = recorder.encoder();
        row.into(encoder, copy);
        if (!recorder.submit(encoder)) {
            throw new IllegalStateException("a row was not taken");
        }
    }

    /** Messages are the same in all copies, of which no two come into one fresh segment: to make new ones is not what is measured. */
    private static final class HeldFeed implements Feed {
        private final List<AnchorRow> rows = new ArrayList<>();
        private int at;
        private int copy;

        HeldFeed(Anchor anchor, Anchor.Subset subset) throws IOException {
            anchor.rows(subset, 0, rows::add);
        }

        @Override
        public void into(Recorder recorder, long count) {
            for (long i = 0; i < count; i++) {
                submit(recorder, rows.get(at), copy);
                if (++at == rows.size()) {
                    at = 0;
                    copy++;
                }
            }
        }
    }

    /** Every call begins with a new copy. */
    static final class ReadFeed implements Feed {
        private final Anchor anchor;
        private final Anchor.Subset subset;
        private int copy;

        ReadFeed(Anchor anchor, Anchor.Subset subset) {
            this.anchor = anchor;
            this.subset = subset;
        }

        @Override
        public void into(Recorder recorder, long count) throws IOException {
            long[] left = {count};
            for (; left[0] > 0; copy++) {
                int number = copy;
                anchor.rows(subset, number, row -> {
                    if (left[0]-- > 0) {
                        submit(recorder, row, number);
                    }
                });
            }
        }
    }

    private static void flushed(boolean flushed) {
        if (!flushed) {
            throw new IllegalStateException("the store fell behind by " + WAIT_MAX);
        }
    }

    /** Throws unless so many rows are in the store and none was dropped. */
    static void nothingLost(Stats stats, long rows) {
        long dropped = stats.dropped() + stats.droppedBy(STORE);
        if (dropped > 0 || stats.stored(STORE) < rows) {
            throw new IllegalStateException(dropped + " of " + rows + " events were dropped, " + stats.stored(STORE)
                    + " are stored: the figures are void");
        }
    }

    private void sizes(long rows) throws IOException {
        Manifest fresh = Objects.requireNonNull(ManifestFile.read(directory), "a store was written");
        figures.put("fresh", (double) fresh.written().sealed() / rows);
        if (!subset.equals(EVENTS)) {
            return; // copies of the same messages would make it small
        }
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            long start = System.nanoTime();
            store.compact();
            figures.put("compact", (System.nanoTime() - start) / 1e9);
        }
        long bytes = Store.stats(directory).tables().stream()
                .mapToLong(StoreStats.TableStats::storedBytes)
                .sum();
        figures.put("merged", (double) bytes / rows);
    }

    /** What the process takes between two moments. Looks at threads and memory some hundred times a second. */
    private static final class Gauge {
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private static final Set<String> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toSet());

        private final Map<Long, String> names = new TreeMap<>();
        private final Map<Long, Long> before = new TreeMap<>();
        private final Map<Long, Long> after = new TreeMap<>();
        private final Thread watch = new Thread(this::watch, "bench-gauge");
        private final long cpu;
        private final long start;
        private final Map<String, Long> collections = new TreeMap<>();
        private long directMax;
        private long heapMax;

        Gauge() {
            look(before);
            watch.setDaemon(true);
            watch.start();
            cpu = SYSTEM.getProcessCpuTime();
            start = System.nanoTime();
        }

        private void watch() {
            try {
                while (true) {
                    look(after);
                    Thread.sleep(LOOK_EVERY_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // and end
            }
        }

        /** Threads of seals and merges come and go. */
        private synchronized void look(Map<Long, Long> into) {
            for (long id : THREADS.getAllThreadIds()) {
                long nanos = THREADS.getThreadCpuTime(id);
                var info = nanos < 0 || names.containsKey(id) ? null : THREADS.getThreadInfo(id);
                if (info != null) {
                    names.put(id, info.getThreadName());
                }
                if (nanos >= 0) {
                    into.put(id, nanos);
                }
            }
            long direct = 0;
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
            }
            directMax = Math.max(directMax, direct);
            for (var collector : ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class)) {
                GcInfo last = collector.getLastGcInfo();
                if (last != null && last.getId() != collections.getOrDefault(collector.getName(), 0L)) {
                    collections.put(collector.getName(), last.getId());
                    long used = last.getMemoryUsageAfterGc().entrySet().stream()
                            .filter(pool -> HEAP.contains(pool.getKey()))
                            .mapToLong(pool -> pool.getValue().getUsed())
                            .sum();
                    heapMax = Math.max(heapMax, used);
                }
            }
        }

        void into(Map<String, Double> figures, long rows) {
            long nanos = System.nanoTime() - start;
            figures.put("rate", rows * 1e9 / nanos);
            figures.put("cpu", (double) (SYSTEM.getProcessCpuTime() - cpu) / rows);
            watch.interrupt();
            look(after);
            Map<String, Long> byName = new TreeMap<>();
            after.forEach((id, now) -> {
                String name = names.getOrDefault(id, "");
                byName.merge(name, now - before.getOrDefault(id, 0L), Long::sum);
            });
            figures.put("cpu.producer", (double) byName.getOrDefault("main", 0L) / rows);
            for (String thread : List.of("ttlog-pump", "ttlog-sink-store", "ttlog-seal", "ttlog-merge")) {
                figures.put("cpu." + thread.substring(6), (double) byName.getOrDefault(thread, 0L) / rows);
            }
            figures.put("direct", (double) directMax / MIB);
            figures.put("heap", (double) heapMax / MIB);
        }
    }
}
