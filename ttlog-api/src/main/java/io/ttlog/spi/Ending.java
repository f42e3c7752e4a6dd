/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Span;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a call whose result completes later, perhaps in another thread: ends the span once, whoever comes first. The flag that
 * it is orders nothing else; a detached span takes care of its own memory.
 */
final class Ending extends AtomicBoolean implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    /** Says of a future that had not completed when the call ended, and cannot tell when it does. */
    private static final String PENDING = "pending";
    /** Says of a publisher that who subscribed does not want it any more. */
    private static final String CANCELLED = "cancelled";

    private static final long serialVersionUID = 1L;

    private final transient Instrumented at;
    private final transient Span span;
    private final long started;

    Ending(Instrumented at, Span span, long started) {
        this.at = at;
        this.span = span;
        this.started = started;
    }

    /** Ends the call when the stage completes; in this thread if it has. Without memory for that, or if the stage refuses, now. */
    static void await(CompletionStage<?> stage, Instrumented at, Span span, long started) {
        Span open = span;
        Ending ending = null;
        try {
            if (!isDone(stage)) {
                open = span.detach();
            }
            ending = new Ending(at, open, started);
            stage.whenComplete(ending);
        } catch (Throwable refused) { // of a stranger's stage, or an OutOfMemoryError: not the caller's affair
            if (ending == null) {
                at.exit(open, started);
            } else {
                ending.end();
            }
        }
    }

    private static boolean isDone(CompletionStage<?> stage) {
        try {
            return stage instanceof CompletableFuture<?> future && future.isDone();
        } catch (UnsupportedOperationException minimal) { // CompletableFuture.minimalCompletionStage does not tell
            return false;
        }
    }

    /** Ends the call now, by what the future says if it has completed: a plain one cannot be watched without a thread. */
    static void look(Future<?> future, Instrumented at, Span span, long started) {
        final boolean interrupted = Thread.interrupted(); // else get might throw for it
        try {
            if (future.isDone()) {
                Instrumented.result(future.get(), at, span);
            } else {
                span.with(PENDING, true);
            }
            at.exit(span, started);
        } catch (ExecutionException failure) {
            Instrumented.fail(cause(failure), at, span, started);
        } catch (Throwable failure) { // cancelled, or of a stranger's future
            Instrumented.fail(failure, at, span, started);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            end(value);
        } else {
            fail(failure);
        }
    }

    /** It has completed with the value. */
    void end(@Nullable Object value) {
        if (compareAndSet(false, true)) {
            Instrumented.result(value, at, span);
            at.exit(span, started);
        }
    }

    /** It has completed, with many values or none. */
    void end() {
        if (compareAndSet(false, true)) {
            at.exit(span, started);
        }
    }

    /** Nobody waits for it any more. */
    void cancel() {
        if (compareAndSet(false, true)) {
            span.with(CANCELLED, true);
            at.exit(span, started);
        }
    }

    /** It has failed. */
    void fail(Throwable failure) {
        if (compareAndSet(false, true)) {
            Instrumented.fail(failure instanceof CompletionException ? cause(failure) : failure, at, span, started);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }
}
