/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RibbonFilterTest {
    private static final int OTHERS = 200_000;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static boolean mayHold(byte[] filter, int bits, long key) {
        ByteBuffer bytes = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
        return RibbonFilter.mayHold(bytes, 0, filter.length / (bits * Long.BYTES), bits, key);
    }

    /** The middle of three, as keys may crowd by chance: a part of the slots, in one set of some hundreds, takes all for keys then. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 64, 65, 100, 1_000, 20_000})
    void holdsEachKeyAndFewOthers(int count) {
        for (int bits : new int[] {1, 7, 12}) {
            String what = count + " keys of " + bits + " bits, -Dttlog.seed=" + seed;
            long[] wrongs = new long[3];
            for (int set = 0; set < wrongs.length; set++) {
                long[] keys = random.longs(count).toArray();
                byte[] filter = RibbonFilter.build(keys, count, bits);
                assertThat(filter).as(what).hasSize(RibbonFilter.bytes(count, bits));
                for (long key : keys) {
                    assertThat(mayHold(filter, bits, key)).as(what).isTrue();
                }
                wrongs[set] = random.longs(OTHERS)
                        .filter(other -> mayHold(filter, bits, other))
                        .count();
            }
            Arrays.sort(wrongs);
            long wrong = wrongs[1];
            double expected = OTHERS / Math.pow(2, bits);
            // Five standard deviations, and ten percent for local crowds.
            assertThat((double) wrong).as(what).isLessThan(expected * 1.1 + 5 * Math.sqrt(expected) + 3);
            assertThat((double) wrong).as(what).isGreaterThan(expected * 0.9 - 5 * Math.sqrt(expected) - 3);
        }
    }

    /** A window that is nearly full takes everything for a key. */
    @Test
    void fewKeysDoNotCrowd() {
        long[] others = random.longs(20_000).toArray();
        for (int bits : new int[] {7, 12}) {
            for (int count = 1; count < 200; count++) {
                long[] keys = random.longs(count).toArray();
                byte[] filter = RibbonFilter.build(keys, count, bits);
                long wrong = 0;
                for (long other : others) {
                    wrong += mayHold(filter, bits, other) ? 1 : 0;
                }
                double expected = others.length / Math.pow(2, bits);
                assertThat((double) wrong)
                        .as(count + " keys of " + bits + " bits, -Dttlog.seed=" + seed)
                        .isLessThan(2 * expected + 6 * Math.sqrt(expected) + 6);
            }
        }
    }

    @Test
    void takesLittleMoreThanTheBitsOfItsKeys() {
        assertThat(RibbonFilter.bytes(20_000, 8)).isBetween(20_000, 22_100);
        assertThat(RibbonFilter.bytes(20_000, 12)).isBetween(30_000, 33_400);
        assertThat(RibbonFilter.bytes(3, 8)).isEqualTo(64);
    }

    @Test
    void isTheSameForTheSameKeysTwice() {
        long[] keys = random.longs(500).toArray();
        long[] twice = new long[1000];
        System.arraycopy(keys, 0, twice, 0, 500);
        System.arraycopy(keys, 0, twice, 500, 500);
        byte[] filter = RibbonFilter.build(twice, 1000, 8);
        for (long key : keys) {
            assertThat(mayHold(filter, 8, key)).isTrue();
        }
        assertThat(RibbonFilter.build(keys, 500, 8)).isEqualTo(RibbonFilter.build(keys.clone(), 500, 8));
    }

    @Test
    void refusesMoreThanItsBounds() {
        assertThatThrownBy(() -> RibbonFilter.build(new long[1], RibbonFilter.KEYS_MAX + 1, 8))
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> RibbonFilter.build(new long[1], 1, 17)).hasMessageContaining("at most");
    }

    @Test
    void keysAreASet() {
        Keys keys = new Keys();
        long[] some = random.longs(1000).toArray();
        for (int i = 0; i < 3; i++) {
            for (long key : some) {
                keys.add(key);
            }
            keys.add(0);
        }
        assertThat(keys.count()).isEqualTo(1001);
        assertThat(keys.sorted()).hasSize(1001).isSorted().contains(0).contains(some);
    }
}
