/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.core.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class SubstituteTest {
    private static String of(Substitute substitute, Way way, byte[] text, int from, int to) {
        return new String(substitute.of(way, text, from, to), StandardCharsets.US_ASCII);
    }

    /** The JDK's own is the other side. */
    @Test
    void hashesAsHmacSha256Does(Random random) throws Exception {
        for (int i = 0; i < 200; i++) {
            byte[] key = new byte[Redaction.HASH_KEY_BYTES_MIN + random.nextInt(120)];
            random.nextBytes(key);
            byte[] text = new byte[random.nextInt(300)];
            random.nextBytes(text);
            int from = random.nextInt(text.length + 1);
            int to = from + random.nextInt(text.length - from + 1);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(text, from, to - from);
            String expected = "#" + HexFormat.of().formatHex(mac.doFinal()).substring(0, 16);
            Substitute substitute = new Substitute(Redaction.none().hashKey(key));
            assertThat(of(substitute, Way.HASH, text, from, to)).isEqualTo(expected);
            assertThat(of(substitute, Way.HASH, text, from, to)).isEqualTo(expected);
        }
    }

    @Test
    void hashesWithAnotherKeyInEachRunUnlessOneIsGiven() {
        Redaction redaction = Redaction.none().keys(Way.HASH, "x");
        byte[] text = {1, 2, 3};
        assertThat(of(new Substitute(redaction), Way.HASH, text, 0, 3))
                .isNotEqualTo(of(new Substitute(redaction), Way.HASH, text, 0, 3))
                .hasSize(17);
    }

    @Test
    void masksAndDrops() {
        Substitute substitute = new Substitute(Redaction.none());
        assertThat(of(substitute, Way.MASK, new byte[9], 0, 9)).isEqualTo("***");
        assertThat(of(substitute, Way.DROP, new byte[9], 0, 9)).isEmpty();
    }
}
