/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.core.event.BucketFormat;
import io.ttlog.core.event.Wtf8;
import io.ttlog.spi.ExponentialBuckets;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.DictionaryBuilder;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of a tier, in order, as many as go into one row group. Grows with its rows, up to some 10 MB. Belongs to one thread. */
final class TierRows implements OrderedRows {
    /** What the times of first and last readings are multiples of: their jitter would be two fifths of all bytes. */
    static final long TIMES_UNIT_NANOS = 1_000_000_000L;

    /** A row group is full with more bytes of histograms or labels. */
    private static final long BYTES_SOFT = 8 << 20;

    private static final ColumnKey TIMESTAMP = new ColumnKey("timestamp", false, ColumnType.TIMESTAMP);

    /** A number of each row. */
    private final class Numbers {
        private long[] bits = new long[64];
        private boolean[] nulls = new boolean[64];
        private int values;

        void put(boolean has, long value) {
            if (rowCount == nulls.length) {
                nulls = Arrays.copyOf(nulls, rowCount * 2);
                bits = Arrays.copyOf(bits, rowCount * 2);
            }
            nulls[rowCount] = !has;
            if (has) {
                bits[values++] = value;
                naturalBytes += Long.BYTES;
            }
        }

        @Nullable
        Chunk chunk(ColumnType type) {
            if (values == 0) {
                return null;
            }
            boolean[] absent = values == rowCount ? null : Arrays.copyOf(nulls, rowCount);
            return new Chunk(type, rowCount, absent, new NumberValues(Arrays.copyOf(bits, values), values));
        }
    }

    /** A text, or bytes, of each row. */
    private final class Binaries {
        private final DictionaryBuilder dictionary = new DictionaryBuilder();
        private int[] ids = new int[64];
        private boolean[] nulls = new boolean[64];
        private int values;

        void put(byte @Nullable [] bytes) {
            if (rowCount == nulls.length) {
                nulls = Arrays.copyOf(nulls, rowCount * 2);
                ids = Arrays.copyOf(ids, rowCount * 2);
            }
            nulls[rowCount] = bytes == null;
            if (bytes != null) {
                ids[values++] = dictionary.idOf(bytes, 0, bytes.length);
                naturalBytes += bytes.length;
                heldBytes += bytes.length;
            }
        }

        @Nullable
        Chunk chunk(ColumnType type) {
            if (values == 0) {
                return null;
            }
            boolean[] absent = values == rowCount ? null : Arrays.copyOf(nulls, rowCount);
            BinaryValues binary = dictionary.values(Arrays.copyOf(ids, values), values);
            return new Chunk(type, rowCount, absent, binary);
        }
    }

    private final Map<ColumnKey, Numbers> numbers = new LinkedHashMap<>();
    private final Map<ColumnKey, Binaries> binaries = new LinkedHashMap<>();
    private final Numbers timestamps = numbers("timestamp", ColumnType.TIMESTAMP);
    private final Binaries kinds = binaries("kind", ColumnType.TEXT);
    private final Numbers readings = numbers("readings", ColumnType.LONG);
    private final Numbers counts = numbers("count", ColumnType.LONG);
    private final Numbers sums = numbers("sum", ColumnType.DOUBLE);
    private final Numbers minima = numbers("min", ColumnType.DOUBLE);
    private final Numbers maxima = numbers("max", ColumnType.DOUBLE);
    private final Numbers firsts = numbers("first", ColumnType.DOUBLE);
    private final Numbers lasts = numbers("last", ColumnType.DOUBLE);
    private final Numbers firstTimes = numbers("first_time", ColumnType.TIMESTAMP);
    private final Numbers lastTimes = numbers("last_time", ColumnType.TIMESTAMP);
    private final Numbers increases = numbers("increase", ColumnType.DOUBLE);
    private final Binaries buckets = binaries("buckets", ColumnType.BYTES);
    private final Binaries temporalities = binaries("temporality", ColumnType.TEXT);
    private final Binaries units = binaries("unit", ColumnType.TEXT);

    private final List<Map<ColumnKey, Object>> series = new ArrayList<>();
    private int[] firstRows = new int[16];
    private int rowCount;
    private long naturalBytes;
    private long heldBytes;
    private long minNanos = Long.MAX_VALUE;
    private long maxNanos = Long.MIN_VALUE;

    private Numbers numbers(String name, ColumnType type) {
        Numbers column = new Numbers();
        numbers.put(new ColumnKey(name, false, type), column);
        return column;
    }

    private Binaries binaries(String name, ColumnType type) {
        Binaries column = new Binaries();
        binaries.put(new ColumnKey(name, false, type), column);
        return column;
    }

