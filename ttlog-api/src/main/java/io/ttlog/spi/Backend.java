/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Scope;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.StoreInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the static API records into: nothing before the start and after the stop, a runtime in between. No method but
 * {@link #flush} and {@link #close} blocks, unless the configuration says so. Safe for all threads.
 */
public interface Backend extends AutoCloseable {
    /** Starts a level-1 log call; the returned object belongs to the calling thread until its {@code end}. */
    LogCall call(Level level, String template);

    /** As {@link #call(Level, String)}, if the limit lets one more call of this text pass; else what is returned does nothing. */
    LogCall call(Level level, String template, Limit limit);

    /**
     * As {@link #call(Level, String)} for a bridge from another logging API: the logger is given instead of found, and the text is
     * not one that macros know. A name beyond 65,536 different ones, or of more than 256 chars, is left out and counted.
     */
    LogCall call(Level level, String template, String logger);

    /** Starts a level-2 log event; the returned object belongs to the calling thread until its {@code log}. */
    LogEvent event(Level level);

    /** As {@link #event(Level)}, recorded by its {@code log} only if the limit lets one more of that text pass. */
    LogEvent event(Level level, Limit limit);

    /** Starts a span, the child of the calling thread's innermost open span. */
    Span span(String name);

    /** Starts a span inside the context, whatever is open in the calling thread. */
    Span span(String name, Context parent);

    /** What is current in the calling thread. */
    Context context();

    /** Makes the context current in the calling thread, which closes the returned object once and then forgets it. */
    Scope enter(Context context);

    /**
     * As {@link #enter}, around a task of a thread that runs others before and after: spans that the task leaves open are closed, also
     * where nothing was and nothing is current, and where this very context is current already.
     */
    Scope enterTask(Context context);

    /** A scope that has ended: to close it is a misuse. */
    Scope endedScope();

    /**
     * Gives the exemplar the span that is current in the calling thread, if that is sampled; for a metric in the middle of recording a
     * value. Allocates nothing, throws nothing.
     *
     * @return false when there is none, and the exemplar stays as it is
     */
    boolean sampledSpan(Exemplar exemplar);

    /** Waits until everything recorded before the call has reached the level; false when time ran out or nothing is running. */
    boolean flush(Ack level, Duration timeout);

    /** The counters at this moment. */
    Stats stats();

    /** How the runtime is at this moment. */
    Status status();

    /** What the store holds that this writes; null when it writes none, or has ended. Reads the rows in memory. */
    @Nullable
    StoreInfo info();

    /** Stops: takes no more events, flushes what was taken, releases everything. */
    @Override
    void close();
}
