/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Context;
import io.ttlog.Counter;
import io.ttlog.Histogram;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One instrumented method, and the door through which its woven code comes. The code asks for this object by an {@code invokedynamic} that
 * is linked once, and then calls, of a method with a plain result,
 *
 * <pre>{@code
 * Span span = at.enter();
 * long started = at.started();
 * span.with("user_id", userId);              // or Instrumented.field(span, "user", user)
 * try { ...; at.exit(span, started); return result; }
 * catch (Throwable failure) { Instrumented.fail(failure, at, span, started); throw failure; }
 * }</pre>
 *
 * <p>Nothing here throws, and only what waits for a result to complete allocates. Safe for all threads.
 */
public final class Instrumented {
    /** Records a span; without it, metrics alone. */
    public static final int SPAN = 1;
    /** Counts and measures. */
    public static final int METRICS = 2;
    /** The span begins a trace of its own. */
    public static final int ROOT = 4;
    /** The result is recorded as {@link #MASK}. */
    public static final int SECRET_RESULT = 8;

    /** Stands for a secret. */
    public static final String MASK = "***";
    /** Counts calls, with labels {@code span} and {@code outcome}. */
    public static final String CALLS = "method_calls_total";
    /** Durations in milliseconds, with label {@code span}. */
    public static final String DURATION = "method_duration_ms";

    private static final double NANOS_PER_MS = 1e6;
    private static final ClassValue<Boolean> SECRET = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isSecret(type);
        }
    };

    private final String name;
    private final boolean spans;
    private final boolean root;
    private final SpanKind kind;
    private final long slowerThanNanos;
    private final @Nullable String resultKey;
    private final boolean secretResult;
    private final String[] fields;
    private final @Nullable Counter succeeded;
    private final @Nullable Counter failed;
    private final @Nullable Histogram duration;

    private Instrumented(
            String name, int flags, String kind, long slowerThanNanos, String resultKey, String[] namesAndValues) {
        this.name = name;
        this.spans = (flags & SPAN) != 0;
        this.root = (flags & ROOT) != 0;
        this.kind = kind.isEmpty() ? SpanKind.INTERNAL : SpanKind.valueOf(kind);
        this.slowerThanNanos = slowerThanNanos;
        this.resultKey = resultKey.isEmpty() ? null : resultKey;
        this.secretResult = (flags & SECRET_RESULT) != 0;
        this.fields = namesAndValues;
        if ((flags & METRICS) != 0) {
            succeeded = TTLog.counter(CALLS).labels(labels(namesAndValues, "span", name, "outcome", "ok"));
            failed = TTLog.counter(CALLS).labels(labels(namesAndValues, "span", name, "outcome", "error"));
            duration = TTLog.histogram(DURATION).labels(labels(namesAndValues, "span", name));
        } else {
            succeeded = null;
            failed = null;
            duration = null;
        }
    }

    private static String[] labels(String[] given, String... own) {
        String[] all = new String[given.length + own.length];
        System.arraycopy(given, 0, all, 0, given.length);
        System.arraycopy(own, 0, all, given.length, own.length);
        return all;
    }

    /**
     * Links the {@code invokedynamic} of a woven method.
     *
     * @param kind the name of a {@link SpanKind}, empty for INTERNAL
     * @param slowerThanNanos 0 records all
     * @param resultKey empty when the result is not recorded
     * @param namesAndValues fields that are always the same, also labels of the metrics
     */
    public static CallSite link(
            MethodHandles.Lookup caller,
            String unused,
            MethodType type,
            String name,
            int flags,
            String kind,
            long slowerThanNanos,
            String resultKey,
            String... namesAndValues) {
        return new ConstantCallSite(MethodHandles.constant(
                Instrumented.class,
                new Instrumented(name, flags, kind, slowerThanNanos, resultKey, namesAndValues.clone())));
    }

    /** Begins the span. */
    public Span enter() {
        if (!spans) {
            return NoBackend.SPAN;
        }
        final Span span = root ? TTLog.span(name, Context.ROOT) : TTLog.span(name);
        if (slowerThanNanos > 0) {
            span.slowerThan(slowerThanNanos);
        }
        if (kind != SpanKind.INTERNAL) {
            span.kind(kind);
        }
        for (int i = 1; i < fields.length; i += 2) {
            span.with(fields[i - 1], fields[i]);
        }
        return span;
    }

    /** When it began, if that is asked for. */
    public long started() {
        return duration == null ? 0 : System.nanoTime();
    }

    /** Adds a value that may be secret by its class. */
    public static void field(Span span, String key, @Nullable Object value) {
        span.with(key, value != null && SECRET.get(value.getClass()) ? MASK : value);
    }

    private static boolean isSecret(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        if (type.isAnnotationPresent(io.ttlog.Secret.class) || isSecret(type.getSuperclass())) {
            return true;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            if (isSecret(implemented)) {
                return true;
            }
        }
        return false;
    }

    /** The call has ended well, with nothing to say about its result. */
    public void exit(Span span, long started) {
        span.close();
        count(succeeded, started);
    }

    /** Adds the result. */
    public static void result(long value, Instrumented at, Span span) {
        if (at.resultKey != null) {
            span.with(at.resultKey, value);
        }
    }

    /** Adds the result. */
    public static void result(double value, Instrumented at, Span span) {
        if (at.resultKey != null) {
            span.with(at.resultKey, value);
        }
    }

    /** Adds the result. */
    public static void result(boolean value, Instrumented at, Span span) {
        if (at.resultKey != null) {
            span.with(at.resultKey, value);
        }
    }

    /** Adds the result. */
    public static void result(char value, Instrumented at, Span span) {
        if (at.resultKey != null) {
            span.with(at.resultKey, value);
        }
    }

    /** Adds the result, or that there is a secret one. */
    public static void result(@Nullable Object value, Instrumented at, Span span) {
        if (at.resultKey == null) {
            return;
        }
        if (at.secretResult) {
            span.with(at.resultKey, MASK);
        } else {
            field(span, at.resultKey, value);
        }
    }

    /** The call has ended well, with a result that the span may have to wait for. */
    public static void exit(@Nullable Object value, Instrumented at, Span span, long started) {
        if (value instanceof CompletionStage<?> stage) {
            Ending.await(stage, at, span, started);
        } else if (value instanceof Future<?> future) {
            Ending.look(future, at, span, started);
        } else {
            result(value, at, span);
            at.exit(span, started);
        }
    }

    /** As {@link #exit(Object, Instrumented, Span, long)}; returns what takes the place of a publisher, else the value. */
    public static @Nullable Object exitPublisher(@Nullable Object value, Instrumented at, Span span, long started) {
        final Publishers publishers = value == null ? null : Publishers.of(value.getClass());
        if (value == null || publishers == null) {
            exit(value, at, span, started);
            return value;
        }
        return publishers.ending(value, at, span, started);
    }

    /** The call has failed; the caller throws the failure on. */
    public static void fail(Throwable failure, Instrumented at, Span span, long started) {
        span.fail(failure);
        span.close();
        at.count(at.failed, started);
    }

    private void count(@Nullable Counter outcome, long started) {
        if (duration != null && outcome != null) {
            duration.record((System.nanoTime() - started) / NANOS_PER_MS);
            outcome.increment();
        }
    }
}
