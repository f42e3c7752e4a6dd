/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One switch, and the JVM is in the store. */
@Timeout(60)
class JvmMetricsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static List<Object> column(String sql) {
        assertThat(TTLog.flush(Ack.WRITTEN, LONG)).isTrue();
        return TTLog.query(sql).rows().stream().map(row -> row.get(0)).toList();
    }

    @Test
    void areInTheStoreUnderTheServiceOfTheProgram() {
        try (TTLogSession session = TTLog.init()
                .service("shop")
                .data(directory)
                .console(false)
                .metricsEvery(Duration.ofMillis(100))
                .jvmMetrics(true)
                .start()) {
            List<Object> names;
            do {
                System.gc();
                names = column("SELECT name FROM metrics WHERE service = 'shop' GROUP BY name");
            } while (!names.contains("jvm.gc.duration"));
            assertThat(names)
                    .contains(
                            "jvm.memory.used",
                            "jvm.memory.committed",
                            "jvm.thread.count",
                            "jvm.class.loaded",
                            "jvm.class.count",
                            "jvm.cpu.time",
                            "jvm.cpu.count")
                    .doesNotContain("jvm.memory.allocated");
            assertThat(column("SELECT max(value) FROM metrics WHERE name = 'jvm.cpu.count'"))
                    .containsExactly((double) Runtime.getRuntime().availableProcessors());
            assertThat(
                            column(
                                    "SELECT value FROM metrics WHERE name = 'jvm.memory.used' AND \"jvm.memory.type\" = 'heap'"))
                    .isNotEmpty();
            assertThat(session.stats().conserved()).isTrue();
        }
    }

    @Test
    void areOffUnlessAskedFor() {
        try (TTLogSession session = TTLog.init()
                .data(directory)
                .console(false)
                .metricsEvery(Duration.ofMillis(100))
                .start()) {
            assertThat(session.directory()).isEqualTo(directory);
            assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .contains("ttlog-pump")
                    .doesNotContain("ttlog-jvm");
        }
    }
}
