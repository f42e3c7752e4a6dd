/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.ListedRows;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.IndexWriter;
import io.ttlog.storage.index.Need;
import io.ttlog.storage.index.Need.Ruling;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedSegmentTest {
    @TempDir
    Path directory;

    private static SegmentFile open(byte[] bytes) {
        return SegmentFile.open(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), "12.seg");
    }

    private byte[] written(boolean cheap) throws IOException {
        return IndexedSegment.write(directory.resolve("12.seg"), cheap);
    }

    /** The row groups that may have it. */
    private static List<Integer> groups(SegmentFile file, Need need) {
        return IntStream.range(0, file.groups().size())
                .filter(group -> Need.ruling(need, file.groups().get(group)) == Ruling.POSSIBLE)
                .boxed()
                .toList();
    }

    private static Need like(String part) {
        return Need.part(IndexWriter.MESSAGE, part, true, true);
    }

    @Test
    void tellsWhichRowGroupsMayHaveWhatIsNeeded() throws Exception {
        SegmentFile file = open(written(false));
        for (int group = 0; group < IndexedSegment.GROUPS; group++) {
            byte[] trace = IndexedSegment.trace(group, 3);
            assertThat(groups(file, Need.equal(IndexedSegment.TRACE_ID, trace))).containsExactly(group);
        }
        assertThat(groups(file, Need.equal(IndexedSegment.TRACE_ID, new byte[16])))
                .isEmpty();
        assertThat(groups(file, Need.equal(IndexedSegment.PLACE, "here"))).containsExactly(0, 2);
        assertThat(groups(file, Need.NOTHING)).containsExactly(0, 1, 2);
    }

    @Test
    void messagesThatTemplatesMakeAreInItToo() throws Exception {
        SegmentFile file = open(written(false));
        // What messages of the third row group are is not known to its writer.
        assertThat(groups(file, like(IndexedSegment.id(0, 3)))).containsExactly(0, 2);
        assertThat(groups(file, like(" w1x3."))).containsExactly(1, 2);
        assertThat(groups(file, Need.equal(IndexWriter.MESSAGE, "plain text 1")))
                .containsExactly(1, 2);
        assertThat(groups(file, like("nowhere"))).as("the edges of a pattern").containsExactly(0, 1, 2);
        assertThat(groups(file, like(" nowhere "))).containsExactly(2);
    }

    @Test
    void combinesNeeds() throws Exception {
        SegmentFile file = open(written(false));
        Need first = like(" w0x3.");
        Need second = like(" w1x3.");
        Need here = Need.equal(IndexedSegment.PLACE, "here");
        assertThat(groups(file, new Need.OneOf(List.of(first, second)))).containsExactly(0, 1, 2);
        assertThat(groups(file, new Need.AllOf(List.of(first, second)))).containsExactly(2);
        assertThat(groups(file, new Need.AllOf(List.of(here, second)))).containsExactly(2);
        assertThat(groups(file, new Need.OneOf(List.of()))).isEmpty();
        assertThat(Need.ruling(here, file.groups().get(1))).isEqualTo(Ruling.ZONE);
        assertThat(Need.ruling(first, file.groups().get(1))).isEqualTo(Ruling.FILTER);
        assertThat(Need.ruling(
                        new Need.OneOf(List.of(here, first)), file.groups().get(1)))
                .isEqualTo(Ruling.FILTER);
    }

    @Test
    void aFreshSegmentHasTraceIdsOnly() throws Exception {
        SegmentFile file = open(written(true));
        assertThat(file.filters().bytes())
                .singleElement()
                .satisfies(filter -> assertThat(filter.key()).isEqualTo(IndexedSegment.TRACE_ID));
    }

    @Test
    void filtersTakeTheirShareAtMostAndTheWorthiestComeFirst() {
        IndexWriter index = new IndexWriter(Signal.LOG, IndexedSegment.GROUPS, false);
        ListedRows rows = IndexedSegment.rows();
        for (ColumnKey key : List.of(IndexedSegment.TRACE_ID, IndexWriter.MESSAGE)) {
            for (int group = 0; group < 2; group++) {
                Chunk chunk = Objects.requireNonNull(rows.chunks(key).ofGroup(group));
                index.add(key, group, chunk, rows.chunks(IndexWriter.TEMPLATE).ofGroup(group));
            }
        }
        long traceBytes = index.chosen(1_000_000).get(0).bytes();
        long before = 0;
        for (int bytes = 0; bytes < 40_000; bytes += 100) {
            List<IndexWriter.Filters> chosen = index.chosen(bytes);
            long taken = chosen.stream().mapToLong(IndexWriter.Filters::bytes).sum();
            assertThat(taken).isLessThanOrEqualTo(bytes / IndexWriter.COLUMN_BYTES_A_FILTER_BYTE);
            before = Math.max(before, taken);
            if (taken >= traceBytes) {
                assertThat(chosen.get(0).column()).isEqualTo(IndexedSegment.TRACE_ID);
            }
        }
        assertThat(before).isGreaterThan(traceBytes);
        assertThat(index.chosen(0)).isEmpty();
        assertThat(index.chosen(1_000_000)).hasSize(3);
    }

    @Test
    void damageIsToldToWhoAsksAndHidesNoRow() throws Exception {
        byte[] good = written(false);
        SegmentFile whole = open(good);
        assertThat(whole.filters().damage()).isNull();
        int filterBytes = 0;
        for (int at = SegmentFormat.HEADER_BYTES; at < good.length - SegmentFormat.TRAILER_BYTES; at++) {
            if (!whole.filters().covers(at)) {
                continue;
            }
            filterBytes++;
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            SegmentFile file = open(bad);
            for (var group : file.groups()) {
                for (ColumnKey column : file.columns()) {
                    assertThat(group.read(column) == null)
                            .isEqualTo(column.equals(IndexedSegment.PLACE)
                                    && group == file.groups().get(1));
                }
            }
            CorruptDataException damage = Objects.requireNonNull(file.filters().damage(), "byte " + at);
            assertThat(damage.source()).isEqualTo("12.seg");
            assertThat(damage.offset()).isBetween(at - 400L, (long) at);
        }
        assertThat(filterBytes).isEqualTo((int) whole.filters().bytes().stream()
                .mapToLong(SegmentFilters.FilterBytes::storedBytes)
                .sum());
        byte[] bad = good.clone();
        int first = IntStream.range(0, good.length)
                .filter(whole.filters()::covers)
                .findFirst()
                .orElseThrow();
        bad[first + 20] ^= 1;
        SegmentFile file = open(bad);
        assertThatThrownBy(() -> groups(file, Need.equal(IndexedSegment.TRACE_ID, new byte[16])))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("12.seg");
        assertThat(groups(file, Need.NOTHING)).as("who asks nothing reads none").hasSize(3);
    }

    @Test
    void zonesOfNumbersRuleOut() throws Exception {
        ColumnKey load = new ColumnKey("load", true, ColumnType.DOUBLE);
        ColumnKey count = new ColumnKey("count", true, ColumnType.LONG);
        Path path = directory.resolve("13.seg");
        try (SegmentWriter writer = new SegmentWriter(path, Signal.SPAN, 13, new int[] {2, 2, 2}, Codecs.NONE)) {
            ListedRows rows = new ListedRows();
            rows.with(
                    load,
                    Arrays.asList(
                            TestChunks.numbers(ColumnType.DOUBLE, bits(-1.5), bits(2.5)),
                            TestChunks.numbers(ColumnType.DOUBLE, bits(Double.NaN), bits(1)),
                            null));
            rows.with(
                    count,
                    Arrays.asList(
                            null,
                            TestChunks.numbers(ColumnType.LONG, 3L, null),
                            TestChunks.numbers(ColumnType.LONG, 5L, 9L)));
            writer.write(rows);
            writer.finish();
        }
        SegmentFile file = SegmentFile.open(path, "13.seg");
        assertThat(groups(file, new Need.WithinDoubles(load, 3, Double.POSITIVE_INFINITY)))
                .as("NaN is greater")
                .containsExactly(1);
        assertThat(groups(file, new Need.WithinDoubles(load, 2.5, 2.5))).containsExactly(0, 1);
        assertThat(groups(file, new Need.Within(count, 4, 6))).containsExactly(2);
        assertThat(groups(file, new Need.Within(count, 3, 3))).containsExactly(1);
        assertThat(groups(file, new Need.Value(count))).containsExactly(1, 2);
        assertThat(groups(file, new Need.Value(new ColumnKey("none", true, ColumnType.TEXT))))
                .isEmpty();
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
