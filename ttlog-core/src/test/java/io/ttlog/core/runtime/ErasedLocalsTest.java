/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Context;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Scope;
import io.ttlog.Span;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * A worker of the common pool, whose locals the JDK has erased while it waited, finds its producer in its slot of {@code Recorder.recent};
 * and then another thread of the same hash takes the slot, in the midst of a task.
 */
@EnabledForJreRange(min = JRE.JAVA_21) // before, the locals of these workers stay
@Timeout(120)
class ErasedLocalsTest {
    private static final ThreadLocal<String> PROBE = new ThreadLocal<>();

    private final Recorder recorder = Recorder.unstarted(RecorderTest.config(Overflow.BLOCK));
    private final Set<Thread> known = ConcurrentHashMap.newKeySet();

    /** In a worker that has recorded before, and has no locals any more. */
    private void inErasedWorker(Callable<?> work) throws Exception {
        boolean[] done = {false};
        while (!done[0]) {
            Thread worker = ForkJoinPool.commonPool()
                    .submit(() -> {
                        if (!known.add(Thread.currentThread()) && PROBE.get() == null) {
                            work.call();
                            done[0] = true;
                        } else {
                            recorder.event(Level.INFO).log("has a producer now");
                            PROBE.set("not erased");
                        }
                        return Thread.currentThread();
                    })
                    .get(1, TimeUnit.MINUTES);
            while (worker.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
        }
    }

    /** Another thread records, which takes the slot of the calling one. */
    private void loseSlot() throws InterruptedException {
        int slot = System.identityHashCode(Thread.currentThread()) & Recorder.RECENT_MAX - 1;
        Thread other;
        do {
            other = new Thread(() -> recorder.event(Level.INFO).log("takes the slot"));
        } while ((System.identityHashCode(other) & Recorder.RECENT_MAX - 1) != slot);
        other.start();
        other.join();
    }

    @Test
    void findsWhatIsCurrent() throws Exception {
        inErasedWorker(() -> {
            try (Span span = recorder.span("current")) {
                loseSlot();
                assertThat(recorder.context().span().spanId()).isEqualTo(span.spanId());
            }
            return null;
        });
    }

    @Test
    void startsTasksOfNobodyInNothing() throws Exception {
        inErasedWorker(() -> {
            try (Span span = recorder.span("current")) {
                loseSlot();
                try (Scope nobodys = recorder.enterTask(Context.ROOT);
                        Span inside = recorder.span("of nobody")) {
                    assertThat(nobodys).isNotNull();
                    assertThat(inside.traceId()).isNotEqualTo(span.traceId());
                }
                assertThat(recorder.context().span().spanId()).isEqualTo(span.spanId());
            }
            return null;
        });
    }

    @Test
    void leavesNothingToTheNextTask() throws Exception {
        inErasedWorker(() -> {
            String forgotten;
            try (Scope task = recorder.enterTask(Context.ROOT)) {
                assertThat(task).isNotNull();
                forgotten = recorder.span("forgotten").traceId();
                loseSlot();
            }
            try (Scope next = recorder.enterTask(Context.ROOT);
                    Span span = recorder.span("of the next task")) {
                assertThat(next).isNotNull();
                assertThat(span.traceId()).isNotEqualTo(forgotten);
            }
            return null;
        });
    }
}
