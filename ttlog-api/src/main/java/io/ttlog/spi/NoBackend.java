/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Scope;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.StoreInfo;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does nothing: the backend before the start and after the stop. One object stands for all events, calls and spans. */
public final class NoBackend implements Backend {
    /** The one instance. */
    public static final NoBackend INSTANCE = new NoBackend();
    /** A log event that goes nowhere. */
    public static final LogEvent EVENT = new NoEvent();
    /** A call that goes nowhere. */
    public static final LogCall CALL = new NoCall();
    /** A span that goes nowhere. */
    public static final Span SPAN = new NoSpan();
    /** A scope of nothing. */
    public static final Scope SCOPE = () -> {};

    private NoBackend() {}

    @Override
    public LogCall call(Level level, String template) {
        return CALL;
    }

    @Override
    public LogCall call(Level level, String template, Limit limit) {
        return CALL;
    }

    @Override
    public LogCall call(Level level, String template, String logger) {
        return CALL;
    }

    @Override
    public LogEvent event(Level level) {
        return EVENT;
    }

    @Override
    public LogEvent event(Level level, Limit limit) {
        return EVENT;
    }

    @Override
    public Span span(String name) {
        return SPAN;
    }

    @Override
    public Span span(String name, Context parent) {
        return SPAN;
    }

    @Override
    public Context context() {
        return Context.ROOT;
    }

    @Override
    public Scope enter(Context context) {
        return SCOPE;
    }

    @Override
    public Scope enterTask(Context context) {
        return SCOPE;
    }

    @Override
    public Scope endedScope() {
        return SCOPE;
    }

    @Override
    public boolean sampledSpan(Exemplar exemplar) {
        return false;
    }

    @Override
    public boolean flush(Ack level, Duration timeout) {
        return false; // nothing is running that could acknowledge
    }

    @Override
    public Stats stats() {
        return Stats.NONE;
    }

    @Override
    public Status status() {
        return Status.NONE;
    }

    @Override
    public @Nullable StoreInfo info() {
        return null;
    }

    @Override
    public void close() {}

    private static final class NoCall implements LogCall {
        @Override
        public LogCall value(long value) {
            return this;
        }

        @Override
        public LogCall value(double value) {
            return this;
        }

        @Override
        public LogCall value(boolean value) {
            return this;
        }

        @Override
        public LogCall value(char value) {
            return this;
        }

        @Override
        public LogCall value(@Nullable Object value) {
            return this;
        }

        @Override
        public LogCall supplied(@Nullable Supplier<?> supplier) {
            return this;
        }

        @Override
        public LogCall error(@Nullable Throwable error) {
            return this;
        }

        @Override
        public LogCall message(@Nullable String text) {
            return this;
        }

        @Override
        public void end() {}
    }

    private static final class NoEvent implements LogEvent {
        @Override
        public LogEvent with(String key, long value) {
            return this;
        }

        @Override
        public LogEvent with(String key, double value) {
            return this;
        }

        @Override
        public LogEvent with(String key, boolean value) {
            return this;
        }

        @Override
        public LogEvent with(String key, char value) {
            return this;
        }

        @Override
        public LogEvent with(String key, @Nullable Object value) {
            return this;
        }

        @Override
        public LogEvent withError(Throwable error) {
            return this;
        }

        @Override
        public void log(String template) {}
    }

    private static final class NoSpan implements Span {
        @Override
        public Span with(String key, long value) {
            return this;
        }

        @Override
        public Span with(String key, double value) {
            return this;
        }

        @Override
        public Span with(String key, boolean value) {
            return this;
        }

        @Override
        public Span with(String key, char value) {
            return this;
        }

        @Override
        public Span with(String key, @Nullable Object value) {
            return this;
        }

        @Override
        public Span kind(SpanKind kind) {
            return this;
        }

        @Override
        public Span ok() {
            return this;
        }

        @Override
        public Span fail(Throwable error) {
            return this;
        }

        @Override
        public Span event(String name) {
            return this;
        }

        @Override
        public LogEvent atEvent() {
            return EVENT;
        }

        @Override
        public Span link(@Nullable SpanContext to) {
            return this;
        }

        @Override
        public Span slowerThan(long nanos) {
            return this;
        }

        @Override
        public String traceId() {
            return "";
        }

        @Override
        public String spanId() {
            return "";
        }

        @Override
        public Context context() {
            return Context.ROOT;
        }

        @Override
        public Span detach() {
            return this;
        }

        @Override
        public void close() {}
    }
}
