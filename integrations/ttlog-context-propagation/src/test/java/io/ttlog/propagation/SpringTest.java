/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.ttlog.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.core.task.support.TaskExecutorAdapter;

/** What Spring's executors have for it, and the library itself. */
class SpringTest extends Traced {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stopThreads() {
        threads.shutdown();
    }

    @Test
    void followsTasksOfSpringsExecutors() throws Exception {
        TaskExecutorAdapter pooled = new TaskExecutorAdapter(threads);
        pooled.setTaskDecorator(new ContextPropagatingTaskDecorator());
        List<Future<?>> futures = new ArrayList<>();
        try (SimpleAsyncTaskExecutor each = new SimpleAsyncTaskExecutor("each")) {
            each.setTaskDecorator(new ContextPropagatingTaskDecorator());
            each.setTaskTerminationTimeout(TimeUnit.SECONDS.toMillis(20)); // its close waits
            for (int i = 0; i < 100; i++) {
                try (Span root = child("root", Ids.NONE)) {
                    Ids ids = Ids.of(root);
                    futures.add(pooled.submit(() -> work(ids)));
                    futures.add(each.submit(() -> work(ids)));
                }
                futures.add(pooled.submit(() -> work(Ids.NONE)));
            }
            for (Future<?> future : futures) {
                future.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(threads.submit(Traced::nothingIsCurrent).get(20, TimeUnit.SECONDS))
                .isTrue();
        assertAllRight(0);
    }

    @Test
    void closesWhatATaskForgetsAlsoWhenItFails() throws Exception {
        ExecutorService carrying = ContextExecutorService.wrap(
                threads, ContextSnapshotFactory.builder().build()::captureAll);
        List<Future<?>> futures = new ArrayList<>();
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            for (int i = 0; i < 8; i++) {
                futures.add(carrying.submit(() -> {
                    child("forgotten", ids);
                    throw new IllegalStateException("fails");
                }));
            }
            log(ids);
        }
        for (Future<?> future : futures) {
            assertThat(future)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("fails");
        }
        for (int i = 0; i < 8; i++) {
            assertThat(threads.submit(Traced::nothingIsCurrent).get(20, TimeUnit.SECONDS))
                    .isTrue();
        }
        assertAllRight(8);
    }
}
