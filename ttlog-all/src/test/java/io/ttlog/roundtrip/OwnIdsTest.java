/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.storage.ColumnStats;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids of spans that ttlog itself made take next to nothing in the store: it finds the counter behind them. */
class OwnIdsTest {
    private static final int TRACES = 4000;

    @TempDir
    Path directory;

    private static void work() {
        for (int i = 0; i < TRACES; i++) {
            try (Span root = span("root")) {
                try (Span child = span("child")) {
                    child.with("n", i);
                }
                root.with("n", i);
            }
            if (i % 500 == 0) {
                TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void idsOfTwoThreadsTakeLessThanAByte() throws Exception {
        try (TTLogSession session = TTLog.init().data(directory).console(false).start()) {
            Thread other = new Thread(OwnIdsTest::work);
            other.start();
            work();
            other.join();
            assertThat(session.stats().misuses()).isZero();
        }
        for (String column : new String[] {"span_id", "parent_id", "trace_id"}) {
            ColumnStats stats = Store.columnStats(directory).stream()
                    .filter(each ->
                            each.signal() == Signal.SPAN && each.key().name().equals(column))
                    .findFirst()
                    .orElseThrow();
            assertThat((double) stats.storedBytes() / (4 * TRACES))
                    .as(column + " " + stats)
                    .isLessThan(1);
        }
    }
}
