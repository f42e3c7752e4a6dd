/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StretchesTest {
    private static final int[] ENDS = {2, 3, 6};

    private static void assertFolds(Chunk chunk, @Nullable Object... rows) {
        Chunk folded = Objects.requireNonNull(Stretches.folded(chunk, ENDS));
        assertThat(TestChunks.list(folded)).containsExactly(rows);
        assertThat(TestChunks.list(Stretches.unfolded(folded, ENDS))).isEqualTo(TestChunks.list(chunk));
    }

    @Test
    void equalRowsOfAStretchBecomeOneRow() {
        assertFolds(TestChunks.numbers(ColumnType.LONG, new long[] {7, 7, 7, 9, 9, 9}), 7L, 7L, 9L);
        assertFolds(TestChunks.texts("a", "a", "", "b", "b", "b"), "a", "", "b");
    }

    @Test
    void stretchesWithoutValuesStayNull() {
        assertFolds(TestChunks.numbers(ColumnType.LONG, null, null, 5L, null, null, null), null, 5L, null);
        assertFolds(TestChunks.texts("a", "a", null, "b", "b", "b"), "a", null, "b");
        assertFolds(TestChunks.texts(null, null, null, "b", "b", "b"), null, null, "b");
    }

    @Test
    void rowsThatDifferAreLeftAlone() {
        assertThat(Stretches.folded(TestChunks.numbers(ColumnType.LONG, new long[] {7, 8, 7, 9, 9, 9}), ENDS))
                .isNull();
        assertThat(Stretches.folded(TestChunks.texts("a", "a", "c", "b", "b", "B"), ENDS))
                .isNull();
        assertThat(Stretches.folded(TestChunks.texts("a", null, "c", "b", "b", "b"), ENDS))
                .isNull();
        assertThat(Stretches.folded(TestChunks.texts(null, "a", "c", "b", "b", "b"), ENDS))
                .isNull();
    }

    @Test
    void stretchesOfOneRowAreNotWorthIt() {
        assertThat(Stretches.folded(TestChunks.texts("a", "b"), new int[] {1, 2}))
                .isNull();
    }

    @Test
    void lengthsThatAreNotThoseOfTheRowsAreRefused() {
        assertThat(Stretches.ends(Stretches.lengths(ENDS), 6)).isEqualTo(ENDS);
        assertThat(Stretches.ends(Stretches.lengths(ENDS), 5)).isNull();
        assertThat(Stretches.ends(Stretches.lengths(ENDS), 7)).isNull();
        assertThat(Stretches.ends(TestChunks.numbers(ColumnType.LONG, new long[] {3, 0, 3}), 6))
                .isNull();
        assertThat(Stretches.ends(TestChunks.numbers(ColumnType.LONG, new long[] {7, -1}), 6))
                .isNull();
        assertThat(Stretches.ends(TestChunks.numbers(ColumnType.LONG, new long[] {1L << 32, 6}), 6))
                .isNull();
    }
}
