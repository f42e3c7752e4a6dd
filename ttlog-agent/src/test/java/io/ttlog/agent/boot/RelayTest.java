/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With copies of ttlog that are made up. */
class RelayTest {
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

    private static final class Copy implements Supplier<@Nullable Object>, Function<@Nullable Object, AutoCloseable> {
        private final List<@Nullable Object> entered = new ArrayList<>();
        private @Nullable Object current;
        private int open;
        private boolean fails;

        @Override
        public @Nullable Object get() {
            if (fails) {
                throw new IllegalStateException("capture");
            }
            return current;
        }

        @Override
        public AutoCloseable apply(@Nullable Object context) {
            if (fails) {
                throw new IllegalStateException("enter");
            }
            entered.add(context);
            open++;
            return () -> open--;
        }
    }

    @Test
    void entersInEachCopyWhatThatCaptured() {
        Copy one = new Copy();
        Copy two = new Copy();
        assertThat(Relay.connect(one, one)).isNotNull().isSameAs(Relay.connect(one, one));
        assertThat(Relay.connect(two, two)).isNotNull();
        Runnable task = () -> {
            assertThat(one.open).isEqualTo(1);
            assertThat(two.open).isEqualTo(1);
            throw new IllegalStateException("the task's own");
        };
        one.current = "a";
        two.current = "b";
        Relay.hand(task, pool);
        two.current = null;
        Relay.hand(task, pool);
        one.current = null;
        Relay.hand(task, pool);
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> Relay.run(task, pool)).hasMessage("the task's own");
        }
        assertThat(one.entered).containsExactly("a", "a", null, null);
        assertThat(two.entered).containsExactly("b", null, null, null);
        assertThat(one.open + two.open).isZero();
        assertThat(Relay.waiting()).isZero();
    }

    @Test
    void runsTheTaskWhateverFails() {
        Copy copy = new Copy();
        Relay.connect(copy, copy);
        copy.fails = true;
        long before = Relay.failures();
        List<String> ran = new ArrayList<>();
        Runnable task = () -> ran.add("ran");
        Relay.hand(task, pool);
        Relay.run(task, pool);
        Relay.start(new Thread(task));
        assertThat(ran).containsExactly("ran");
        assertThat(Relay.failures()).isGreaterThanOrEqualTo(before + 3);
        copy.fails = false;
    }

    @Test
    void keepsNoCopyAlive() {
        List<WeakReference<Copy>> copies = new ArrayList<>();
        long end = System.nanoTime() + 30_000_000_000L;
        for (int i = 0; i < Relay.LINKS_MAX * 3; i++) {
            Copy copy = new Copy();
            copies.add(new WeakReference<>(copy));
            while (Relay.connect(copy, copy) == null && System.nanoTime() < end) {
                System.gc(); // until an earlier one has gone
            }
            assertThat(Relay.connect(copy, copy)).isNotNull();
        }
        while (copies.stream().limit(5).anyMatch(copy -> copy.get() != null) && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(copies.stream().limit(5)).allMatch(copy -> copy.get() == null);
    }
}