    /** The bucket of a series, which has these labels, that begins at that time. */
    void add(Map<ColumnKey, Object> labels, Variant variant, long start, Bucket bucket) {
        if (series.isEmpty() || series.get(series.size() - 1) != labels) {
            begin(labels);
        }
        timestamps.put(true, start);
        kinds.put(Wtf8.encode(variant.kind()));
        readings.put(true, bucket.readings);
        counts.put(true, bucket.count);
        sums.put(bucket.hasSum, bits(bucket.sum()));
        minima.put(bucket.hasExtremes, bits(bucket.min));
        maxima.put(bucket.hasExtremes, bits(bucket.max));
        firsts.put(bucket.hasEnds, bits(bucket.first));
        lasts.put(bucket.hasEnds, bits(bucket.last));
        firstTimes.put(bucket.readings > 0, second(bucket.firstTime));
        lastTimes.put(bucket.readings > 0, second(bucket.lastTime));
        increases.put(bucket.hasIncrease, bits(bucket.increase));
        ExponentialBuckets histogram = bucket.buckets;
        buckets.put(histogram == null ? null : BucketFormat.bytes(histogram));
        temporalities.put(encoded(variant.temporality()));
        units.put(encoded(variant.unit()));
        minNanos = Math.min(minNanos, start);
        maxNanos = Math.max(maxNanos, start);
        rowCount++;
    }

    private static long second(long nanos) {
        return nanos - Math.floorMod(nanos, TIMES_UNIT_NANOS);
    }

    private void begin(Map<ColumnKey, Object> labels) {
        if (series.size() == firstRows.length) {
            firstRows = Arrays.copyOf(firstRows, firstRows.length * 2);
        }
        firstRows[series.size()] = rowCount;
        series.add(labels);
        for (Object label : labels.values()) {
            heldBytes += label instanceof byte[] bytes ? bytes.length : Long.BYTES;
        }
    }

    private static byte @Nullable [] encoded(@Nullable String text) {
        return text == null ? null : Wtf8.encode(text);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    int rowCount() {
        return rowCount;
    }

    boolean isFull() {
        return rowCount == Chunk.ROWS_MAX || heldBytes >= BYTES_SOFT;
    }

    /** Bytes at natural width, labels included. */
    long naturalBytes() {
        long labels = 0;
        for (int i = 0; i < series.size(); i++) {
            long own = 0;
            for (Object label : series.get(i).values()) {
                own += label instanceof byte[] bytes ? bytes.length : Long.BYTES;
            }
            labels += own * (end(i) - firstRows[i]);
        }
        return naturalBytes + labels;
    }

    long minNanos() {
        return minNanos;
    }

    long maxNanos() {
        return maxNanos;
    }

    private int end(int index) {
        return index + 1 < series.size() ? firstRows[index + 1] : rowCount;
    }

    @Override
    public Collection<ColumnKey> columns() {
        Map<ColumnKey, Boolean> keys = new LinkedHashMap<>();
        keys.put(TIMESTAMP, true);
        for (Map<ColumnKey, Object> labels : series) {
            labels.keySet().forEach(key -> keys.put(key, true));
        }
        numbers.keySet().forEach(key -> keys.put(key, true));
        binaries.keySet().forEach(key -> keys.put(key, true));
        return keys.keySet();
    }

    @Override
    public Chunks chunks(ColumnKey key) {
        Numbers number = numbers.get(key);
        if (number != null) {
            return group -> number.chunk(key.type());
        }
        Binaries binary = binaries.get(key);
        return binary != null ? group -> binary.chunk(key.type()) : group -> label(key);
    }

    private @Nullable Chunk label(ColumnKey key) {
        boolean binary = key.type() == ColumnType.TEXT || key.type() == ColumnType.BYTES;
        DictionaryBuilder dictionary = new DictionaryBuilder();
        int[] ids = new int[binary ? rowCount : 0];
        long[] bits = new long[binary ? 0 : rowCount];
        boolean[] nulls = new boolean[rowCount];
        int values = 0;
        for (int i = 0; i < series.size(); i++) {
            Object label = series.get(i).get(key);
            int rows = end(i) - firstRows[i];
            if (label == null) {
                Arrays.fill(nulls, firstRows[i], end(i), true);
                continue;
            }
            if (label instanceof byte[] bytes) {
                Arrays.fill(ids, values, values + rows, dictionary.idOf(bytes, 0, bytes.length));
            } else {
                Arrays.fill(bits, values, values + rows, (Long) Objects.requireNonNull(label));
            }
            values += rows;
        }
        if (values == 0) {
            return null;
        }
        boolean[] absent = values == rowCount ? null : nulls;
        return new Chunk(
                key.type(), rowCount, absent, binary ? dictionary.values(ids, values) : new NumberValues(bits, values));
    }

    @Override
    public int[] stretchEnds(int group) {
        int[] ends = new int[series.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = end(i);
        }
        return ends;
    }
}
