/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.column.Batch;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what RFC-0002 quotes: {@code DIRECTORY CODEC EVENTS [TEXT_FILE|pauses]}. Without a file the events are of three fields,
 * with one each line is a message. Encoding the events is not part of any figure; seals happen where {@link StoreOptions#DEFAULT}
 * would have them.
 */
final class StoreMeasure {
    private static final int BATCH_BYTES = 256 << 10;
    private static final int PACED_EVENTS_PER_SECOND = 100_000;
    private static final int PACED_BATCHES_PER_SECOND = 100;

    /** Time on the clock, which includes waiting for the disk, and on the CPU, which other work does not disturb. */
    private static final class Phase {
        private long nanos;
        private long cpuNanos;

        <T> T take(Callable<T> work) throws Exception {
            long start = System.nanoTime();
            long cpuStart = cpuNanos();
            T result = work.call();
            nanos += System.nanoTime() - start;
            cpuNanos += cpuNanos() - cpuStart;
            return result;
        }

        private static long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        void print(PrintStream out, String what, long events) {
            out.printf(
                    Locale.ROOT,
                    "%-18s %,12d events/s, %4.0f ns of CPU each; %.2f s in all%n",
                    what,
                    Math.round(events * 1e9 / nanos),
                    (double) cpuNanos / events,
                    nanos / 1e9);
        }
    }

    private StoreMeasure() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Path.of(args[0]);
        int events = Integer.parseInt(args[2]);
        if (args.length > 3 && args[3].equals("pauses")) {
            StoreOptions live = StoreOptions.DEFAULT.withCodec(Codecs.byName(args[1]));
            for (Duration syncEvery : List.of(StoreOptions.SYNC_EVERY_MAX, live.syncEvery())) {
                out.print("sync every " + syncEvery + ": ");
                pauses(directory.resolve(syncEvery.toString()), live.withSyncEvery(syncEvery), events, out);
            }
            return;
        }
        List<String> lines =
                args.length > 3 ? Files.readAllLines(Path.of(args[3]), StandardCharsets.ISO_8859_1) : List.of();
        StoreOptions options = StoreOptions.DEFAULT
                .withCodec(Codecs.byName(args[1]))
                .withSyncEvery(StoreOptions.SYNC_EVERY_MAX)
                .withSealBytes(StoreOptions.SEAL_BYTES_MAX);
        long heapBefore = heapBytes();
        try (Store store = Store.open(directory, options)) {
            out.printf(Locale.ROOT, "heap of an idle store: %,d bytes%n", heapBytes() - heapBefore);
            write(store, events, lines, out);
        }
        StoreStats.TableStats logs = Store.stats(directory).tables().get(0);
        out.printf(
                Locale.ROOT,
                "%d rows in %d segments: raw %.1f bytes a row, stored %.2f, ratio %.2f%n",
                logs.rows(),
                logs.segments(),
                (double) logs.rawBytes() / logs.rows(),
                (double) logs.storedBytes() / logs.rows(),
                (double) logs.rawBytes() / logs.storedBytes());
        for (String column : List.of("timestamp", "message")) {
            Phase scan = new Phase();
            scan.print(out, "scan of " + column, scan.take(() -> scan(directory, column)));
        }
        Phase verify = new Phase();
        verify.print(out, "verify", verify.take(() -> Store.verify(directory).rows()));
    }

    private static void write(Store store, int events, List<String> lines, PrintStream out) throws Exception {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        Random random = new Random(1);
        String[] ips = new String[1024];
        Arrays.setAll(ips, i -> "10.0." + i / 256 + "." + i % 256);
        long[] took = new long[1 << 16];
        Arrays.setAll(took, i -> (long) Math.exp(10 + random.nextGaussian()));
        byte[] batch = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
        Phase append = new Phase();
        Phase sync = new Phase();
        Phase seal = new Phase();
        long eventBytes = 0;
        long unsealed = 0;
        for (int i = 0; i < events; ) {
            int bytes = 0;
            for (; bytes < BATCH_BYTES && i < events; i++) {
                encode(encoder, symbols, random.nextInt(), i, lines, ips, took);
                int length = encoder.end();
                System.arraycopy(encoder.buffer(), 0, batch, bytes, length);
                bytes += EventFormat.aligned(length);
            }
            int to = bytes;
            append.take(() -> {
                store.append(batch, 0, to, symbols);
                return to;
            });
            eventBytes += bytes;
            unsealed += bytes;
            if (unsealed >= StoreOptions.DEFAULT.sealBytes() || i == events) {
                unsealed = 0;
                sync.take(() -> {
                    store.flush(Ack.SYNCED);
                    return to;
                });
                seal.take(() -> {
                    store.seal();
                    return to;
                });
            }
        }
        out.printf(Locale.ROOT, "%d events of %.1f bytes%n", events, (double) eventBytes / events);
        append.print(out, "append (WRITTEN)", events);
        append.nanos += sync.nanos;
        append.cpuNanos += sync.cpuNanos;
        append.print(out, "and SYNCED", events);
        seal.print(out, "seal", events);
    }

    /**
     * Appends batches of a hundredth of a second at a rate that an application may well have, and prints how long the calls
     * took; seals come where the store wants them. The ring in front of a store has to hold what comes meanwhile.
     */
    private static void pauses(Path directory, StoreOptions options, int events, PrintStream out) throws Exception {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        Random random = new Random(1);
        String[] ips = new String[1024];
        Arrays.setAll(ips, i -> "10.0." + i / 256 + "." + i % 256);
        long[] took = new long[1 << 16];
        Arrays.setAll(took, i -> (long) Math.exp(10 + random.nextGaussian()));
        int batchEvents = PACED_EVENTS_PER_SECOND / PACED_BATCHES_PER_SECOND;
        byte[] batch = new byte[batchEvents * EventFormat.ALIGNMENT * 32];
        long[] nanos = new long[events / batchEvents];
        try (Store store = Store.open(directory, options)) {
            long start = System.nanoTime();
            for (int i = 0; i < nanos.length; i++) {
                int bytes = 0;
                for (int event = 0; event < batchEvents; event++) {
                    encode(encoder, symbols, random.nextInt(), i * batchEvents + event, List.of(), ips, took);
                    int length = encoder.end();
                    System.arraycopy(encoder.buffer(), 0, batch, bytes, length);
                    bytes += EventFormat.aligned(length);
                }
                long due = start + i * (1_000_000_000L / PACED_BATCHES_PER_SECOND);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long before = System.nanoTime();
                store.append(batch, 0, bytes, symbols);
                nanos[i] = System.nanoTime() - before;
            }
        }
        Arrays.sort(nanos);
        out.printf(
                Locale.ROOT,
                "%,d appends of %d events, %,d events/s, %d segments: p50 %.2f ms, p99 %.2f, p99.9 %.2f, longest %.2f%n",
                nanos.length,
                batchEvents,
                PACED_EVENTS_PER_SECOND,
                Store.stats(directory).tables().get(0).segments(),
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[(int) (nanos.length * 999L / 1000)] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    private static long scan(Path directory, String column) {
        long rows = 0;
        try (Snapshot snapshot = Store.read(directory);
                Snapshot.Cursor cursor = snapshot.scan(Scan.all(Signal.LOG, List.of(ColumnRef.fixed(column))))) {
            for (Batch next = cursor.next(); next != null; next = cursor.next()) {
                rows += next.rowCount();
            }
        }
        return rows;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void encode(
            EventEncoder encoder, Symbols symbols, int random, int i, List<String> lines, String[] ips, long[] took) {
        long time = 1_700_000_000_000_000_000L + i * 1_000_000L + (random >>> 12);
        int template =
                lines.isEmpty() ? symbols.intern("User {user_id} logged in from {ip}, took {took}") : Symbols.NONE;
        encoder.beginLog(
                Level.INFO,
                template,
                symbols.intern("io.example.Logger" + i % 5),
                symbols.intern("worker-" + i % 8),
                symbols.intern("api"),
                time);
        if (lines.isEmpty()) {
            encoder.field(symbols.intern("user_id"), (random >>> 8) % 10_000L)
                    .field(symbols.intern("ip"), ips[random >>> 22])
                    .fieldDuration(symbols.intern("took"), took[random & took.length - 1]);
        } else {
            encoder.message(lines.get(i % lines.size()));
        }
    }
}
