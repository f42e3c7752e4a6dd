/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.ttlog.Field;
import io.ttlog.Instrument;
import io.ttlog.Secret;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results that complete later. */
public class Later {
    private Later() {}

    @Instrument(name = "stage", recordResult = true)
    public static CompletionStage<String> stage(CompletionStage<String> stage, @Field("n") int n) {
        return stage;
    }

    @Instrument(name = "future", recordResult = true)
    public static CompletableFuture<String> future(CompletableFuture<String> future) {
        return future;
    }

    @Instrument(name = "secret", recordResult = true)
    @Secret
    public static CompletableFuture<String> secret(CompletableFuture<String> future) {
        return future;
    }

    @Instrument(name = "plain", recordResult = true, metrics = true)
    public static Future<String> plain(Future<String> future) {
        return future;
    }

    @Instrument(name = "task")
    public static FutureTask<String> task(Callable<String> work) {
        return new FutureTask<>(work);
    }

    @Instrument(name = "object", recordResult = true)
    public static @Nullable Object object(@Nullable Object any) {
        return any;
    }

    @Instrument(name = "mono", recordResult = true, metrics = true)
    public static Mono<String> mono(Mono<String> mono) {
        return mono;
    }

    @Instrument(name = "flux", recordResult = true)
    public static Flux<Integer> flux(Flux<Integer> flux) {
        return flux;
    }

    @Instrument(name = "publisher")
    public static Publisher<Integer> publisher(Publisher<Integer> publisher) {
        return publisher;
    }

    @Instrument(name = "connectable")
    public static ConnectableFlux<Integer> connectable(ConnectableFlux<Integer> flux) {
        return flux;
    }
}
