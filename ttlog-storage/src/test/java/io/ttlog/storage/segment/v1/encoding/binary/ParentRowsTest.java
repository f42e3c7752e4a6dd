/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParentRowsTest {
    private final ParentRows encoding = new ParentRows();

    private static Neighbours beside(Chunk spans, Chunk parents) {
        return Neighbours.of(spans.rowCount(), (int[]) null, key -> spans)
                .withNulls(parents.rowCount(), parents.nulls());
    }

    private byte[] encoded(Chunk spans, Chunk parents) {
        ByteWriter target = new ByteWriter();
        assertThat(encoding.encode(parents.values(), beside(spans, parents), target))
                .isTrue();
        return target.toArray();
    }

    private Chunk decoded(byte[] bytes, Chunk spans, Chunk parents) {
        ByteReader source = new ByteReader(bytes, 0, bytes.length, "test", 0);
        Values values = encoding.decode(source, parents.values().count(), beside(spans, parents));
        return new Chunk(ColumnType.BYTES, parents.rowCount(), parents.nulls(), values);
    }

    private byte[] assertComesBack(Chunk spans, Chunk parents) {
        byte[] bytes = encoded(spans, parents);
        assertThat(TestChunks.list(decoded(bytes, spans, parents))).isEqualTo(TestChunks.list(parents));
        return bytes;
    }

    @Test
    void aParentNearbyIsOneByte() {
        Chunk spans = TestChunks.ids(1, 2, 3, 4, 5);
        assertThat(assertComesBack(spans, TestChunks.ids(0, 1, 2, 1, 1))).containsExactly(0, 0, 2, 1);
    }

    @Test
    void aTreeIsAsDrawnInTheRfc() {
        Chunk spans = TestChunks.ids(1, 2, 3, 4); // root, a, b under a, c under root
        assertThat(assertComesBack(spans, TestChunks.ids(0, 1, 2, 1))).containsExactly(0, 0, 2);
    }

    @Test
    void parentsThatComeLaterOrCallEachOtherParent() {
        Chunk spans = TestChunks.ids(1, 2, 3, 4, 5);
        assertComesBack(spans, TestChunks.ids(5, 1, 4, 3, 2));
        assertComesBack(spans, TestChunks.ids(2, 1, 2, 2, 2));
        assertComesBack(spans, TestChunks.ids(1, 2, 3, 4, 5));
    }

    @Test
    void parentsThatAreNotHereAreKeptAsTheyAre() {
        Chunk spans = TestChunks.ids(1, 0, 3, 3);
        assertThat(assertComesBack(spans, TestChunks.ids(99, 0, 1, -7))).hasSize(3 + 1 + 2 * Long.BYTES);
    }

    @Test
    void randomParentsComeBack() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int rows = 1 + random.nextInt(200);
            long[] spans = new long[rows];
            long[] parents = new long[rows];
            for (int i = 0; i < rows; i++) {
                spans[i] = random.nextInt(1 + random.nextInt(2 * rows));
                parents[i] = random.nextInt(1 + random.nextInt(2 * rows));
            }
            parents[0] = 1;
            spans[rows - 1] = 1;
            Chunk parentIds = TestChunks.ids(parents);
            Chunk spanIds = TestChunks.ids(spans);
            assertThat(TestChunks.list(decoded(encoded(spanIds, parentIds), spanIds, parentIds)))
                    .as("-Dttlog.seed=" + seed)
                    .isEqualTo(TestChunks.list(parentIds));
        }
    }

    @Test
    void whatPointsOutsideOrToNoSpanIsRefused() {
        Chunk spans = TestChunks.ids(1, 0, 3);
        Chunk parents = TestChunks.ids(0, 1, 1);
        for (byte[] damaged : new byte[][] {
            {1, 0}, // above a row without a parent
            {0, 0}, // a row without a span id
            {64, 0, 8}, // before the first
            {64, 0, 3}, // behind the last
            {66, 0},
            {(byte) 255, 0},
            {65, 0, 1, 2, 3},
            {0}
        }) {
            assertThatThrownBy(() -> decoded(damaged, spans, parents)).isInstanceOf(CorruptDataException.class);
        }
        ByteReader source = new ByteReader(new byte[] {0, 0}, 0, 2, "test", 0);
        assertThatThrownBy(() -> encoding.decode(source, 2)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void rubbishEndsInAnErrorOrInThatManyIds() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        Chunk spans = TestChunks.ids(random.longs(100, 1, Long.MAX_VALUE).toArray());
        int whole = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[100 + (random.nextInt(4) == 0 ? 8 : 0)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt(random.nextInt(50) == 0 ? 256 : 2);
            }
            try {
                assertThat(TestChunks.list(decoded(bytes, spans, spans))).hasSize(100);
                whole++;
            } catch (CorruptDataException e) {
                assertThat(e.source()).as("-Dttlog.seed=" + seed).isEqualTo("test");
            }
        }
        assertThat(whole).isLessThan(3000);
    }
}
