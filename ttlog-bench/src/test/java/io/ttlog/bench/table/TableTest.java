/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.bench.table.Bar.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Report report = new Report();

    @Test
    void showsMediansSpreadsAndHowMuchBetterTtlogIs() {
        report.add("log call", "ttlog", "ns", List.of(40.0, 50.0, 60.0));
        report.add("log call", "jfr", "ns", List.of(75.0));
        report.add("sustained", "ttlog", Measure.RATE, List.of(6e6));
        report.add("sustained", "gflog", Measure.RATE, List.of(2e6));
        report.failures.add("otel: ended with status 1");
        assertThat(new Table(report).markdown())
                .contains("""
                        | what      | of    | median | ±    | unit     | samples | ttlog is better by |
                        |-----------|-------|--------|------|----------|---------|--------------------|
                        | log call  | ttlog | 50.0   | 5.00 | ns       | 3       |                    |
                        |           | jfr   | 75.0   | 0.00 | ns       | 1       | 1.50               |
                        | sustained | ttlog | 6.00 M | 0.00 | events/s | 1       |                    |
                        |           | gflog | 2.00 M | 0.00 | events/s | 1       | 3.00               |
                        """)
                .contains("## Not measured\n\n- otel: ended with status 1\n");
    }

    @Test
    void saysOfEachBarWhetherItIsMet() {
        report.add(What.NANO_TIME, "jdk", "ns", List.of(24.0));
        report.add(What.logCall(1), "ttlog", "ns", List.of(60.0));
        report.add(What.logCall(1), "jfr", "ns", List.of(77.0));
        String text = new Table(report).markdown();
        assertThat(text).containsPattern("at most 36 \\+ System.nanoTime +\\| 60.0 +\\| 60.0 +\\| met ");
        assertThat(text).containsPattern("1.3 times better than jfr +\\| 1.28 +\\| 1.30 +\\| missed ");
        assertThat(text).containsPattern("6 times better than log4j2 +\\| +\\| 6.00 +\\| not measured ");
    }

    @Test
    void holdsTheBestWaitStrategyOfLog4j2AgainstTtlog() {
        report.add(What.logCall(1), "ttlog", "ns", List.of(50.0));
        report.add(What.logCall(1), "log4j2:Sleep", "ns", List.of(500.0));
        report.add(What.logCall(1), "log4j2:Yield", "ns", List.of(150.0));
        report.add(What.logCall(1), "log4j2:BusySpin", "ns", List.of(300.0));
        Bar best = Bars.all().stream()
                .filter(bar -> bar.claim().contains("best wait strategy"))
                .findFirst()
                .orElseThrow();
        assertThat(best.figure().applyAsDouble(report)).isEqualTo(3);
        assertThat(best.outcome(report)).isEqualTo(Outcome.MISSED);
    }

    @Test
    void takesQuartilesBetweenSamples() {
        Measure measure = new Measure("log call", "ttlog", "ns", List.of(4.0, 1.0, 3.0, 2.0));
        assertThat(measure.median()).isEqualTo(2.5);
        assertThat(measure.spread()).isEqualTo(1.5);
    }
}
