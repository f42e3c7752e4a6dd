/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work with a beginning and an end, made with {@link TTLog#span(String)} and closed by try-with-resources. It is
 * written once, when it closes. Spans begun in the same thread meanwhile are its children, and log events carry its ids.
 *
 * <p>Belongs to the thread that began it; objects are reused after {@link #close}, so it must not be kept. A call after the
 * close, or from another thread, does nothing and is counted ({@link Stats#misuses}). Work that ends in another thread gets a
 * handle for it from {@link #detach}. Allocates nothing in steady state.
 *
 * <p>A span that is still open when one around it closes is closed with it, and counted as a misuse; so are all open ones when
 * the next would be the 257th, or the child of one that has been open for more than a day.
 */
public interface Span extends AutoCloseable {
    /** Adds a whole number. */
    Span with(String key, long value);

    /** Adds a floating-point number. */
    Span with(String key, double value);

    /** Adds a truth value. */
    Span with(String key, boolean value);

    /** Adds a character, as text. */
    Span with(String key, char value);

    /** Adds any value, as {@link LogEvent#with(String, Object)}. */
    Span with(String key, @Nullable Object value);

    /** Adds a whole number that became known during the work. */
    default void record(String key, long value) {
        with(key, value);
    }

    /** Adds a floating-point number that became known during the work. */
    default void record(String key, double value) {
        with(key, value);
    }

    /** Adds a truth value that became known during the work. */
    default void record(String key, boolean value) {
        with(key, value);
    }

    /** Adds a character that became known during the work. */
    default void record(String key, char value) {
        with(key, value);
    }

    /** Adds any value that became known during the work. */
    default void record(String key, @Nullable Object value) {
        with(key, value);
    }

    /** What kind of work it is; {@link SpanKind#INTERNAL} unless said. */
    Span kind(SpanKind kind);

    /** Says that the work succeeded. */
    Span ok();

    /** Says that the work failed, and why. The first error counts. */
    Span fail(Throwable error);

    /**
     * Records a log event of this span at once: its message is the name, which it also has as field {@code event.name}, its level
     * INFO. A span may have 1,024; those beyond are counted as {@link DropReason#RATE_LIMITED}, and by the span's field {@code
     * otel.dropped_events_count}. Allocates nothing.
     */
    Span event(String name);

    /** As {@link #event}, with fields: {@code span.atEvent().with("attempt", 2).log("retry")}. */
    LogEvent atEvent();

    /**
     * Says that this span has to do with another, which is not its parent: the request that a batch item came from. Links are a JSON
     * text in the field {@code links}: {@code [{"trace_id":...,"span_id":...}]}. A span may have 128, and as many as a text has room for;
     * those beyond are counted by its field {@code otel.dropped_links_count}. Allocates. What is not valid is left out.
     */
    Span link(@Nullable SpanContext to);

    /**
     * Records the span only if it takes at least so long, or fails; else it is dropped when it ends, and counted as {@link
     * DropReason#FILTERED}. What was recorded inside it stays, and names it as its parent. The last call counts.
     *
     * @param nanos zero or less records the span in any case, as without this
     */
    Span slowerThan(long nanos);

    /** As {@link #slowerThan(long)}; null is none, and a duration beyond 292 years as good as 292 years. */
    default Span slowerThan(@Nullable Duration atLeast) {
        if (atLeast == null || atLeast.isNegative()) {
            return slowerThan(0);
        }
        try {
            return slowerThan(atLeast.toNanos());
        } catch (ArithmeticException beyondALong) {
            return slowerThan(Long.MAX_VALUE);
        }
    }

    /** The id of the trace as 32 lower-case hexadecimal digits, for headers; allocates. Empty when ttlog is not running. */
    String traceId();

    /** The id of the span as 16 lower-case hexadecimal digits, for headers; allocates. Empty when ttlog is not running. */
    String spanId();

    /** What names this span to other threads and processes, and the baggage around it; allocates the first time. */
    Context context();

    /**
     * Lets the span go from the thread that began it: it is no longer the parent of what is begun there, nor is it closed with
     * what is around it. What is returned may be used by any thread, by one at a time; a use while another thread is in a
     * call of it does nothing and is a misuse, but for {@link #close}, which is heard in any case. This object has ended then.
     * Allocates.
     *
     * <p>Children of it are begun with {@link #child}, or by themselves where its {@link #context} is made current.
     */
    Span detach();

    /** Begins a span inside this one, of the same session, in the calling thread. Allocates. */
    default Span child(String name) {
        return TTLog.span(name, context());
    }

    /** Ends the work and hands the span over. Throws nothing. */
    @Override
    void close();
}
