/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.column.Batch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How long a fresh JVM takes to have the first row of a store of that many logs: from the start of the process to a line on its standard output, less the same of
 * a JVM that does nothing but write that line; the medians of {@value #TIMES} times each, taken in turns. As a reader, and as the writer.
 */
public final class OpenTime {
    private static final int TIMES = 9;
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final String EMPTY = "empty";
    private static final String READ = "read";
    private static final String WRITE = "write";
    private static final String MESSAGE = "message";

    private OpenTime() {}

    /** Makes the store of copies of the anchor's logs, and opens it: {@code read} and {@code write} (time and level), {@code message} (read, with its message) in milliseconds, {@code segments}. */
    public static Map<String, Double> run(Path directory, Path anchor, long logs) throws IOException {
        try (Recorder recorder = Ingest.recorder(directory, Map.of())) {
            new Ingest.ReadFeed(new Anchor(anchor, recorder.symbols()), Anchor.Subset.LOGS).into(recorder, logs);
            if (!recorder.flush(Ack.WRITTEN, WAIT_MAX)) {
                throw new IllegalStateException("the store fell behind by " + WAIT_MAX);
            }
        }
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            store.compact(); // merges stood still meanwhile; a store is opened years later
        }
        Map<String, Double> figures = new TreeMap<>();
        figures.put("segments", (double) Store.stats(directory).tables().stream()
                .mapToInt(table -> table.segments())
                .sum());
        Map<String, double[]> millis = new TreeMap<>();
        for (int time = 0; time < TIMES; time++) {
            for (String how : List.of(EMPTY, READ, WRITE, MESSAGE)) {
                millis.computeIfAbsent(how, name -> new double[TIMES])[time] = millis(how, directory);
            }
        }
        millis.values().forEach(Arrays::sort);
        double empty = median(millis, EMPTY);
        figures.put(EMPTY, empty);
        figures.put(READ, median(millis, READ) - empty);
        figures.put(WRITE, median(millis, WRITE) - empty);
        figures.put(MESSAGE, median(millis, MESSAGE) - empty);
        return figures;
    }

    private static double median(Map<String, double[]> millis, String how) {
        return Objects.requireNonNull(millis.get(how), how)[TIMES / 2];
    }

    private static double millis(String how, Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(OpenTime.class.getName());
        command.add(how);
        command.add(directory.toString());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            long nanos = System.nanoTime() - start;
            if (line == null || !line.startsWith("row")) {
                throw new IOException(how + " of " + directory + " said " + line);
            }
            return nanos / 1e6;
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The measured JVM. */
    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case EMPTY -> System.out.println("row");
            case READ ->
                System.out.println("row " + firstRow(Store.read(Path.of(args[1])), List.of("timestamp", "level")));
            case MESSAGE ->
                System.out.println(
                        "row " + firstRow(Store.read(Path.of(args[1])), List.of("timestamp", "level", "message")));
            default -> {
                try (Store store = Store.open(Path.of(args[1]), StoreOptions.DEFAULT.withMergeFanIn(0))) {
                    System.out.println("row " + firstRow(store.snapshot(), List.of("timestamp", "level")));
                }
            }
        }
    }

    private static long firstRow(Snapshot snapshot, List<String> columns) {
        Scan scan = Scan.all(Signal.LOG, columns.stream().map(ColumnRef::fixed).toList());
        try (Snapshot.Cursor cursor = snapshot.scan(scan)) {
            Batch batch = Objects.requireNonNull(cursor.next(), "there are rows");
            return batch.vectors().stream().filter(vector -> !vector.isNull(0)).count();
        }
    }
}
