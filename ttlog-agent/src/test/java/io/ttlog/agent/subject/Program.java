/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import io.ttlog.core.sink.memory.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs in a process of its own, and prints the spans that it has recorded. */
public final class Program {
    private Program() {}

    /** With {@code attach} attaches, after the class Shop has been used; with {@code kotlin} runs what was compiled by Kotlin. */
    public static void main(String... arguments) throws Exception {
        if (List.of(arguments).contains("attach")) {
            Shop.callBridges();
            try {
                TTLog.attach();
                TTLog.attach();
            } catch (TTLogException refused) {
                System.out.println(refused.code() + " " + refused.getMessage());
                return;
            }
        }
        try (TTLogSession session =
                TTLog.init().console(false).store(false).sink("memory").start()) {
            System.out.println(Shop.pay(7, 2.5, true, 'L', 3, 1.5f, (short) 4, (byte) 5, "hi", 10));
            System.out.println(Shop.callBuilt(1) + Shop.callBridges() + Shop.callRecord() + Shop.callEnum());
            System.out.println(Whole.call());
            System.out.println(Foreign.call());
            CompletableFuture<String> future = CompletableFuture.completedFuture("now");
            System.out.println(Sooner.future(future).get());
            System.out.println("flushed: " + TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20)));
            MemorySink.latest().events().stream()
                    .filter(Event.Span.class::isInstance)
                    .map(event -> "span " + ((Event.Span) event).name())
                    .forEach(System.out::println);
            System.out.println("misuses: " + session.stats().misuses());
            System.out.println("open: " + !Context.current().equals(Context.ROOT));
        }
    }

    /** Knows nothing of Reactor. */
    static final class Sooner {
        private Sooner() {}

        @io.ttlog.Instrument(name = "future")
        static CompletableFuture<String> future(CompletableFuture<String> future) {
            return future;
        }
    }
}
