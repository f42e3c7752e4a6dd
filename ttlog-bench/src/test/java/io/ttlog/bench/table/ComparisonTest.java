/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final Report earlier = new Report();
    private final Report later = new Report();

    @Test
    void namesAMedianThatGotWorseByMoreThanBothSpreads() {
        earlier.add("log call", "ttlog", "ns", List.of(48.0, 50.0, 50.0, 50.0, 52.0));
        later.add("log call", "ttlog", "ns", List.of(56.0, 58.0, 58.0, 58.0, 60.0));
        Comparison comparison = new Comparison(earlier, later);
        assertThat(comparison.regressions).hasSize(1);
        assertThat(comparison.regressions.get(0).factor()).isEqualTo(58.0 / 50);
        assertThat(comparison.improvements).isEmpty();
        assertThat(comparison.text()).contains("log call (ttlog): 50.0 -> 58.0 ns, 1.16 times");
    }

    @Test
    void keepsQuietAboutAMedianThatMovedWithinBothSpreads() {
        earlier.add("log call", "ttlog", "ns", List.of(40.0, 45.0, 50.0, 55.0, 60.0)); // quartiles 45 and 55
        later.add("log call", "ttlog", "ns", List.of(58.0, 58.0, 58.0, 58.0, 58.0));
        Comparison comparison = new Comparison(earlier, later);
        assertThat(comparison.regressions).isEmpty();
        assertThat(comparison.compared).isEqualTo(1);
    }

    @Test
    void keepsQuietAboutFivePercentHoweverNarrowTheSpread() {
        earlier.add("log call", "ttlog", "ns", List.of(100.0));
        later.add("log call", "ttlog", "ns", List.of(104.9));
        assertThat(new Comparison(earlier, later).regressions).isEmpty();
        later.add("span", "ttlog", "ns", List.of(105.1));
        earlier.add("span", "ttlog", "ns", List.of(100.0));
        assertThat(new Comparison(earlier, later).regressions).hasSize(1);
    }

    @Test
    void takesALowerRateForWorseAndAHigherOneForBetter() {
        earlier.add("sustained", "ttlog:lz4", Measure.RATE, List.of(5e6));
        later.add("sustained", "ttlog:lz4", Measure.RATE, List.of(4e6));
        earlier.add("sustained", "ttlog:zstd", Measure.RATE, List.of(4e6));
        later.add("sustained", "ttlog:zstd", Measure.RATE, List.of(5e6));
        Comparison comparison = new Comparison(earlier, later);
        assertThat(comparison.regressions)
                .extracting(change -> change.after().peer())
                .containsExactly("ttlog:lz4");
        assertThat(comparison.improvements)
                .extracting(change -> change.after().peer())
                .containsExactly("ttlog:zstd");
    }

    @Test
    void seesZeroBecomeSomething() {
        earlier.add("dropped", "ttlog", "events", List.of(0.0));
        later.add("dropped", "ttlog", "events", List.of(1.0));
        assertThat(new Comparison(earlier, later).regressions).hasSize(1);
    }

    @Test
    void setsPeersApartAndLeavesOutWhatOnlyOneReportHas() {
        earlier.add("log call", "jfr", "ns", List.of(70.0));
        later.add("log call", "jfr", "ns", List.of(90.0));
        earlier.add("log call", "otel", "ns", List.of(70.0));
        Comparison comparison = new Comparison(earlier, later);
        assertThat(comparison.regressions).isEmpty();
        assertThat(comparison.ofPeers).hasSize(1);
        assertThat(comparison.compared).isEqualTo(1);
    }

    @Test
    void saysThatTheMachineIsAnother() {
        earlier.circumstances.put("processor", "a");
        later.circumstances.put("processor", "b");
        assertThat(new Comparison(earlier, later).text()).contains("- processor: a -> b");
    }
}
