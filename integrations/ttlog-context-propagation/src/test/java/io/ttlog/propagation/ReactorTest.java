/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The real Reactor, told to carry contexts by itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReactorTest extends Traced {
    private static final Duration LONG = Duration.ofSeconds(30);

    private Scheduler pool;
    private Scheduler other;

    @BeforeEach
    void carry() {
        Hooks.enableAutomaticContextPropagation();
        pool = Schedulers.newBoundedElastic(2, 100_000, "pool");
        other = Schedulers.newParallel("other", 2);
    }

    @AfterEach
    void carryNoMore() {
        pool.dispose();
        other.dispose();
        Hooks.disableAutomaticContextPropagation();
    }

    @Test
    void followsFromThreadToThread() {
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            List<Integer> sum = Flux.range(0, 100)
                    .doOnNext(i -> work(ids))
                    .publishOn(other)
                    .doOnNext(i -> work(ids))
                    .flatMap(i -> Mono.fromCallable(() -> {
                                work(ids);
                                return i;
                            })
                            .subscribeOn(pool))
                    .doOnNext(i -> work(ids))
                    .flatMap(i -> Mono.delay(Duration.ofMillis(1), other).map(tick -> {
                        work(ids);
                        return i;
                    }))
                    .filterWhen(i -> Mono.just(true).publishOn(pool).doOnNext(yes -> work(ids)))
                    .doFinally(signal -> work(ids))
                    .collectList()
                    .block(LONG);
            assertThat(sum).hasSize(100);
            log(ids);
        }
        assertPoolIsClean();
        assertAllRight(0);
    }

    /** Each with a span of its own that is the child of the one around it, wherever it runs. */
    @Test
    void nestsSpansOfOperators() {
        Random random = new Random(Long.getLong("ttlog.seed", 42));
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            Long leaves = Flux.range(0, 50)
                    .flatMap(i -> nested(ids, 1 + random.nextInt(3)))
                    .count()
                    .block(LONG);
            assertThat(leaves).isEqualTo(50);
        }
        assertPoolIsClean();
        assertAllRight(0);
    }

    /** A detached span around a pipeline, and in it as Reactor's context has it. */
    private Mono<Integer> nested(Ids parent, int depth) {
        return Mono.defer(() -> {
            Span span = child("nested", parent).detach();
            Ids ids = Ids.of(span);
            return Mono.defer(() -> {
                        work(ids);
                        return depth == 0 ? Mono.just(1) : nested(ids, depth - 1);
                    })
                    .subscribeOn(depth % 2 == 0 ? pool : other)
                    .delayElement(Duration.ofMillis(1), other)
                    .doOnNext(one -> work(ids))
                    .contextWrite(context -> context.put(TTLogThreadLocalAccessor.KEY, span.context()))
                    .doFinally(signal -> span.close());
        });
    }

    @Test
    void putsBackWhatWasAfterAnError() {
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            Mono<Integer> fails = Flux.range(0, 10)
                    .publishOn(other)
                    .map(i -> {
                        work(ids);
                        if (i == 5) {
                            throw new IllegalStateException("fails");
                        }
                        return i;
                    })
                    .doOnError(error -> work(ids))
                    .last();
            assertThatThrownBy(() -> fails.block(LONG)).hasMessage("fails");
            Integer instead = fails.onErrorResume(
                            error -> Mono.just(7).publishOn(pool).doOnNext(i -> work(ids)))
                    .block(LONG);
            assertThat(instead).isEqualTo(7);
            log(ids);
        }
        assertPoolIsClean();
        assertAllRight(0);
    }

    @Test
    void closesWhatATaskForgets() {
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            Mono.fromRunnable(() -> child("forgotten", ids)).subscribeOn(pool).block(LONG);
        }
        assertPoolIsClean();
        log(Ids.NONE);
        assertAllRight(1);
    }

    /** Its queue between operators opens scopes for what others emit, and closes only some. */
    @Test
    void leavesNothingWhereASinkIsFedByManyContexts() throws Exception {
        Sinks.Many<Ids> sink = Sinks.many().unicast().onBackpressureBuffer();
        Queue<Boolean> clean = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(200);
        sink.asFlux().publishOn(other).subscribe(ids -> all.countDown());
        for (int i = 0; i < 200; i++) {
            try (Span root = child("root", Ids.NONE)) {
                log(Ids.of(root));
                sink.tryEmitNext(Ids.of(root)).orThrow();
                log(Ids.of(root));
            }
            clean.add(nothingIsCurrent());
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(clean).doesNotContain(false).hasSize(200);
        assertPoolIsClean();
        assertAllRight(0);
    }

    @Test
    void carriesNothingWhereThereIsNothing() {
        Mono.fromRunnable(() -> work(Ids.NONE)).subscribeOn(pool).block(LONG);
        assertPoolIsClean();
        assertAllRight(0);
    }

    /** Without the automatic way, where a pipeline asks for it. */
    @Test
    void followsWhereAPipelineCaptures() {
        Hooks.disableAutomaticContextPropagation();
        try (Span root = child("root", Ids.NONE)) {
            Ids ids = Ids.of(root);
            Integer last = Flux.range(0, 10)
                    .publishOn(pool)
                    .<Integer>handle((i, sink) -> {
                        work(ids);
                        sink.next(i);
                    })
                    .contextCapture()
                    .blockLast(LONG);
            assertThat(last).isEqualTo(9);
        }
        assertPoolIsClean();
        assertAllRight(0);
    }

    /**
     * Runs something in each thread, outside of every span. More tasks than threads, for an elastic pool may put two
     * of them behind each other while a worker of the pipeline before is not back yet.
     */
    private void assertPoolIsClean() {
        for (Scheduler scheduler : List.of(pool, other)) {
            Map<Thread, Boolean> clean = new ConcurrentHashMap<>();
            CountDownLatch both = new CountDownLatch(2);
            for (int i = 0; i < 6; i++) {
                scheduler.schedule(() -> {
                    if (clean.put(Thread.currentThread(), nothingIsCurrent()) == null) {
                        both.countDown();
                    }
                    await(both);
                });
            }
            await(both);
            assertThat(clean).hasSize(2).doesNotContainValue(false);
        }
        assertThat(nothingIsCurrent()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
