/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Row;
import io.ttlog.Status;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ttlog tells about itself, asked by SQL. */
class SelfMetricsQueryTest {
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^SELECT .* FROM metrics .*$");

    @TempDir
    private Path directory;

    private TTLogSession run(boolean selfMetrics) {
        try (TTLogSession session = TTLog.init()
                .service("shop")
                .data(directory)
                .console(false)
                .selfMetrics(selfMetrics)
                .start()) {
            for (int i = 0; i < 100; i++) {
                TTLog.info("event {n}", i);
            }
            assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20)))
                    .isTrue(); // so that the sink has written when it is measured
            return session;
        }
    }

    @Test
    void answersByService() {
        TTLogSession session = run(true);
        Map<String, Double> values = new TreeMap<>();
        for (Row row : TTLog.query("SELECT * FROM metrics WHERE service = 'ttlog' AND kind <> 'histogram'")) {
            values.put(row.getString("name") + " " + row.getString("attrs"), row.getDouble("value"));
        }
        assertThat(values)
                .containsEntry("ttlog.submitted {\"level\":\"info\",\"signal\":\"log\"}", 100.0)
                .containsEntry("ttlog.sink.parked {\"sink\":\"store\"}", 0.0)
                .containsKey("ttlog.sink.lag_bytes {\"sink\":\"store\"}");
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.status().running()).isFalse();
        assertThat(session.status().toString()).contains("sink    store    ENDED");
        assertThat(TTLog.status()).isEqualTo(Status.NONE);
        assertThat(TTLog.query("SELECT * FROM metrics WHERE service = 'shop'").rows())
                .isEmpty();
    }

    @Test
    void theQueriesOfTheDocumentationWork() throws Exception {
        run(true);
        String text = Files.readString(Path.of("../docs/operations.md"));
        Matcher query = DOCUMENTED.matcher(text);
        int queries = 0;
        while (query.find()) {
            queries++;
            String sql = query.group();
            // Nothing was parked or dropped, and a column that no row has would be an error.
            String asked = sql.replace("reason, ", "").replace("ttlog.dropped", "ttlog.submitted");
            assertThat(TTLog.query(asked.replace("AND value > 0", "")).rows())
                    .as(sql)
                    .isNotEmpty();
        }
        assertThat(queries).isEqualTo(3);
    }

    @Test
    void isSilentWhereItIsNotWanted() {
        run(false);
        assertThat(TTLog.query("SELECT * FROM metrics").rows()).isEmpty();
        assertThat(TTLog.query("SELECT * FROM logs").rows()).hasSize(100);
    }
}
