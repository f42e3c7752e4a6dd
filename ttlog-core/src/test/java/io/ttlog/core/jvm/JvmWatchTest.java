/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ttlog.core.Await;
import io.ttlog.core.ChildJvm;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.HistogramTotal;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.Series;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the very JVM that runs the tests: it allocates, collects, loads classes and starts threads. */
@Timeout(120)
class JvmWatchTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<JvmWatch> watches = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        watches.forEach(JvmWatch::close);
    }

    private JvmWatch watch(boolean allocation) {
        JvmWatch watch = new JvmWatch(allocation, new PrintStream(said, true, StandardCharsets.UTF_8));
        watches.add(watch);
        return watch;
    }

    /** All values by name and labels, after a look; of a histogram its count. */
    private static Map<String, Double> look(JvmWatch watch) {
        watch.hasNews();
        watch.request();
        Await.until("a look", watch::hasNews);
        Map<String, Double> values = new TreeMap<>();
        watch.metrics()
                .read(
                        new Metrics.Reader() {
                            @Override
                            public void counter(Series series, long count, @Nullable Exemplar exemplar) {
                                values.put(series.name() + series.labels(), (double) count);
                            }

                            @Override
                            public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {
                                values.put(series.name() + series.labels(), (double) sum);
                            }

                            @Override
                            public void gauge(Series series, double value) {
                                values.put(series.name() + series.labels(), value);
                            }

                            @Override
                            public void histogram(Series series, HistogramTotal taken) {
                                assertThat(taken.min()).isBetween(0.0, taken.max());
                                assertThat(taken.sum()).isBetween(taken.max(), 3_600.0);
                                values.put(series.name() + series.labels(), (double) taken.count());
                            }
                        },
                        false);
        return values;
    }

    private static double value(Map<String, Double> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    private static double sum(Map<String, Double> values, Predicate<String> wanted) {
        return values.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void seesMemoryByPoolAndBuffers() {
        Map<String, Double> values = look(watch(false));
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            assertThat(values.keySet())
                    .anyMatch(key -> key.startsWith("jvm.memory.used[") && key.contains(pool.getName()))
                    .anyMatch(key -> key.startsWith("jvm.memory.committed[") && key.contains(pool.getName()));
        }
        double heap = sum(values, key -> key.startsWith("jvm.memory.committed[") && key.contains(", heap]"));
        assertThat(heap).isBetween(1e6, (double) Runtime.getRuntime().maxMemory() * 1.1);
        assertThat(sum(values, key -> key.startsWith("jvm.memory.used[") && key.contains("non_heap")))
                .isGreaterThan(1e6);
        ByteBuffer held = ByteBuffer.allocateDirect(3 << 20);
        Map<String, Double> later = look(watches.get(0));
        assertThat(value(later, "jvm.buffer.memory.used[jvm.buffer.pool.name, direct]"))
                .isGreaterThanOrEqualTo(3 << 20);
        assertThat(held.capacity()).isEqualTo(3 << 20);
    }

    @Test
    void seesCollectionsWithTheirDurations() {
        JvmWatch watch = watch(false);
        look(watch); // its listeners are there
        double[] collections = {0};
        Await.until("a collection is told", () -> {
            System.gc();
            collections[0] += sum(look(watch), key -> key.startsWith("jvm.gc.duration["));
            return collections[0] > 0;
        });
        assertThat(sum(look(watch), key -> key.startsWith("jvm.memory.used_after_last_gc[")))
                .isGreaterThan(1e5);
    }

    @Test
    void seesThreadsByStateUntilTheyEnd() throws InterruptedException {
        JvmWatch watch = watch(false);
        String waiting = "jvm.thread.count[jvm.thread.daemon, false, jvm.thread.state, waiting]";
        double before = value(look(watch), waiting);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread thread = new Thread(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        Await.until("20 threads wait", () -> value(look(watch), waiting) >= before + 15); // others may have ended
        double all = sum(look(watch), key -> key.startsWith("jvm.thread.count["));
        assertThat(all).isCloseTo(ManagementFactory.getThreadMXBean().getThreadCount(), within(5.0));
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Await.until("they are gone", () -> value(look(watch), waiting) < before + 15);
    }

    @Test
    void seesClassesThatAreLoaded() throws Exception {
        JvmWatch watch = watch(false);
        double before = value(look(watch), "jvm.class.loaded[]");
        URL here = JvmWatchTest.class.getProtectionDomain().getCodeSource().getLocation();
        for (int i = 0; i < 50; i++) {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {here}, null)) {
                loader.loadClass(Loaded.class.getName());
            }
        }
        Map<String, Double> after = look(watch);
        assertThat(value(after, "jvm.class.loaded[]")).isGreaterThanOrEqualTo(before + 50);
        assertThat(value(after, "jvm.class.count[]")).isBetween(500.0, value(after, "jvm.class.loaded[]"));
    }

    /** Loaded again and again. */
    static final class Loaded {}

    @Test
    void seesTheCpuTimeThatIsUsed() {
        JvmWatch watch = watch(false);
        double before = value(look(watch), "jvm.cpu.time[]");
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long sum = 0;
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start < 100_000_000L) {
            sum += System.nanoTime();
        }
        Map<String, Double> after = look(watch);
        assertThat(sum).isNotZero();
        assertThat(value(after, "jvm.cpu.time[]") - before).isBetween(0.09, 60.0);
        assertThat(value(after, "jvm.cpu.count[]"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void seesWhatIsAllocatedThroughTheFlightRecorder() {
        JvmWatch watch = watch(true);
        look(watch);
        long[] allocated = {0};
        Await.until("a tenth of what was allocated is told", () -> {
            for (int i = 0; i < 100; i++) {
                byte[] garbage = new byte[100_000];
                allocated[0] += garbage.length;
            }
            return look(watch).getOrDefault("jvm.memory.allocated[]", 0.0) > 50e6;
        });
        assertThat(allocated[0]).isPositive();
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void endsItsThread() {
        JvmWatch watch = watch(false);
        look(watch);
        watch.close();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .doesNotContain("ttlog-jvm");
        watch.request();
        assertThat(watch.hasNews()).isFalse();
    }

    /** A JVM of java.base alone. */
    @Test
    void saysOnceWhatIsMissing() throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(directory, List.of("--limit-modules", "java.base"), InSmallJvm.class);
        assertThat(ended.err().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("ttlog: no JVM metrics of "))
                .anyMatch(line -> line.contains("java.management"))
                .anyMatch(line -> line.contains("jdk.jfr"));
        assertThat(ended.out()).containsExactly("looked 3 times");
        assertThat(ended.status()).isZero();
    }

    /** Looks three times. */
    static final class InSmallJvm {
        private InSmallJvm() {}

        public static void main(String[] arguments) {
            int looks = 0;
            PrintStream out = System.err;
            try (JvmWatch watch = new JvmWatch(true, out)) {
                for (int i = 0; i < 3; i++) {
                    watch.request();
                    Await.until("a look", watch::hasNews);
                    looks++;
                }
            }
            System.out.println("looked " + looks + " times");
        }
    }
}
