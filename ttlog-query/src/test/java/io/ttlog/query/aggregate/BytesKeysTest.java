/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesKeysTest {
    private final BytesKeys keys = new BytesKeys();

    private int number(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        return keys.number(bytes, 1, bytes.length - 1);
    }

    private int find(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return keys.find(bytes, 0, bytes.length);
    }

    @Test
    void numbersInTheOrderOfFirstSight() {
        assertThat(new int[] {number("a"), number(""), number("ab"), number("a"), number("")})
                .containsExactly(0, 1, 2, 0, 1);
        assertThat(keys.size()).isEqualTo(3);
        assertThat(keys.get(0)).containsExactly('a');
        assertThat(keys.get(1)).isEmpty();
        assertThat(keys.get(2)).containsExactly('a', 'b');
    }

    @Test
    void findsWithoutAdding() {
        assertThat(find("a")).isEqualTo(-1);
        number("a");
        assertThat(find("a")).isZero();
        assertThat(find("b")).isEqualTo(-1);
        assertThat(keys.size()).isEqualTo(1);
    }

    /** More than its first arrays hold, with lengths around a word, of which many differ in one byte only. */
    @Test
    void keepsManyApart() {
        long seed = Long.getLong("ttlog.seed", 7);
        Random random = new Random(seed);
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String text = "x".repeat(random.nextInt(20)) + random.nextInt(10_000);
            Integer known = expected.putIfAbsent(text, expected.size());
            assertThat(number(text))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(known == null ? expected.size() - 1 : known);
        }
        expected.forEach((text, number) -> {
            assertThat(find(text)).as("seed %d: %s", seed, text).isEqualTo(number);
            assertThat(new String(keys.get(number), UTF_8)).isEqualTo(text);
        });
    }
}
