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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints what RFC-0002 quotes: {@code DIRECTORY CODEC EVENTS [TEXT_FILE]}. Without a file the events are of three fields, with
 * one each line is a message. Encoding the events is part of the time.
 */
final class StoreMeasure {
    private StoreMeasure() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Path.of(args[0]);
        int events = Integer.parseInt(args[2]);
        List<String> lines =
                args.length > 3 ? Files.readAllLines(Path.of(args[3]), StandardCharsets.ISO_8859_1) : List.of();
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        Random random = new Random(1);
        String[] ips = new String[1024];
        Arrays.setAll(ips, i -> "10.0." + i / 256 + "." + i % 256);
        long[] took = new long[1 << 16];
        Arrays.setAll(took, i -> (long) Math.exp(10 + random.nextGaussian()));
        byte[] batch = new byte[1 << 20];
        int bytes = 0;
        long eventBytes = 0;
        long start = System.nanoTime();
        long cpuStart = cpuNanos();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withCodec(Codecs.byName(args[1])))) {
            for (int i = 0; i < events; i++) {
                if (bytes > batch.length / 2) {
                    store.append(batch, 0, bytes, symbols);
                    eventBytes += bytes;
                    bytes = 0;
                }
                encode(encoder, symbols, random.nextInt(), i, lines, ips, took);
                int length = encoder.end();
                System.arraycopy(encoder.buffer(), 0, batch, bytes, length);
                bytes += EventFormat.aligned(length);
            }
            store.append(batch, 0, bytes, symbols);
            eventBytes += bytes;
            store.flush(Ack.SYNCED);
            print(out, "synced in log", events, start, cpuStart);
        }
        print(out, "sealed and closed", events, start, cpuStart);
        StoreStats stats = Store.stats(directory);
        StoreStats.TableStats logs = stats.tables().get(0);
        out.printf(
                Locale.ROOT,
                "%d rows, %d segments, event bytes %d, raw bytes %d, stored bytes %d (%.2f a row), raw/stored %.2f%n",
                logs.rows(),
                logs.segments(),
                eventBytes,
                logs.rawBytes(),
                logs.storedBytes(),
                (double) logs.storedBytes() / logs.rows(),
                (double) logs.rawBytes() / logs.storedBytes());
        for (String column : List.of("timestamp", "message")) {
            long scanStart = System.nanoTime();
            long scanCpu = cpuNanos();
            long rows = 0;
            try (Snapshot snapshot = Store.read(directory);
                    Snapshot.Cursor cursor = snapshot.scan(Scan.all(Signal.LOG, List.of(ColumnRef.fixed(column))))) {
                for (Batch next = cursor.next(); next != null; next = cursor.next()) {
                    rows += next.rowCount();
                }
            }
            print(out, "scan of " + column, rows, scanStart, scanCpu);
        }
        long verifyStart = System.nanoTime();
        long verifyCpu = cpuNanos();
        print(out, "verify", Store.verify(directory).rows(), verifyStart, verifyCpu);
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

    /** CPU time of the thread, which other work on the machine does not disturb. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(PrintStream out, String what, long events, long start, long cpuStart) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = (cpuNanos() - cpuStart) / 1e9;
        out.printf(
                Locale.ROOT,
                "%s: %d events in %.2f s, %.2f s of CPU: %.0f ns of CPU each%n",
                what,
                events,
                seconds,
                cpu,
                cpu * 1e9 / events);
    }
}
