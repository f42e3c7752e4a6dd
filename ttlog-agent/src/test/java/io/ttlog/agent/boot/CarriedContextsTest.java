/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CarriedContextsTest {
    private final CarriedContexts carried = new CarriedContexts();

    private static Handed handed(int place) {
        Handed handed = new Handed(null, null, null);
        handed.place = place;
        return handed;
    }

    @Test
    void givesBackInTheOrderOfEachPlace() {
        Object task = new Object();
        List<Handed> given = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            given.add(handed(i % 2));
            carried.give(task, given.get(i), false);
        }
        carried.withdraw(task, 1);
        assertThat(carried.take(task, 1)).isSameAs(given.get(1));
        assertThat(carried.take(task, 1)).isSameAs(given.get(3));
        assertThat(carried.take(task, 1)).isNull();
        assertThat(carried.take(task, 0)).isSameAs(given.get(0));
        assertThat(carried.take(new Object(), 0)).isNull();
        assertThat(carried.take(task, 0)).isSameAs(given.get(2));
        assertThat(carried.isEmpty()).isFalse();
        assertThat(carried.take(task, 0)).isSameAs(given.get(4));
        assertThat(carried.isEmpty()).isTrue();
    }

    @Test
    void keepsWhatIsOfATaskThatRunsAgain() {
        Object task = new Object();
        Handed kept = handed(1);
        kept.kept = true;
        carried.give(task, kept, false);
        assertThat(carried.take(task, 1)).isSameAs(kept);
        assertThat(carried.take(task, 1)).isSameAs(kept);
        carried.give(task, handed(1), true);
        assertThat(carried.peek(task)).isSameAs(kept);
        assertThat(carried.size()).isEqualTo(1);
    }

    @Test
    void doesAsAModel() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Object> tasks = new ArrayList<>();
        Map<Object, ArrayDeque<Handed>> model = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            tasks.add(new Object());
        }
        for (int step = 0; step < 100_000; step++) {
            Object task = tasks.get(random.nextInt(tasks.size()));
            ArrayDeque<Handed> expected = model.computeIfAbsent(task, none -> new ArrayDeque<>());
            switch (random.nextInt(step < 50_000 ? 3 : 6)) {
                case 0, 1 -> {
                    Handed handed = handed(7);
                    carried.give(task, handed, false);
                    expected.add(handed);
                }
                case 2 -> {
                    carried.withdraw(task, 7);
                    expected.pollLast();
                }
                default -> assertThat(carried.take(task, 7)).as("seed %s", seed).isSameAs(expected.poll());
            }
        }
        assertThat(carried.size()).isEqualTo((int)
                model.values().stream().filter(queue -> !queue.isEmpty()).count());
        model.forEach((task, expected) -> {
            while (!expected.isEmpty()) {
                assertThat(carried.take(task, 7)).as("seed %s", seed).isSameAs(expected.poll());
            }
        });
        assertThat(carried.isEmpty()).isTrue();
    }

    @Test
    void holdsNoTaskThatIsForgotten() {
        for (int i = 0; i < 10_000; i++) {
            carried.give(new Object(), handed(0), false);
        }
        long end = System.nanoTime() + 30_000_000_000L;
        while (carried.size() > 5_000 && System.nanoTime() < end) {
            System.gc();
            for (int i = 0; i < 1_000; i++) {
                carried.give(new Object(), handed(0), false);
                carried.take(new Object(), 0);
            }
        }
        assertThat(carried.size()).isLessThanOrEqualTo(5_000);
    }

    @Test
    void isBounded() {
        List<Object> tasks = new ArrayList<>();
        for (int i = 0; i < CarriedContexts.TASKS_MAX + 100_000; i++) {
            Object task = new Object();
            tasks.add(task);
            carried.give(task, handed(0), false);
        }
        assertThat(carried.size()).isLessThanOrEqualTo(CarriedContexts.TASKS_MAX);
        assertThat(carried.refused()).isEqualTo(tasks.size() - carried.size());
        Object shared = new Object();
        CarriedContexts others = new CarriedContexts();
        for (int i = 0; i < CarriedContexts.HANDED_MAX + 1; i++) {
            others.give(shared, handed(0), false);
        }
        assertThat(others.refused()).isEqualTo(1);
    }
}
