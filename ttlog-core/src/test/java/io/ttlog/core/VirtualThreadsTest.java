/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.runtime.CollectingSinkProvider;
import io.ttlog.spi.NoBackend;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand virtual threads, on a JDK that has them (21 and later). */
class VirtualThreadsTest {
    private static final int THREADS = 100_000;
    /** What a virtual thread may keep that has recorded and lives on: a table of locals (136) and small objects, no buffer. */
    private static final long KEPT_BYTES_MAX = 320;
    /** The same with a span open: its bytes, in an array of 512. */
    private static final long KEPT_IN_SPAN_BYTES_MAX = 1_152;
    /** Of the virtual machine's: the stacks of waiting threads, longer for slower code, and the dead between living objects. */
    private static final Set<String> NOT_KEPT =
            Set.of("jdk.internal.vm.StackChunk", "[Ljdk.internal.vm.FillerElement;");

    /** A line of a histogram: rank, objects, bytes, class. */
    private static final Pattern HISTOGRAM_LINE = Pattern.compile(" *\\d+: +\\d+ +(\\d+) +(\\S+).*");

    @TempDir
    Path directory;

    private MethodHandle start = MethodHandles.constant(Thread.class, null);

    @BeforeEach
    void findVirtualThreads() throws IllegalAccessException {
        try {
            start = MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (NoSuchMethodException before21) {
            abort("JDK " + Runtime.version().feature() + " has no virtual threads; the build runs this on 25, too");
        }
    }

    private final TTLogSession session = TTLog.init()
            .console(false)
            .store(false)
            .sink("collecting")
            .selfMetrics(false) // or a slow run has their readings among its events
            .overflow(Overflow.BLOCK, Duration.ofSeconds(60))
            .start();

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
        assertThat(session.stats().dropped()).isZero();
    }

    private void runInEach(Runnable work, Runnable whileAllWait) throws Throwable {
        runInEach(
                () -> {
                    work.run();
                    return NoBackend.SPAN;
                },
                whileAllWait);
    }

    /** Each thread closes what it began when all have been looked at. */
    private void runInEach(Supplier<Span> work, Runnable whileAllWait) throws Throwable {
        CountDownLatch worked = new CountDownLatch(THREADS);
        CountDownLatch end = new CountDownLatch(1);
        Runnable whole = () -> {
            Span open = NoBackend.SPAN;
            try {
                open = work.get();
            } finally {
                worked.countDown();
            }
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                open.close();
            }
        };
        List<Thread> threads = new ArrayList<>(THREADS);
        for (int t = 0; t < THREADS; t++) {
            threads.add((Thread) start.invoke(whole));
        }
        worked.await();
        whileAllWait.run();
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Of the objects that are in use, but for those that are {@link #NOT_KEPT}. */
    private static long bytesInUse() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            List<MatchResult> classes = histogram
                    .lines()
                    .map(HISTOGRAM_LINE::matcher)
                    .filter(Matcher::matches)
                    .map(Matcher::toMatchResult)
                    .toList();
            assertThat(classes).as(histogram).hasSizeGreaterThan(100);
            return classes.stream()
                    .filter(found -> !NOT_KEPT.contains(found.group(2)))
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .sum();
        } catch (JMException e) {
            throw new AssertionError("the virtual machine counts no objects", e);
        }
    }

    /** What each of many waiting threads adds to the heap, without what the sink collects. */
    private long bytesKeptAfter(Supplier<Span> work) throws Throwable {
        long[] used = new long[1];
        runInEach(work, () -> {
            TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(60));
            CollectingSinkProvider.last().forget();
            used[0] = bytesInUse();
        });
        return used[0] / THREADS;
    }

    @Test
    void keepNoBufferBetweenTheirEvents() throws Throwable {
        Object foreign = new Object() {
            @Override
            public String toString() {
                return "text";
            }
        };
        Runnable record = () -> {
            info("from {what} {n} {t}", foreign, 1L, "text");
            TTLog.atInfo().with("n", 1L).log("fluent");
            try (Span span = span("virtual").with("n", 1L)) {
                info("inside {n}", 2L);
                span.record("done", true);
            }
        };
        record.run();
        long idle = bytesKeptAfter(() -> NoBackend.SPAN);
        long recorded = bytesKeptAfter(() -> {
            record.run();
            return NoBackend.SPAN;
        });
        assertThat(recorded - idle)
                .as("bytes per thread, " + idle + " when it records nothing")
                .isBetween(1L, KEPT_BYTES_MAX);
    }

    @Test
    void keepTheBytesOfTheSpanThatIsOpenAndNoMore() throws Throwable {
        long idle = bytesKeptAfter(() -> NoBackend.SPAN);
        long inSpan = bytesKeptAfter(() -> {
            Span span = span("virtual").with("n", 1L);
            info("inside");
            return span;
        });
        assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(60))).isTrue();
        assertThat(CollectingSinkProvider.last().count()).isEqualTo(2 * THREADS);
        assertThat(inSpan - idle).as("bytes per thread").isBetween(1L, KEPT_IN_SPAN_BYTES_MAX);
        assertThat(session.stats().misuses()).isZero();
    }

    @Test
    void recordEverythingAndNeverPinTheirCarrier() throws Throwable {
        Path file = directory.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            recording.start();
            runInEach(
                    () -> {
                        try (Span span = span("virtual").with("n", 1L)) {
                            LockSupport.parkNanos(1); // gives up the carrier
                            info("from {t}", new Object() {
                                @Override
                                public String toString() {
                                    LockSupport.parkNanos(1); // in the middle of a call
                                    return "text";
                                }
                            });
                            span.record("done", true);
                        }
                    },
                    () -> {});
            ((Thread) start.invoke((Runnable) Pinned::touch)).join();
            recording.stop();
            recording.dump(file);
        }
        assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(60))).isTrue();
        assertThat(CollectingSinkProvider.last().count()).isEqualTo(2 * THREADS);
        assertThat(session.stats().misuses()).isZero();
        assertThat(pinnedIn(file, Pinned.class.getName()))
                .as("that a pin is seen")
                .hasSize(1);
        assertThat(pinnedIn(file, "io.ttlog.core.runtime.", "io.ttlog.core.ring.", "io.ttlog.TTLog"))
                .isEmpty();
    }

    /** A thread that waits in the initialiser of a class pins its carrier, on every JDK so far. */
    static final class Pinned {
        static {
            LockSupport.parkNanos(1_000_000);
        }

        private Pinned() {}

        static void touch() {}
    }

    /** The stacks of the pins that passed through such classes. */
    private static List<String> pinnedIn(Path file, String... classPrefixes) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> frames(event)
                        .anyMatch(frame -> Stream.of(classPrefixes)
                                .anyMatch(frame.getMethod().getType().getName()::startsWith)))
                .map(RecordedEvent::toString)
                .toList();
    }

    private static Stream<RecordedFrame> frames(RecordedEvent event) {
        return event.getStackTrace() == null ? Stream.empty() : event.getStackTrace().getFrames().stream();
    }
}
