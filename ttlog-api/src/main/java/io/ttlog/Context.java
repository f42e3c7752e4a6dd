/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.Objects;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What work belongs to: the span that is current, and the baggage. A value, safe for all threads: {@link #current} captures that of
 * the calling thread, and what it wraps makes it current in whichever thread runs it, for as long as that runs. Then spans begun
 * there are children of that span, logs carry its ids, and whatever was current before is so again, also when the work throws or
 * forgets to close a span. The span may have ended meanwhile.
 *
 * <pre>{@code
 * ExecutorService pool = Context.propagating(Executors.newFixedThreadPool(4));
 * CompletableFuture.supplyAsync(() -> price(item), pool);                 // inside the span that is current here
 * Timer.schedule(Context.current().timerTask(() -> retry()), 1_000);
 * parts.parallelStream().map(Context.current().wrapFunction(part -> load(part))).toList();
 * }</pre>
 *
 * <p>A capture allocates two objects the first time within a span and none after that; a wrapper is one object; the run of a wrapped
 * task allocates nothing in steady state. While ttlog is not running, {@link #ROOT} is current everywhere.
 */
public final class Context {
    /** No span and no baggage. */
    public static final Context ROOT = new Context(SpanContext.NONE, Baggage.EMPTY);

    private final SpanContext span;
    private final Baggage baggage;

    private Context(SpanContext span, Baggage baggage) {
        this.span = span;
        this.baggage = baggage;
    }

    /** One of these two; nulls stand for {@link SpanContext#NONE} and {@link Baggage#EMPTY}. */
    public static Context of(@Nullable SpanContext span, @Nullable Baggage baggage) {
        final SpanContext known = span == null ? SpanContext.NONE : span;
        final Baggage carried = baggage == null ? Baggage.EMPTY : baggage;
        return !known.isValid() && carried.isEmpty() ? ROOT : new Context(known, carried);
    }

    /** That of the calling thread. */
    public static Context current() {
        return LogMacros.backend.context();
    }

    /** The span that is current; {@link SpanContext#NONE} when none is. */
    public SpanContext span() {
        return span;
    }

    /** The baggage, {@link Baggage#EMPTY} when there is none. */
    public Baggage baggage() {
        return baggage;
    }

    /** This with another span. */
    public Context with(@Nullable SpanContext other) {
        return of(other, baggage);
    }

    /** This with other baggage. */
    public Context with(@Nullable Baggage other) {
        return of(span, other);
    }

    /** Makes this the current one of the calling thread until the scope is closed. Allocates one object. */
    public Scope makeCurrent() {
        return new OwnedScope(LogMacros.backend.enter(this));
    }

    /** For a wrapper, which closes it for certain and once. */
    Scope enter() {
        return LogMacros.backend.enter(this);
    }

    /** The work, in this context. */
    public Runnable wrap(Runnable work) {
        Objects.requireNonNull(work, "work");
        return () -> {
            final Scope scope = enter();
            try {
                work.run();
            } finally {
                scope.close();
            }
        };
    }

    /** The work, in this context. */
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
        Objects.requireNonNull(work, "work");
        return () -> {
            final Scope scope = enter();
            try {
                return work.call();
            } finally {
                scope.close();
            }
        };
    }

    /** The supplier, in this context. */
    public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> work) {
        Objects.requireNonNull(work, "work");
        return () -> {
            final Scope scope = enter();
            try {
                return work.get();
            } finally {
                scope.close();
            }
        };
    }

    /** The consumer, in this context. */
    public <T extends @Nullable Object> Consumer<T> wrapConsumer(Consumer<T> work) {
        Objects.requireNonNull(work, "work");
        return value -> {
            final Scope scope = enter();
            try {
                work.accept(value);
            } finally {
                scope.close();
            }
        };
    }

    /** The function, in this context. */
    public <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> wrapFunction(Function<T, R> work) {
        Objects.requireNonNull(work, "work");
        return value -> {
            final Scope scope = enter();
            try {
                return work.apply(value);
            } finally {
                scope.close();
            }
        };
    }

    /** The consumer of two, in this context. */
    public <T extends @Nullable Object, U extends @Nullable Object> BiConsumer<T, U> wrapConsumer(
            BiConsumer<T, U> work) {
        Objects.requireNonNull(work, "work");
        return (first, second) -> {
            final Scope scope = enter();
            try {
                work.accept(first, second);
            } finally {
                scope.close();
            }
        };
    }

    /** The function of two, in this context. */
    public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            BiFunction<T, U, R> wrapFunction(BiFunction<T, U, R> work) {
        Objects.requireNonNull(work, "work");
        return (first, second) -> {
            final Scope scope = enter();
            try {
                return work.apply(first, second);
            } finally {
                scope.close();
            }
        };
    }

    /** A task for a {@link java.util.Timer}, in this context. */
    public TimerTask timerTask(Runnable work) {
        final Runnable wrapped = wrap(work);
        return new TimerTask() {
            @Override
            public void run() {
                wrapped.run();
            }
        };
    }

    /** Runs each task in the context that is current where it is handed over; otherwise as the executor does. */
    public static Executor propagating(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return task -> executor.execute(current().wrap(task));
    }

    /**
     * Runs each task in the context that is current where it is handed over; otherwise as the executor does, also a {@link
     * java.util.concurrent.ForkJoinPool} or one of virtual threads. To be given to {@code CompletableFuture}'s {@code ...Async}
     * methods; {@code propagating(ForkJoinPool.commonPool())} is their default one. {@link ExecutorService#shutdownNow} returns
     * the tasks as wrapped.
     */
    public static ExecutorService propagating(ExecutorService executor) {
        return new ContextExecutor(executor);
    }

    /** Runs each task, also each round of a periodic one, in the context that is current where it is handed over. */
    public static ScheduledExecutorService propagating(ScheduledExecutorService executor) {
        return new ContextScheduler(executor);
    }

    /**
     * Threads that run, for their whole life, in the context that is current where they are made. For threads that do one piece of
     * work: virtual ones, and those of a structured scope ({@code StructuredTaskScope} of JDK 25, by its configuration); never
     * for the workers of a pool, whose tasks would all be in the context of who happened to need a worker.
     */
    public static ThreadFactory propagatingThreads(ThreadFactory factory) {
        Objects.requireNonNull(factory, "factory");
        return work -> factory.newThread(current().wrap(work));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Context context && span.equals(context.span) && baggage.equals(context.baggage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(span, baggage);
    }

    @Override
    public String toString() {
        return span.traceparent() + (baggage.isEmpty() ? "" : " " + baggage);
    }

    /** Notices a second close, where a backend reuses its own. */
    private static final class OwnedScope implements Scope {
        private Scope scope;

        OwnedScope(Scope scope) {
            this.scope = scope;
        }

        @Override
        public void close() {
            final Scope once = scope;
            scope = LogMacros.backend.endedScope();
            once.close();
        }
    }
}
