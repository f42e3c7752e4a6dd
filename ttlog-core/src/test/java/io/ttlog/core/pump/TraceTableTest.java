/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.SeededRandom;
import io.ttlog.core.pump.HeldTrace.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class TraceTableTest {
    private record Id(long high, long low) {}

    @Test
    void findsWhatItWasGivenAndForgetsTheOldestEnd(Random random) {
        TraceTable table = new TraceTable(1_000);
        Map<Id, HeldTrace> known = new HashMap<>();
        Deque<Id> expected = new ArrayDeque<>();
        Deque<Id> ended = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            Id id = new Id(random.nextInt(3), random.nextInt(40_000));
            HeldTrace found = table.find(id.high, id.low);
            assertThat(found).isSameAs(known.get(id));
            if (found == null) {
                known.put(id, table.begin(id.high, id.low, i));
                expected.add(id);
            }
            if (random.nextBoolean() && !expected.isEmpty()) {
                HeldTrace oldest = Objects.requireNonNull(table.oldest());
                Id first = expected.poll();
                assertThat(oldest).isSameAs(known.get(first));
                oldest.state = State.BY_HEAD;
                table.end(oldest);
                ended.add(first);
                if (ended.size() > TraceTable.ENDED_MAX) {
                    known.remove(ended.poll());
                }
            }
            assertThat(table.expectedCount()).isEqualTo(expected.size());
            assertThat(table.endedCount()).isEqualTo(ended.size());
        }
        assertThat(ended).hasSize(TraceTable.ENDED_MAX);
    }
}
