/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void measuresEverythingThatABarAsksFor() {
        Report report = new Report();
        for (String group : Plan.GROUPS) {
            for (Run run : new Plan(Effort.QUICK).runs(group)) {
                run.measures().forEach(what -> report.add(what, run.peer(), "ns", List.of(1.0)));
            }
        }
        assertThat(Bars.all()).noneMatch(bar -> bar.outcome(report) == Bar.Outcome.NOT_MEASURED);
    }

    @Test
    void takesAtMostFourteenMinutesWhenQuick() {
        assertThat(seconds(Effort.QUICK)).isLessThan(14 * 60);
        assertThat(Effort.QUICK.atMost().toSeconds()).isLessThan(14 * 60);
    }

    @Test
    void hasTimeForItsFullSelf() {
        assertThat(seconds(Effort.FULL))
                .isLessThan((double) Effort.FULL.atMost().toSeconds());
    }

    private static double seconds(Effort effort) {
        Plan plan = new Plan(effort);
        return Plan.USUAL.stream()
                .mapToDouble(group -> plan.rounds(group)
                        * plan.runs(group).stream().mapToDouble(Run::seconds).sum())
                .sum();
    }

    @Test
    void refusesAGroupThatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.of("--only", "call,speed")).hasMessageContaining("'speed'");
        assertThat(Options.of("--quick", "--only", "call,size").groups).containsExactly("call", "size");
    }
}
