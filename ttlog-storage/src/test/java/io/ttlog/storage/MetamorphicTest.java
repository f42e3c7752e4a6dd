/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.StoreHistory.Options;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Options change how a store keeps rows, and never which: one random history under many of them has the same answers. */
class MetamorphicTest {
    /** How many histories; the profile {@code power} has more. */
    private static final int HISTORIES = Integer.getInteger("ttlog.histories", 1);

    /** Beside the plain ones. */
    private static final int OPTIONS = 4;

    private static final int ROWS_MIN = 300;

    @Test
    void aHistoryHasTheSameRowsUnderAnyOptions() {
        long firstSeed = Long.getLong("ttlog.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++) {
            long seed = firstSeed + i;
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            Map<Boolean, List<String>> plain = run(seed, Options.PLAIN);
            assertThat(plain.get(false)).hasSizeGreaterThan(ROWS_MIN);
            for (int set = 0; set < OPTIONS; set++) {
                Options options = Options.of(random);
                Map<Boolean, List<String>> rows = run(seed, options);
                assertThat(rows.get(false))
                        .as("%s, -Dttlog.seed=%d", options, seed)
                        .isEqualTo(plain.get(false));
            }
        }
    }

    private static Map<Boolean, List<String>> run(long seed, Options options) {
        try {
            return StoreHistory.run(seed, options);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    options + ", repeat with -Dttlog.histories=1 -Dttlog.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
