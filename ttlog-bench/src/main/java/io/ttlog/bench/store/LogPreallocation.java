/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * Whether a log of preallocated files would be synced faster (RFC-0002, alternatives): records appended to a growing file, beside records written
 * over zeros that were allocated and synced before, and over zeros in a file that is used again; each followed by a force.
 *
 * <pre>
 *   java io.ttlog.bench.store.LogPreallocation DIRECTORY [ROUNDS [RECORD_BYTES...]]
 * </pre>
 */
public final class LogPreallocation {
    private static final int FILE_BYTES = 32 << 20;
    private static final int RECORDS_A_ROUND = 100;
    private static final int ROUNDS = 10;

    private LogPreallocation() {}

    /** Measures, ways in turn, and prints a table. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : ROUNDS;
        int[] sizes = args.length > 2
                ? Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray()
                : new int[] {512, 4096, 65_536};
        System.out.println("| record | way | mean us | p50 | p99 | allocation ms |");
        System.out.println("|---|---|---|---|---|---|");
        for (int size : sizes) {
            long[][] nanos = new long[Way.values().length][rounds * RECORDS_A_ROUND];
            long[] allocation = new long[nanos.length];
            Path used = directory.resolve("used-again.log");
            allocate(used);
            for (int round = 0; round < rounds; round++) {
                for (Way way : Way.values()) {
                    Path file = way == Way.USED_AGAIN ? used : directory.resolve("log-" + way + ".log");
                    long began = System.nanoTime();
                    if (way == Way.PREALLOCATED) {
                        allocate(file);
                    } else if (way == Way.GROWING) {
                        Files.deleteIfExists(file);
                        Files.createFile(file);
                    }
                    allocation[way.ordinal()] += System.nanoTime() - began;
                    write(file, size, nanos[way.ordinal()], round * RECORDS_A_ROUND);
                    if (way != Way.USED_AGAIN) {
                        Files.delete(file);
                    }
                }
            }
            Files.delete(used);
            for (Way way : Way.values()) {
                print(size, way, nanos[way.ordinal()], allocation[way.ordinal()] / rounds);
            }
        }
    }

    private enum Way {
        GROWING,
        PREALLOCATED,
        USED_AGAIN
    }

    private static void allocate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (int at = 0; at < FILE_BYTES; at += zeros.capacity()) {
                channel.write(zeros.clear(), at);
            }
            channel.force(true);
        }
    }

    private static void write(Path file, int size, long[] nanos, int from) throws IOException {
        ByteBuffer record = ByteBuffer.allocateDirect(size);
        while (record.hasRemaining()) {
            record.put((byte) (record.position() * 31 + 1));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long at = 0;
            for (int i = 0; i < RECORDS_A_ROUND; i++) {
                long began = System.nanoTime();
                at += channel.write(record.clear(), at);
                channel.force(false);
                nanos[from + i] = System.nanoTime() - began;
            }
        }
    }

    private static void print(int size, Way way, long[] nanos, long allocation) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.0f | %.0f | %.0f | %.1f |%n",
                size,
                way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                Arrays.stream(sorted).average().orElse(0) / 1e3,
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 99 / 100] / 1e3,
                allocation / 1e6);
    }
}
