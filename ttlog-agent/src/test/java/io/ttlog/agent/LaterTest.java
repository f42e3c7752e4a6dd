/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Context;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Spans of calls whose results complete later end when they do. */
class LaterTest {
    private static final String PACKAGE = "io.ttlog.agent.subject.";

    private final TTLogSession session = Recorded.start();
    private @Nullable Class<?> later;

    @BeforeEach
    void load() throws ClassNotFoundException {
        later = new WovenLoader(PACKAGE).loadClass(PACKAGE + "Later");
    }

    @AfterEach
    void stop() {
        assertThat(session.stats().misuses()).isZero();
        assertThat(session.stats().conserved()).isTrue();
        session.close();
    }

    @SuppressWarnings("unchecked")
    private <T> T call(String name, @Nullable Object... arguments) throws Throwable {
        assert later != null;
        T result = (T) WovenCodeTest.call(later, name, arguments);
        assertThat(Context.current()).as("nothing is left open").isEqualTo(Context.ROOT);
        return result;
    }

    @Test
    void endsWithItsStageInAnotherThread() throws Throwable {
        CompletableFuture<String> given = new CompletableFuture<>();
        CompletionStage<String> returned = call("stage", given, 4);
        assertThat(returned).isSameAs(given);
        assertThat(Recorded.texts()).isEmpty();
        Thread other = new Thread(() -> given.complete("done"), "other");
        other.start();
        other.join();
        assertThat(Recorded.texts()).containsExactly("stage n=4 result=done");
        assertThat(Recorded.spans().get(0).thread()).isNotEqualTo("other");
    }

    @Test
    void tellsWhatAStageFailsWith() throws Throwable {
        CompletableFuture<String> given = new CompletableFuture<>();
        call("future", given);
        given.completeExceptionally(new IOException("no answer"));
        CompletableFuture<String> computed = CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException("no number");
        });
        call("future", computed);
        assertThatThrownBy(computed::join).hasMessageContaining("no number");
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        CompletableFuture<String> returned = call("future", cancelled);
        assertThat(returned.cancel(true)).isTrue();
        assertThat(Recorded.texts())
                .containsExactly(
                        "future !java.io.IOException: no answer",
                        "future !java.lang.IllegalStateException: no number",
                        "future !java.util.concurrent.CancellationException: null".replace(": null", ""));
    }

    @Test
    void endsAtOnceWhenAllIsThere() throws Throwable {
        call("future", CompletableFuture.completedFuture("now"));
        call("secret", CompletableFuture.completedFuture("now"));
        call("future", CompletableFuture.failedFuture(new IOException("before")));
        call("stage", CompletableFuture.completedFuture("minimal").minimalCompletionStage(), 1);
        call("object", "text");
        call("object", new Object[] {null});
        call("object", CompletableFuture.completedFuture("of object"));
        call("future", new Object[] {null});
        assertThat(Recorded.texts())
                .containsExactly(
                        "future result=now",
                        "secret result=***",
                        "future !java.io.IOException: before",
                        "stage n=1 result=minimal",
                        "object result=text",
                        "object result=null",
                        "object result=of object",
                        "future result=null");
    }

    @Test
    void doesWithoutAStageThatRefuses() throws Throwable {
        CompletableFuture<String> refusing = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
                throw new UnsupportedOperationException("not with me");
            }
        };
        assertThat(this.<Object>call("future", refusing)).isSameAs(refusing);
        assertThat(Recorded.texts()).containsExactly("future");
    }

    @Test
    void saysOfAPlainFutureWhatItIsWhenTheCallEnds() throws Throwable {
        FutureTask<String> task = new FutureTask<>(() -> "ran");
        Future<String> returned = call("plain", task);
        assertThat(returned).isSameAs(task);
        call("task", (java.util.concurrent.Callable<String>) () -> "ran");
        task.run();
        Thread.currentThread().interrupt();
        call("plain", task);
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        FutureTask<String> failed = new FutureTask<>(() -> {
            throw new IOException("failed");
        });
        failed.run();
        call("plain", failed);
        FutureTask<String> cancelled = new FutureTask<>(() -> "never");
        cancelled.cancel(false);
        call("plain", cancelled);
        assertThat(Recorded.texts())
                .containsExactly(
                        "plain pending=true",
                        "task pending=true",
                        "plain result=ran",
                        "plain !java.io.IOException: failed",
                        "plain !" + CancellationException.class.getName());
        assertThat(WovenCodeTest.calls("plain", "ok")).isEqualTo(2);
        assertThat(WovenCodeTest.calls("plain", "error")).isEqualTo(2);
    }

    @Test
    void endsWithAMono() throws Throwable {
        Mono<String> mono = call("mono", Mono.fromSupplier(() -> "one").subscribeOn(Schedulers.single()));
        assertThat(Recorded.texts()).isEmpty();
        assertThat(mono.block()).isEqualTo("one");
        assertThat(mono.block()).isEqualTo("one");
        Mono<String> empty = call("mono", Mono.empty());
        assertThat(empty.block()).isNull();
        Mono<String> failing = call("mono", Mono.error(new IOException("no answer")));
        assertThatThrownBy(failing::block).hasRootCauseMessage("no answer");
        Mono<String> endless = call("mono", Mono.never());
        Disposable subscription = endless.subscribe();
        subscription.dispose();
        assertThat(Recorded.texts())
                .containsExactly(
                        "mono result=one",
                        "mono result=null",
                        "mono !java.io.IOException: no answer",
                        "mono cancelled=true");
        assertThat(WovenCodeTest.calls("mono", "ok")).isEqualTo(3);
        assertThat(WovenCodeTest.calls("mono", "error")).isEqualTo(1);
    }

    @Test
    void endsWithAFlux() throws Throwable {
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        Flux<Integer> flux = call("flux", sink.asFlux());
        StringBuilder seen = new StringBuilder();
        flux.subscribe(seen::append);
        sink.tryEmitNext(1).orThrow();
        sink.tryEmitNext(2).orThrow();
        assertThat(Recorded.texts()).isEmpty();
        sink.tryEmitComplete().orThrow();
        assertThat(seen).hasToString("12");
        Flux<Integer> failing = call("flux", Flux.concat(Flux.just(1), Flux.error(new IOException("half way"))));
        assertThatThrownBy(failing::blockLast).hasRootCauseMessage("half way");
        Publisher<Integer> publisher = call("publisher", Flux.range(0, 3));
        assertThat(Flux.from(publisher).collectList().block()).containsExactly(0, 1, 2);
        Mono<Integer> mono = call("object", Mono.just(3));
        assertThat(mono.block()).isEqualTo(3);
        assertThat(Recorded.texts())
                .containsExactly("flux", "flux !java.io.IOException: half way", "publisher", "object result=3");
    }

    @Test
    void endsWithTheCallWhatHasATypeOfItsOwn() throws Throwable {
        ConnectableFlux<Integer> connectable = Flux.range(0, 3).publish();
        assertThat(this.<Object>call("connectable", connectable)).isSameAs(connectable);
        assertThat(Recorded.texts()).containsExactly("connectable");
    }
}
