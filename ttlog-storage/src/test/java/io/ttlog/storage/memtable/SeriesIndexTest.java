/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesIndexTest {
    private final Symbols symbols = new Symbols();

    /** More series than the cache holds, in turns and in runs, with labels of all kinds: each row as if it were the first of its memtable. */
    @Test
    void pointsHaveTheirOwnLabelsWhateverCameBefore() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        Memtable all = new Memtable();
        Appender appender = all.appender(symbols::text);
        List<String> expected = new ArrayList<>();
        int series = 0;
        for (int point = 0; point < 20_000; point++) {
            series = random.nextInt(3) > 0 ? series : random.nextInt(3 * 1000);
            EventReader event = point(series, point);
            appender.append(event);
            Memtable alone = new Memtable();
            alone.appender(symbols::text).append(event);
            alone.publish();
            expected.addAll(rows(alone));
        }
        all.publish();
        assertThat(rows(all)).as("-Dttlog.seed=" + seed).isEqualTo(expected);
        assertThat(all.naturalBytes(Signal.METRIC, 1)).isPositive();
    }

    /** Series that differ only in what does not lead the order, or in the order of labels: one number each, and one stretch. */
    @Test
    void rowsAreTheSameWhenSealedWhateverIsFolded() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        Memtable memtable = new Memtable();
        Appender appender = memtable.appender(symbols::text);
        int points = 3_000;
        for (int point = 0; point < points; point++) {
            appender.append(variant(random.nextInt(12), random.nextInt(3), point + random.nextInt(50)));
        }
        memtable.publish();
        List<String> expected = rows(memtable);
        SealedRows sealed = memtable.sealedRows(Signal.METRIC);
        int[] order = IntStream.range(0, points).toArray();
        sealed.sort(order);
        int[] groupEnds = {sealed.groupEnd(order, 0)};
        assertThat(groupEnds[0]).isEqualTo(points);
        OrderedRows rows = sealed.rows(order, groupEnds);
        int[] ends = Objects.requireNonNull(rows.stretchEnds(0));
        assertThat(ends).hasSize(12);
        List<TreeMap<String, String>> values = new ArrayList<>();
        for (int row = 0; row < points; row++) {
            values.add(new TreeMap<>());
        }
        int foldedColumns = 0;
        for (ColumnKey key : rows.columns()) {
            OrderedRows.Chunks chunks = rows.chunks(key);
            Chunk chunk = Objects.requireNonNull(chunks.ofGroup(0));
            foldedColumns += chunks.folded() ? 1 : 0;
            int stretch = 0;
            for (int row = 0; row < points; row++) {
                stretch += row == ends[stretch] ? 1 : 0;
                int at = chunks.folded() ? stretch : row;
                Object value = chunk.slice(at, at + 1).boxed(0);
                if (value != null) {
                    values.get(order[row]).put(key.name() + ' ' + key.type(), value.toString());
                }
            }
        }
        assertThat(values.stream().map(Object::toString))
                .as("-Dttlog.seed=" + seed)
                .isEqualTo(expected);
        assertThat(foldedColumns).as("service, name, labels").isEqualTo(4);
        for (int i = 1, stretch = 0; i < points; i++) {
            if (i == ends[stretch]) {
                stretch++;
            } else {
                assertThat(sealed.timestamp(order[i])).isGreaterThanOrEqualTo(sealed.timestamp(order[i - 1]));
            }
        }
    }

    /** Of few series, each with kinds and units of its own. */
    private EventReader variant(int series, int variant, int time) {
        EventEncoder encoder = new EventEncoder();
        encoder.beginReading(
                variant == 0 ? MetricKind.GAUGE : MetricKind.COUNTER,
                symbols.intern("load"),
                symbols.intern("shop"),
                time,
                time);
        if (variant == 2) {
            encoder.field(symbols.intern("pod"), "pod-" + series);
            encoder.field(symbols.intern("zone"), "z");
        } else {
            encoder.field(symbols.intern("zone"), "z");
            encoder.field(symbols.intern("pod"), "pod-" + series);
        }
        encoder.end();
        return new EventReader().wrap(encoder.buffer(), 0);
    }

    private EventReader point(int series, int value) {
        EventEncoder encoder = new EventEncoder();
        encoder.beginReading(MetricKind.GAUGE, symbols.intern("load"), symbols.intern("shop"), value, value);
        encoder.field(symbols.intern("zone"), "zone " + series % 7);
        switch (series % 5) {
            case 0 -> encoder.field(symbols.intern("cpu"), series);
            case 1 -> encoder.field(symbols.intern("zone"), "again " + series);
            case 2 -> encoder.field(symbols.intern("pod"), "x".repeat(600) + series);
            default -> encoder.field(symbols.intern("pod"), "pod-" + series);
        }
        encoder.end();
        return new EventReader().wrap(encoder.buffer(), 0);
    }

    private static List<String> rows(Memtable memtable) {
        Run run = memtable.run(Signal.METRIC, memtable.published().metrics());
        List<String> rows = new ArrayList<>();
        for (RowGroup group : run.groups()) {
            List<TreeMap<String, String>> values = new ArrayList<>();
            for (int row = 0; row < group.rowCount(); row++) {
                values.add(new TreeMap<>());
            }
            for (ColumnKey key : run.columns()) {
                Chunk chunk = group.read(key);
                for (int row = 0; chunk != null && row < group.rowCount(); row++) {
                    Object value = chunk.slice(row, row + 1).boxed(0);
                    if (value != null) {
                        values.get(row).put(key.name() + ' ' + key.type(), value.toString());
                    }
                }
            }
            values.forEach(row -> rows.add(row.toString()));
        }
        return rows;
    }
}
