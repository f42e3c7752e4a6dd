/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.error;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.kv;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.runtime.CollectingSink;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values and throwables of an application that misbehaves in each way it can; LoggingTest has those that merely throw. */
class HostileValuesTest {
    @TempDir
    Path directory;

    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
    }

    private static List<Seen> logs() {
        return Seen.all().stream().filter(event -> event.signal() == Signal.LOG).toList();
    }

    @Test
    @SuppressWarnings({"NullAway", "ToStringReturnsNull", "OverrideThrowableToString"}) // what callers do
    void recordsATextThatIsNoText() {
        Object nothing = new Object() {
            @Override
            public String toString() {
                return null;
            }
        };
        class Nothing extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String toString() {
                return null;
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        }
        info("{a} {b}", nothing, 1);
        info("{a}", () -> null);
        error("failed", new Nothing());
        assertThat(logs().get(0).fields()).containsExactly(entry("a", "null"), entry("b", 1L));
        assertThat(logs().get(1).fields()).containsExactly(entry("a", null));
        assertThat(logs().get(2).error()).isEqualTo("null\n");
    }

    @Test
    void boundsValuesOfTenMegabytes() {
        String large = "x".repeat(10 << 20);
        Object object = new Object() {
            @Override
            public String toString() {
                return large;
            }
        };
        info("{a}", large);
        info("{a}", object);
        info("{a}", () -> large);
        info("pair", kv("a", large));
        atInfo().with("a", large).with(large, 1).log("fluent");
        info(large + "{a}", 1);
        atInfo().log(large);
        error("failed", new IllegalStateException(large, new IllegalStateException(large)));
        info("{a}", new byte[10 << 20]);
        try (Span span = span(large).with("a", large).with("b", object)) {
            span.fail(new IllegalStateException(large));
        }
        TTLog.counter(large).labels(large, large).increment();

        List<Seen> all = logs();
        assertThat(all).hasSize(8);
        for (Seen event : all) {
            for (Object value : event.fields().values()) {
                assertThat(String.valueOf(value)).hasSizeLessThan(17_000);
            }
            assertThat(String.valueOf(event.message())).hasSizeLessThan(17_000);
            assertThat(String.valueOf(event.error())).hasSizeLessThan(33_000);
        }
        assertThat(stats().dropped(DropReason.TOO_LARGE)).as("the bytes").isEqualTo(1);
        assertThat(Seen.all()).anyMatch(event -> event.signal() == Signal.SPAN);
    }

    @Test
    void survivesACollectionThatAnotherThreadChanges() throws InterruptedException {
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        StringBuilder builder = new StringBuilder("text");
        byte[] bytes = new byte[100];
        AtomicBoolean done = new AtomicBoolean();
        Thread changing = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                if (list.size() > 500) {
                    list.clear();
                }
                list.add(i);
                if (builder.length() > 500) {
                    builder.setLength(0);
                }
                builder.append(i);
                Arrays.fill(bytes, (byte) i);
            }
        });
        changing.start();
        String changed = "!" + ConcurrentModificationException.class.getName();
        int calls = 0;
        List<Seen> all = List.of();
        // The other thread may get no core for as long as a round takes.
        for (int round = 0;
                round < 1_000
                        && all.stream()
                                .noneMatch(
                                        event -> changed.equals(event.fields().get("list")));
                round++) {
            for (int i = 0; i < 500; i++, calls++) {
                info("{list} {text} {bytes} {last}", list, builder, bytes, i);
            }
            all = logs();
        }
        done.set(true);
        changing.join();
        assertThat(all.size() + stats().dropped()).isEqualTo(calls);
        assertThat(all)
                .allSatisfy(event -> assertThat(event.fields()).containsOnlyKeys("list", "text", "bytes", "last"));
        assertThat(all.stream().map(event -> event.fields().get("list")))
                .as("that the thread did change it in between")
                .contains(changed);
    }

    @Test
    void endsWhenValuesLogEachOther() {
        AtomicInteger asked = new AtomicInteger();
        class Node {
            private final List<Node> others = new ArrayList<>();

            @Override
            public String toString() {
                asked.incrementAndGet();
                for (Node other : others) {
                    info("from {other}", other);
                    atInfo().with("other", other).log("fluently");
                    try (Span span = span("inside")) {
                        span.record("other", other);
                    }
                }
                return "node";
            }
        }
        Node first = new Node();
        Node second = new Node();
        first.others.addAll(List.of(second, first));
        second.others.addAll(List.of(first, second));
        info("{node}", first);
        assertThat(asked.get()).isLessThan(2_000);
        assertThat(stats().dropped(DropReason.REENTRANT)).isPositive();
        long before = stats().stored("collecting");
        info("after {n}", 1);
        assertThat(logs().get(logs().size() - 1).fields()).containsExactly(entry("n", 1L));
        assertThat(stats().stored("collecting")).isGreaterThan(before);
        assertThat(logs().get(logs().size() - 1).trace())
                .as("no span was left open")
                .isEmpty();
    }

    @Test
    void hangsNobodyButTheCallerOfATextThatNeverEnds() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Object endless = new Object() {
            @Override
            public String toString() {
                inside.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return "at last";
            }
        };
        Thread logging = new Thread(() -> info("{endless}", endless));
        Thread tracing = new Thread(() -> {
            try (Span span = span("endless")) {
                span.with("endless", endless);
            }
        });
        logging.start();
        tracing.start();
        inside.await();
        info("others go on {n}", 1);
        assertThat(logs()).hasSize(1);
        long start = System.nanoTime();
        session.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        end.countDown();
        logging.join();
        tracing.join();
        assertThat(session.stats().dropped(DropReason.SHUTDOWN)).isEqualTo(2);
    }

    @Test
    void holdsBoundedMemoryForNamesWithoutEnd() throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(directory, List.of("-Xmx256m"), Names.class);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .containsExactly("conserved true", "lost as expected true", "right true", "bounded true");
    }

    /** Invents names without end; in a process of its own, because metrics live as long as the process. */
    static final class Names {
        private static final int NAMES = 100_000;
        private static final long BYTES_MAX = 96 << 20;

        private Names() {}

        public static void main(String[] arguments) {
            try (TTLogSession session =
                    TTLog.init().console(false).store(false).sink("collecting").start()) {
                long before = heapBytes();
                CollectingSink sink = CollectingSinkProvider.last();
                for (int i = 0; i < NAMES; i++) {
                    info("template " + i + " {n}", i);
                    atInfo().with("key " + i, i).log("keys");
                    span("span " + i).close();
                    TTLog.counter("counter " + i).increment();
                    TTLog.gauge("gauge").labels("label " + i, "value " + i).set(i);
                    if (i % 1_000 == 999) {
                        TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(60));
                        sink.forget();
                    }
                }
                long kept = heapBytes() - before;
                // Of keys and names of spans (metrics have a share) 65,536, of counters 1,000, of labels 2,000 are
                // known.
                long lost = session.stats().valuesLost(DropReason.CARDINALITY);
                info("after {n}", 1);
                info("template 1 {n}", 2);
                info("one more made up {n}", 3);
                List<Seen> all = Seen.all().stream()
                        .filter(event -> event.signal() == Signal.LOG)
                        .toList();
                boolean right = all.get(1).name().equals("template 1 {n}")
                        && all.get(1).fields().equals(Map.of("n", 2L))
                        && "one more made up 3".equals(all.get(2).message())
                        && all.get(2).fields().equals(Map.of("n", 3L));
                System.out.println("conserved " + session.stats().conserved());
                System.out.println("lost as expected " + (lost >= 2L * (NAMES - 65_536) + 2L * NAMES - 3_000));
                System.out.println("right " + right);
                System.out.println("bounded " + (kept < BYTES_MAX ? "true" : "by nothing: " + kept));
            }
        }

        private static long heapBytes() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }
}
