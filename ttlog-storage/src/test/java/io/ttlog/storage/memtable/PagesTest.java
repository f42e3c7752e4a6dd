/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.BinaryValues;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of numbers and of strings that grow by pages. */
class PagesTest {
    private static final int COUNT = 3 * LongList.PAGE + 17;

    @Test
    void longsComeBackFromAllPagesAndFromTheirEdges() {
        LongList list = new LongList();
        for (int i = 0; i < COUNT; i++) {
            list.set(i, ~(long) i);
        }
        LongList.View view = list.capture();
        for (int i = 0; i < COUNT; i++) {
            assertThat(view.get(i)).isEqualTo(~(long) i);
        }
        for (int from : new int[] {0, 15, LongList.PAGE - 1, LongList.PAGE, LongList.PAGE + 1}) {
            for (int to : new int[] {from, from + 1, from + LongList.PAGE, COUNT}) {
                long[] copy = view.copy(from, to);
                assertThat(copy).hasSize(to - from);
                for (int i = from; i < to; i++) {
                    assertThat(copy[i - from]).isEqualTo(~(long) i);
                }
            }
        }
    }

    @Test
    void theLastNumberCanBeReplacedAlsoAtTheStartOfAPage() {
        LongList longs = new LongList();
        IntList ints = new IntList();
        for (int i = 0; i <= LongList.PAGE; i++) {
            longs.set(i, 1);
            longs.set(i, 2);
            ints.set(i, 1);
            ints.set(i, 70_000);
        }
        assertThat(longs.capture().copy(0, LongList.PAGE + 1)).containsOnly(2);
        assertThat(ints.capture().copy(0, IntList.PAGE + 1)).containsOnly(70_000);
    }

    /** One odd number in a page of small ones, at each kind of place: the page widens there, from one width to another. */
    @ParameterizedTest
    @ValueSource(ints = {255, 256, 65_535, 65_536, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void aPageWidensForOneNumber(int odd) {
        for (int at :
                new int[] {0, 1, 15, 16, 31, IntList.PAGE - 1, IntList.PAGE, IntList.PAGE + 1, 2 * IntList.PAGE}) {
            for (int small : new int[] {3, 300, 70_000}) {
                IntList list = new IntList();
                for (int i = 0; i < 2 * IntList.PAGE + 2; i++) {
                    list.set(i, i == at ? odd : small);
                    assertThat(list.get(i)).isEqualTo(i == at ? odd : small);
                }
                int[] copy = list.capture().copy(0, 2 * IntList.PAGE + 2);
                int[] expected = new int[copy.length];
                Arrays.fill(expected, small);
                expected[at] = odd;
                assertThat(copy).isEqualTo(expected);
            }
        }
    }

    @Test
    void aCaptureKeepsWhatItSawWhileTheListGrowsAndWidens() {
        IntList list = new IntList();
        list.set(0, 1);
        IntList.View early = list.capture();
        for (int i = 1; i < COUNT; i++) {
            list.set(i, i * 100);
        }
        assertThat(early.copy(0, 1)).containsExactly(1);
    }

    @Test
    void stringsComeBackThatEndOrFillOrExceedAPage() {
        int page = BytePool.PAGE_BYTES;
        int[] lengths = {0, 1, page - 1, 0, 1, page, 0, 5, page + 1, 0, 3 * page, 7, page - 7, 0, 0, 1};
        BytePool pool = new BytePool();
        byte[][] strings = new byte[lengths.length][];
        int[] ids = new int[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            strings[i] = new byte[lengths[i]];
            new Random(i).nextBytes(strings[i]);
            ids[i] = pool.idOf(strings[i], 0, lengths[i]);
            assertThat(pool.lengthOf(ids[i])).isEqualTo(lengths[i]);
        }
        BinaryValues values = pool.capture().values(ids.clone(), ids.length);
        for (int i = 0; i < lengths.length; i++) {
            assertThat(bytes(values, i)).isEqualTo(strings[i]);
        }
        assertThat(ids[3]).as("the empty string is known").isEqualTo(ids[0]);
    }

    @Test
    void aDictionaryHasOnlyTheStringsThatAreUsedInTheOrderOfTheirFirstUse() {
        BytePool pool = new BytePool();
        for (byte i = 0; i < 100; i++) {
            assertThat(pool.idOf(new byte[] {i}, 0, 1)).isEqualTo(i);
        }
        BinaryValues values = pool.capture().values(new int[] {70, 3, 70, 99, 12345}, 4);
        assertThat(values.dictionaryCount()).isEqualTo(3);
        assertThat(Arrays.copyOf(values.ids(), 4)).containsExactly(0, 1, 0, 2);
        assertThat(values.bytes()).containsExactly(70, 3, 99);
        assertThat(values.offsets()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void stringsBeyondTheBoundOfTheTableAreNotLookedForAgain() {
        BytePool pool = new BytePool();
        byte[] string = new byte[4];
        for (int i = 0; i < BytePool.DISTINCT_MAX; i++) {
            putInt(string, i);
            assertThat(pool.idOf(string, 0, 4)).isEqualTo(i);
        }
        assertThat(BytePool.DISTINCT_MAX * 4 % BytePool.PAGE_BYTES)
                .as("the page is full")
                .isZero();
        int empty = pool.idOf(string, 0, 0);
        assertThat(empty).isEqualTo(BytePool.DISTINCT_MAX);
        assertThat(bytes(pool.capture().values(new int[] {empty}, 1), 0)).isEmpty();
        putInt(string, -1);
        assertThat(pool.idOf(string, 0, 4)).isEqualTo(BytePool.DISTINCT_MAX + 1);
        assertThat(pool.idOf(string, 0, 4)).as("not looked for again").isEqualTo(BytePool.DISTINCT_MAX + 2);
        putInt(string, 12_345);
        assertThat(pool.idOf(string, 0, 4)).as("one of the first ones").isEqualTo(12_345);
    }

    private static void putInt(byte[] target, int value) {
        for (int i = 0; i < 4; i++) {
            target[i] = (byte) (value >>> 8 * i);
        }
    }

    private static byte[] bytes(BinaryValues values, int index) {
        int id = values.ids()[index];
        return Arrays.copyOfRange(values.bytes(), values.offsets()[id], values.offsets()[id + 1]);
    }
}
