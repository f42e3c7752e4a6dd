/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.event.BucketFormat;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Temporality;
import io.ttlog.spi.ExponentialBuckets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Readings of a few series over some days, which come in any order, and what their roll-ups must be, computed in plain Java from all of them. Values are
 * multiples of a quarter, so that sums are exact. A counter is not reset next to a reading that comes late.
 */
final class RollUpHistory {
    static final long DAY = 86_400_000_000_000L;
    static final long START = 20_000 * DAY;
    private static final long MINUTE = 60_000_000_000L;

    /** One reading. */
    record Point(
            String series,
            MetricKind kind,
            @Nullable String temporality,
            @Nullable String unit,
            long time,
            double value,
            long count,
            double max,
            @Nullable String buckets,
            int arrival) {}

    private final Random random;
    private final List<Point> points = new ArrayList<>();
    private final Symbols symbols;
    private final EventEncoder encoder = new EventEncoder();

    RollUpHistory(long seed, int days) {
        this(seed, days, new Symbols());
    }

    RollUpHistory(long seed, int days, Symbols symbols) {
        this.symbols = symbols;
        random = new Random(seed);
        for (int s = 0; s < 5; s++) {
            series("s" + s, days);
        }
        points.sort(Comparator.comparingInt(Point::arrival));
    }

    /** In the order of arrival. */
    List<Point> points() {
        return points;
    }

    private void series(String name, int days) {
        MetricKind kind = MetricKind.values()[random.nextInt(MetricKind.values().length)];
        boolean delta = kind == MetricKind.COUNTER && random.nextInt(4) == 0;
        long step = (random.nextInt(4) == 0 ? 60 : 1 + random.nextInt(20)) * MINUTE / (1 + random.nextInt(3));
        double total = random.nextInt(100);
        boolean late = false;
        boolean mayReset = true;
        long time = START + random.nextInt(1000) * MINUTE / 10;
        while (time < START + days * DAY) {
            boolean wasLate = late;
            late = random.nextInt(50) == 0 ? !late : late;
            mayReset = !late && !wasLate;
            total = random.nextInt(20) == 0 && mayReset ? random.nextInt(5) : total + random.nextInt(9) / 4.0;
            int arrival = (int) ((time - START) / MINUTE) + (late ? random.nextInt(days * 1440) : random.nextInt(20));
            points.add(point(name, kind, delta, time, total, arrival));
            time += random.nextInt(400) == 0
                    ? (random.nextBoolean() ? 20 : 30) * 60L * MINUTE
                    : random.nextInt(30) == 0 && kind == MetricKind.HISTOGRAM ? 0 : step;
        }
    }

    private Point point(String name, MetricKind kind, boolean delta, long time, double total, int arrival) {
        String unit = kind != MetricKind.COUNTER && random.nextInt(40) == 0 ? "By" : null;
        if (kind == MetricKind.HISTOGRAM) {
            ExponentialBuckets buckets = new ExponentialBuckets();
            long count = random.nextInt(5);
            double sum = 0;
            double max = 0;
            for (int i = 0; i < count; i++) {
                double value = random.nextInt(4000) / 4.0;
                buckets.add(value);
                sum += value;
                max = Math.max(max, value);
            }
            return new Point(
                    name,
                    kind,
                    "delta",
                    unit,
                    time,
                    sum,
                    count,
                    max,
                    HexFormat.of().formatHex(BucketFormat.bytes(buckets)),
                    arrival);
        }
        double value = kind == MetricKind.COUNTER && !delta ? total : random.nextInt(400) / 4.0;
        return new Point(name, kind, delta ? "delta" : null, unit, time, value, 1, value, null, arrival);
    }

