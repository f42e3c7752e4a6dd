/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.Ack;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The anchor several times, as its README says how copies are made. */
public final class AnchorCopies {
    /** Between two copies of logs. */
    public static final long LOG_SHIFT_NANOS = AnchorRow.LOG_SHIFT_NANOS;

    /** Between two copies of spans. */
    public static final long SPAN_SHIFT_NANOS = AnchorRow.SPAN_SHIFT_NANOS;

    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final String SERIES = "series_id";

    private AnchorCopies() {}

    /** The identifier that a copy has in place of one. */
    public static long id(long id, int copy) {
        return AnchorRow.Ids.of(id, copy);
    }

    /** The text that a copy has in place of one. */
    public static String idsInText(String text, int copy) {
        return AnchorRow.Ids.inText(text, copy);
    }

    /** Takes the fields of a series before its points. */
    public interface SeriesSink {
        /** The number of the series in the file, from 0. */
        void series(long id, String[] fields) throws IOException;
    }

    /** Takes a point. */
    public interface PointSink {
        /** A point of a copy. */
        void point(long series, long timeMillis, double value) throws IOException;
    }

    /** Reads the points of a copy. */
    public static void points(Anchor anchor, int copy, SeriesSink series, PointSink points) throws IOException {
        try (BufferedReader lines = anchor.lines(Anchor.Subset.METRICS)) {
            long id = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                series.series(id, fields);
                boolean counts = fields[4].equals("counter");
                long shift = copy * Long.parseLong(fields[6]);
                double largest = 0;
                int count = Integer.parseInt(fields[5]);
                long[] times = new long[count];
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    String point = lines.readLine();
                    int tab = point.indexOf('\t');
                    times[i] = Long.parseLong(point.substring(0, tab)) + shift;
                    values[i] = Double.parseDouble(point.substring(tab + 1));
                    largest = Math.max(largest, values[i]);
                }
                for (int i = 0; i < count; i++) {
                    points.point(id, times[i], counts ? values[i] + copy * largest : values[i]);
                }
                id++;
            }
        }
    }

    /** Records the copies through the SDK into a store, and merges it. Points have the number of their series as {@code series_id}. */
    public static void intoStore(Path store, Path place, int logs, int spans, int points) throws IOException {
        Map<String, String> options = Map.of("store.series", "10000000", "store.rollUps", "off");
        try (Recorder recorder = Ingest.recorder(store, options)) {
            Anchor anchor = new Anchor(place, recorder.symbols());
            long rows = 0;
            for (int copy = 0; copy < logs; copy++) {
                rows += copy(recorder, anchor, Anchor.Subset.LOGS, copy);
            }
            for (int copy = 0; copy < spans; copy++) {
                rows += copy(recorder, anchor, Anchor.Subset.SPANS, copy);
            }
            for (int copy = 0; copy < points; copy++) {
                rows += points(recorder, anchor, copy);
            }
            if (!recorder.flush(Ack.WRITTEN, WAIT_MAX)) {
                throw new IOException("the store did not take all rows: " + recorder.stats());
            }
            Ingest.nothingLost(recorder.stats(), rows);
        }
        try (Store opened = Store.open(store, StoreOptions.DEFAULT)) {
            opened.compact();
        }
    }

    private static long copy(Recorder recorder, Anchor anchor, Anchor.Subset subset, int copy) throws IOException {
        return anchor.rows(subset, copy, row -> Ingest.submit(recorder, row, copy));
    }

    private static long points(Recorder recorder, Anchor anchor, int copy) throws IOException {
        int key = recorder.symbols().intern(SERIES);
        AtomicReference<AnchorRow.Series> current = new AtomicReference<>();
        AtomicLong points = new AtomicLong();
        points(
                anchor,
                copy,
                (id, fields) -> current.set(new AnchorRow.Series(fields, recorder.symbols())),
                (id, timeMillis, value) -> {
                    AnchorRow.Series series = Objects.requireNonNull(current.get(), "a point has a series");
                    Ingest.submit(recorder, series.numbered(key, id, timeMillis * NANOS_PER_MILLI, value), 0);
                    points.incrementAndGet();
                });
        return points.get();
    }
}
