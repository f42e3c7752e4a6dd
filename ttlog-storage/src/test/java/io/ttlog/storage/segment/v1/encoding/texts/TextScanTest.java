/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextScanTest {
    private static final String CHARACTERS = "0123456789abcdefABCDEF:-.\\\"\n\r\t ,;{}[]nrtxyz\u00fc_%/";
    private static final String[] PARTS = {
        "12:34:56.789",
        "12:34:56,",
        "123e4567-e89b-12d3-a456-426614174000",
        "47b21e2e-9538-5f14-5200-000000000400",
        "\": \"",
        "a: b",
        "face",
        "-12345",
        "12345678901234567890"
    };

    private static List<String> words(String text, boolean outer) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TextScan scan = new TextScan(outer);
        scan.scan(bytes, 0, bytes.length);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < scan.count(); i++) {
            words.add(scan.start(i) + "-" + scan.end(i));
        }
        return words;
    }

    private static List<String> plainWords(String text, boolean outer) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        PlainTextScan scan = new PlainTextScan(outer);
        scan.scan(bytes, 0, bytes.length);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < scan.count(); i++) {
            words.add(scan.start(i) + "-" + scan.end(i));
        }
        return words;
    }

    @Test
    void cutsAsThePlainScanDoes() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "{" : "");
            int length = random.nextInt(80);
            while (text.length() < length) {
                int kind = random.nextInt(20);
                switch (kind) {
                    case 0 -> text.append(Long.toHexString(random.nextLong()));
                    case 1 -> text.append(random.nextInt(1_000_000));
                    default ->
                        text.append(
                                kind < 2 + PARTS.length
                                        ? PARTS[kind - 2]
                                        : CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
                }
            }
            String all = text.toString();
            for (boolean outer : new boolean[] {true, false}) {
                assertThat(words(all, outer))
                        .as("-Dttlog.seed=%s: %s", seed, all)
                        .isEqualTo(plainWords(all, outer));
            }
        }
    }
}