    /** Appends one reading. */
    void append(Store store, Point point) throws IOException {
        int service = symbols.intern("api");
        int name = symbols.intern(point.series.substring(0, 1));
        if (point.kind == MetricKind.HISTOGRAM) {
            encoder.beginHistogram(name, service, point.time, point.count, point.value, 0, point.max);
        } else {
            encoder.beginReading(point.kind, name, service, point.time, point.value);
        }
        encoder.describe(
                "delta".equals(point.temporality) ? Temporality.DELTA : Temporality.NONE,
                point.unit == null ? Symbols.NONE : symbols.intern(point.unit),
                Symbols.NONE);
        int number = point.series.charAt(1) - '0';
        if (number % 3 == 0) { // a label whose type differs
            encoder.field(symbols.intern("label"), (long) number);
        } else {
            encoder.field(symbols.intern("label"), "l" + number);
        }
        if (point.buckets != null) {
            encoder.buckets(HexFormat.of().parseHex(point.buckets));
        }
        int bytes = encoder.end();
        byte[] batch = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(bytes));
        store.append(batch, 0, batch.length, symbols);
    }

    /** The rows of a tier with buckets of that length, by series and bucket, added up as a reader does; from the points alone. */
    Map<String, Map<String, Object>> expected(long nanos, List<Point> of) {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        List<Point> byTime = new ArrayList<>(of);
        byTime.sort(Comparator.comparingLong(Point::time)); // stable: by arrival where times are equal
        Map<String, Point> before = new TreeMap<>();
        Map<String, ExponentialBuckets> histograms = new TreeMap<>();
        for (Point point : byTime) {
            String label = label(point.series);
            String key = label + " " + point.kind.text() + " " + point.temporality + " " + point.unit + " "
                    + Math.floorDiv(point.time, nanos) * nanos;
            Map<String, Object> row = rows.computeIfAbsent(key, k -> new TreeMap<>());
            add(row, "readings", 1L, (a, b) -> (Long) a + (Long) b);
            add(row, "count", point.count, (a, b) -> (Long) a + (Long) b);
            add(row, "sum", point.value, (a, b) -> (Double) a + (Double) b);
            add(row, "max", point.max, (a, b) -> Math.max((Double) a, (Double) b));
            add(
                    row,
                    "min",
                    point.kind == MetricKind.HISTOGRAM ? 0 : point.value,
                    (a, b) -> Math.min((Double) a, (Double) b));
            add(row, "first_time", point.time, (a, b) -> a);
            row.put("last_time", point.time);
            if (point.buckets == null) {
                add(row, "first", point.value, (a, b) -> a);
                row.put("last", point.value);
            } else {
                ExponentialBuckets all = histograms.computeIfAbsent(key, k -> new ExponentialBuckets(1024, 20));
                byte[] bytes = HexFormat.of().parseHex(point.buckets);
                BucketFormat.addTo(all, bytes, 0, bytes.length, "test", 0);
                row.put("buckets", "bytes " + HexFormat.of().formatHex(BucketFormat.bytes(all)));
            }
            if (point.kind == MetricKind.COUNTER) {
                double rise = point.value;
                if (point.temporality == null) {
                    Point previous = before.put(point.series, point);
                    rise = previous == null || point.time - previous.time > DAY
                            ? 0
                            : point.value >= previous.value ? point.value - previous.value : point.value;
                }
                add(row, "increase", rise, (a, b) -> (Double) a + (Double) b);
            }
        }
        return rows;
    }

    private static String label(String series) {
        int number = series.charAt(1) - '0';
        return number % 3 == 0 ? String.valueOf(number) : "l" + number;
    }

    private static void add(
            Map<String, Object> row, String column, Object value, BiFunction<Object, Object, Object> both) {
        row.merge(column, value, both);
    }

    /** What a tier has, rows of one bucket added up. */
    static Map<String, Map<String, Object>> actual(List<Map<String, Object>> tierRows) {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        for (Map<String, Object> row : tierRows) {
            String key = row.get("attribute:label") + " " + row.get("kind") + " " + row.get("temporality") + " "
                    + row.get("unit") + " " + row.get("timestamp");
            Map<String, Object> all = rows.computeIfAbsent(key, k -> new TreeMap<>());
            for (String column : List.of("readings", "count")) {
                add(all, column, Objects.requireNonNull(row.get(column)), (a, b) -> (Long) a + (Long) b);
            }
            merge(all, row, "sum", Double::sum);
            merge(all, row, "increase", Double::sum);
            merge(all, row, "min", Math::min);
            merge(all, row, "max", Math::max);
            mergeTimes(all, row);
            Object buckets = row.get("buckets");
            if (buckets != null) {
                add(all, "buckets", buckets, RollUpHistory::together);
            }
        }
        return rows;
    }

    private static Object together(Object a, Object b) {
        ExponentialBuckets sum = new ExponentialBuckets(1024, 20);
        for (Object each : List.of(a, b)) {
            byte[] bytes = HexFormat.of().parseHex(((String) each).substring("bytes ".length()));
            BucketFormat.addTo(sum, bytes, 0, bytes.length, "test", 0);
        }
        return "bytes " + HexFormat.of().formatHex(BucketFormat.bytes(sum));
    }

    private static void merge(
            Map<String, Object> all, Map<String, Object> row, String column, BiFunction<Double, Double, Double> both) {
        Object value = row.get(column);
        if (value != null) {
            add(all, column, number(value), (a, b) -> both.apply((Double) a, (Double) b));
        }
    }

    private static void mergeTimes(Map<String, Object> all, Map<String, Object> row) {
        if (row.get("first_time") != null) {
            end(all, row, "first", (mine, other) -> mine < other);
            end(all, row, "last", (mine, other) -> mine > other);
            add(
                    all,
                    "first_time",
                    Objects.requireNonNull(row.get("first_time")),
                    (a, b) -> Math.min((Long) a, (Long) b));
            add(all, "last_time", Objects.requireNonNull(row.get("last_time")), (a, b) -> Math.max((Long) a, (Long) b));
        }
    }

    /** Takes the value of the row if its time is before, or behind, the one so far. */
    private static void end(
            Map<String, Object> all, Map<String, Object> row, String column, BiPredicate<Long, Long> better) {
        Object value = row.get(column);
        Object time = all.get(column + "_time");
        if (value != null
                && (time == null
                        || better.test((Long) Objects.requireNonNull(row.get(column + "_time")), (Long) time))) {
            all.put(column, number(value));
        }
    }

    /** The scan of {@link TableRows} has the bits of doubles as text. */
    static Double number(Object bits) {
        return Double.longBitsToDouble(Long.parseUnsignedLong(((String) bits).substring("double ".length()), 16));
    }
}
