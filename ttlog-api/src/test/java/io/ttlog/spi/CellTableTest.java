/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Counter;
import io.ttlog.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Threads that add to a series, each by itself: more than have a cell, one after the other, and while it is read. */
class CellTableTest {
    private final Metrics metrics = new Metrics();

    private static final class Totals implements Metrics.Reader {
        private long count;
        private double sum;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        private final ExponentialBuckets buckets = new ExponentialBuckets();

        @Override
        public void counter(Series series, long total, @Nullable Exemplar exemplar) {}

        @Override
        public void upDownCounter(Series series, long total, @Nullable Exemplar exemplar) {}

        @Override
        public void gauge(Series series, double value) {}

        @Override
        public void histogram(Series series, HistogramTotal values) {
            count += values.count();
            sum += values.sum();
            min = Math.min(min, values.min());
            max = Math.max(max, values.max());
            assertThat(values.buckets().count()).isEqualTo(values.count());
            buckets.add(values.buckets());
        }
    }

    private static void inThreads(int threads, Runnable work) throws InterruptedException {
        CountDownLatch allThere = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                allThere.countDown();
                try {
                    allThere.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                work.run();
            });
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            thread.join();
        }
    }

    @Test
    void countsWhatMoreThreadsAddThanHaveCells() throws InterruptedException {
        Counter counter = metrics.counter("requests");
        Histogram histogram = metrics.histogram("ms");
        inThreads(3 * CellTable.SLOTS_MAX, () -> {
            for (int i = 1; i <= 1_000; i++) {
                counter.increment();
                histogram.record(i);
            }
        });
        assertThat(counter.value()).isEqualTo(3_000L * CellTable.SLOTS_MAX);
        Totals totals = new Totals();
        metrics.read(totals, false);
        assertThat(totals.count).isEqualTo(3_000L * CellTable.SLOTS_MAX);
        assertThat(totals.sum).isEqualTo(500_500.0 * 3 * CellTable.SLOTS_MAX);
        assertThat(totals.min).isEqualTo(1);
        assertThat(totals.max).isEqualTo(1_000);
    }

    @Test
    void keepsWhatDeadThreadsAdded() throws InterruptedException {
        Counter counter = metrics.counter("requests");
        Histogram histogram = metrics.histogram("ms");
        Totals totals = new Totals();
        for (int t = 0; t < 300; t++) {
            inThreads(1, () -> {
                counter.add(2);
                histogram.record(3);
            });
            if (t % 50 == 0) {
                metrics.read(totals, false);
            }
        }
        metrics.read(totals, false);
        assertThat(counter.value()).isEqualTo(600);
        assertThat(totals.count).isEqualTo(300);
        assertThat(totals.sum).isEqualTo(900);
    }

    @Test
    void takesEachValueOnceWhileThreadsRecord() throws InterruptedException {
        Histogram histogram = metrics.histogram("ms");
        Counter counter = metrics.counter("requests");
        int perThread = 200_000;
        Totals totals = new Totals();
        Thread[] recording = new Thread[2];
        for (int t = 0; t < recording.length; t++) {
            recording[t] = new Thread(() -> {
                for (int i = 1; i <= perThread; i++) {
                    histogram.record(i);
                    counter.increment();
                }
            });
            recording[t].start();
        }
        long counted = 0;
        while (recording[0].isAlive() || recording[1].isAlive()) {
            metrics.read(totals, false);
            long now = counter.value();
            assertThat(now).isGreaterThanOrEqualTo(counted);
            counted = now;
        }
        metrics.read(totals, false);
        assertThat(totals.count).isEqualTo(2L * perThread);
        assertThat(totals.sum).isEqualTo((double) perThread * (perThread + 1));
        assertThat(totals.min).isEqualTo(1);
        assertThat(totals.max).isEqualTo(perThread);
        assertThat(counter.value()).isEqualTo(2L * perThread);
    }

    @Test
    void startsAnIntervalOfAHistogramWithItsOwnExtremes() {
        Histogram histogram = metrics.histogram("ms");
        for (int interval = 1; interval <= 5; interval++) {
            histogram.record(interval * 10.0);
            histogram.record(interval * 10.0 + 1);
            Totals totals = new Totals();
            metrics.read(totals, false);
            assertThat(totals.count).isEqualTo(2);
            assertThat(totals.min).isEqualTo(interval * 10.0);
            assertThat(totals.max).isEqualTo(interval * 10.0 + 1);
        }
    }
}
