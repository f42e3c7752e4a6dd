/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls up segments of metrics: reads their rows once, in the order of series and time, and writes segments of all tiers. Holds one row group of each input
 * and one of each tier that it writes. Belongs to one thread; blocks.
 */
public final class RollUp {
    private static final String COUNTER = "counter";
    private static final String DELTA = "delta";

    private static final ColumnKey KIND = new ColumnKey("kind", false, ColumnType.TEXT);
    private static final ColumnKey TEMPORALITY = new ColumnKey("temporality", false, ColumnType.TEXT);
    private static final ColumnKey UNIT = new ColumnKey("unit", false, ColumnType.TEXT);
    private static final ColumnKey VALUE = new ColumnKey("value", false, ColumnType.DOUBLE);
    private static final ColumnKey COUNT = new ColumnKey("count", false, ColumnType.LONG);
    private static final ColumnKey SUM = new ColumnKey("sum", false, ColumnType.DOUBLE);
    private static final ColumnKey MIN = new ColumnKey("min", false, ColumnType.DOUBLE);
    private static final ColumnKey MAX = new ColumnKey("max", false, ColumnType.DOUBLE);
    private static final ColumnKey BUCKETS = new ColumnKey("buckets", false, ColumnType.BYTES);
    private static final ColumnKey FIRST = new ColumnKey("first", false, ColumnType.DOUBLE);
    private static final ColumnKey LAST = new ColumnKey("last", false, ColumnType.DOUBLE);
    private static final ColumnKey FIRST_TIME = new ColumnKey("first_time", false, ColumnType.TIMESTAMP);
    private static final ColumnKey LAST_TIME = new ColumnKey("last_time", false, ColumnType.TIMESTAMP);

    /** The known ones come before the others: a known bucket is told before the readings in it. */
    private final List<SeriesRows> heads = new ArrayList<>();

    private final int knownCount;
    private final TierSegments target;
    private final Series series;
    private final Rise rise = new Rise(this::correct);

    /**
     * A roll-up.
     *
     * @param inputs of metrics; readings alike come in their order
     * @param known of the finest tier: what is rolled up and near in time
     * @param betweenGroups is run between row groups: to rest, or to give up by throwing
     * @throws io.ttlog.core.CorruptDataException when one is damaged
     */
    public RollUp(List<SegmentFile> inputs, List<SegmentFile> known, TierSegments target, Runnable betweenGroups) {
        known.forEach(file -> heads.add(new SeriesRows(file, betweenGroups)));
        inputs.forEach(file -> heads.add(new SeriesRows(file, betweenGroups)));
        this.knownCount = known.size();
        this.target = target;
        this.series = new Series(target::add);
    }

    /**
     * Writes all rows, durably; leaves nothing behind when that fails.
     *
     * @throws io.ttlog.core.CorruptDataException when an input is damaged
     */
    public List<SegmentEntry> run() throws IOException {
        boolean done = false;
        try {
            List<SeriesRows> ofSeries = new ArrayList<>();
            for (SeriesRows first = first(); first != null; first = first()) {
                series(first, ofSeries);
            }
            List<SegmentEntry> written = target.finish();
            done = true;
            return written;
        } finally {
            if (!done) {
                target.discard();
            }
        }
    }

    private @Nullable SeriesRows first() {
        SeriesRows first = null;
        RowOrder firstOrder = null;
        for (SeriesRows head : heads) {
            RowOrder order = head.order();
            if (order != null
                    && (first == null
                            || firstOrder == null
                            || order.compare(head.row(), firstOrder, first.row()) < 0)) {
                first = head;
                firstOrder = order;
            }
        }
        return first;
    }

    private void series(SeriesRows first, List<SeriesRows> ofSeries) throws IOException {
        RowOrder order = first.order();
        int row = first.row();
        if (order == null) {
            return;
        }
        ofSeries.clear();
        boolean anyNew = false;
        for (int i = 0; i < heads.size(); i++) {
            SeriesRows head = heads.get(i);
            RowOrder own = head.order();
            if (own != null && own.together(head.row(), order, row)) {
                ofSeries.add(head);
                anyNew |= i >= knownCount;
            }
        }
        if (anyNew) {
            series.begin(first.labels());
        }
        rise.begin();
        while (!ofSeries.isEmpty()) {
            SeriesRows next = ofSeries.get(0);
            for (SeriesRows head : ofSeries) {
                next = head.timestamp() < next.timestamp() ? head : next;
            }
            if (anyNew) {
                if (heads.indexOf(next) < knownCount) {
                    known(next);
                } else {
                    reading(next);
                }
            }
            if (!next.advance(order, row)) {
                ofSeries.remove(next);
            }
        }
        if (anyNew) {
            rise.end();
            series.end();
        }
    }

    private void known(SeriesRows head) {
        int row = head.row();
        SeriesRows.Cells firsts = head.column(FIRST);
        String temporality = head.column(TEMPORALITY).text(row);
        if (firsts.has(row) && COUNTER.equals(head.column(KIND).text(row)) && !DELTA.equals(temporality)) {
            rise.known(
                    series.variant(COUNTER, temporality, head.column(UNIT).text(row)),
                    head.column(FIRST_TIME).bits(row),
                    firsts.number(row),
                    head.column(LAST_TIME).bits(row) + TierRows.TIMES_UNIT_NANOS - 1,
                    head.column(LAST).number(row));
        }
    }

    private void reading(SeriesRows head) throws IOException {
        int row = head.row();
        long time = head.timestamp();
        String kind = head.column(KIND).text(row);
        String temporality = head.column(TEMPORALITY).text(row);
        Variant variant = series.variant(
                kind == null ? "" : kind, temporality, head.column(UNIT).text(row));
        SeriesRows.Cells values = head.column(VALUE);
        boolean hasValue = values.has(row);
        double value = hasValue ? values.number(row) : 0;
        boolean counts = hasValue && COUNTER.equals(kind);
        double risen = 0;
        if (counts) {
            if (DELTA.equals(temporality)) {
                risen = Double.isFinite(value) ? value : 0;
            } else {
                risen = rise.reading(time, value); // what it corrects lies before this reading
            }
        }
        Bucket bucket = series.bucket(variant, time);
        bucket.reading(time);
        if (hasValue) {
            bucket.value(value);
        } else {
            histogram(head, row, bucket);
        }
        if (counts) {
            bucket.rise(risen);
        }
    }

    private static void histogram(SeriesRows head, int row, Bucket bucket) {
        SeriesRows.Cells counts = head.column(COUNT);
        if (counts.has(row)) {
            bucket.count += counts.bits(row);
        }
        SeriesRows.Cells sums = head.column(SUM);
        if (sums.has(row)) {
            bucket.add(sums.number(row));
        }
        SeriesRows.Cells minima = head.column(MIN);
        SeriesRows.Cells maxima = head.column(MAX);
        if (minima.has(row) && maxima.has(row)) {
            bucket.extreme(minima.number(row), maxima.number(row));
        }
        SeriesRows.Cells buckets = head.column(BUCKETS);
        if (buckets.has(row)) {
            byte[] bytes = buckets.bytes(row);
            bucket.histogram(bytes, 0, bytes.length, head.path());
        }
    }

    private void correct(Variant variant, long time, double more) throws IOException {
        series.bucket(variant, time).rise(more);
    }
}
