/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class Wtf8Test {
    @Test
    void everyCharAndEveryPairOfSurrogateEdgesComesBack() {
        for (int c = 0; c <= 0xFFFF; c++) {
            assertRoundTrip(String.valueOf((char) c));
        }
        char[] edges = {'a', 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF};
        for (char one : edges) {
            for (char two : edges) {
                for (char three : edges) {
                    assertRoundTrip("" + one + two + three);
                }
            }
        }
    }

    @Test
    void wellFormedTextIsUtf8() {
        String text = "aé日\uD83D\uDE00\u0000\uFFFF";
        assertThat(Wtf8.encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLoneSurrogateIsItsThreeBytePattern() {
        assertThat(HexFormat.of().formatHex(Wtf8.encode("\uD83D"))).isEqualTo("eda0bd");
    }

    @Test
    void randomTextsComeBack(Random random) {
        for (int i = 0; i < 20_000; i++) {
            assertRoundTrip(SampleEvents.text(random));
        }
    }

    @Test
    void anyBytesDecodeToSomething(Random random) {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (0xED - 3 * random.nextInt(30));
            }
            assertThat(Wtf8.decode(bytes, 0, bytes.length)).hasSizeLessThanOrEqualTo(bytes.length);
        }
    }

    private static void assertRoundTrip(String text) {
        byte[] bytes = Wtf8.encode(text);
        assertThat(Wtf8.byteCount(text)).isEqualTo(bytes.length);
        assertThat(Wtf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
    }
}
