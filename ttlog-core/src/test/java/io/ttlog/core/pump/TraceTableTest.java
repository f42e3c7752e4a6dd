/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.SeededRandom;
import io.ttlog.core.pump.HeldTrace.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class TraceTableTest {
    private record Id(long high, long low) {}

    @Test
    void findsWhatItWasGivenAndForgetsTheOldestDecision(Random random) {
        TraceTable table = new TraceTable();
        Map<Id, HeldTrace> known = new HashMap<>();
        Deque<Id> open = new ArrayDeque<>();
        Deque<Id> decided = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            Id id = new Id(random.nextInt(3), random.nextInt(40_000));
            HeldTrace found = table.find(id.high, id.low);
            assertThat(found).isSameAs(known.get(id));
            if (found == null) {
                known.put(id, table.begin(id.high, id.low, i));
                open.add(id);
            }
            if (random.nextBoolean() && !open.isEmpty()) {
                HeldTrace oldest = table.oldestOpen();
                Id first = open.poll();
                assertThat(oldest).isNotNull().isSameAs(known.get(first));
                table.decide(oldest, State.BY_HEAD);
                decided.add(first);
                if (decided.size() > TraceTable.DECIDED_MAX) {
                    known.remove(decided.poll());
                }
            }
            assertThat(table.openCount()).isEqualTo(open.size());
            assertThat(table.decidedCount()).isEqualTo(decided.size());
        }
        assertThat(decided).hasSize(TraceTable.DECIDED_MAX);
    }
}
