/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.Backend;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.NoBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time from start to stop of one ttlog, and the door to it. The static methods of {@link TTLog} are for the session without a name; one that was given a
 * {@link TTLogBuilder#name} has sinks, threads, counters, metrics and contexts of its own, and is used by the methods here. Closing it stops it;
 * closing it again does nothing, and what is recorded afterwards goes nowhere. Safe for all threads.
 *
 * <p>A span or context of one session is nothing to another: {@link #context} can be handed over by hand.
 */
public final class TTLogSession implements AutoCloseable {
    /** The name of the session that the static methods record into. */
    public static final String UNNAMED = "";

    private final String name;
    private final Backend backend;
    private final Config config;
    private final Metrics metrics;
    private final Throwable startedAt = new Throwable("ttlog was started here");

    @Nullable
    Thread hook; // of Sessions

    TTLogSession(String name, Backend backend, Config config, Metrics metrics) {
        this.name = name;
        this.backend = backend;
        this.config = config;
        this.metrics = metrics;
    }

    /** As given to {@link TTLogBuilder#name}; else {@link #UNNAMED}. */
    public String name() {
        return name;
    }

    /** Where the store is, or would be. */
    public Path directory() {
        return config.directory();
    }

    // ---- to record, as the methods of TTLog do

    /** As {@link TTLog#at}, recorded here. */
    public LogEvent at(@Nullable Level level) {
        final Level known = level == null ? Level.INFO : level;
        return config.level().ordinal() <= known.ordinal() ? backend.event(known) : NoBackend.EVENT;
    }

    /** As {@link TTLog#span(String)}: a child of what is current here, in the calling thread. */
    public Span span(String spanName) {
        return backend.span(spanName);
    }

    /** As {@link TTLog#span(String, Context)}. */
    public Span span(String spanName, @Nullable Context parent) {
        return parent == null ? backend.span(spanName) : backend.span(spanName, parent);
    }

    /** What is current here, in the calling thread. */
    public Context context() {
        return backend.context();
    }

    /** As {@link TTLog#counter(String)}. */
    public Counter counter(@Nullable String metric) {
        return metrics.counter(metric);
    }

    /** As {@link TTLog#upDownCounter(String)}. */
    public UpDownCounter upDownCounter(@Nullable String metric) {
        return metrics.upDownCounter(metric);
    }

    /** As {@link TTLog#gauge(String)}. */
    public Gauge gauge(@Nullable String metric) {
        return metrics.gauge(metric);
    }

    /** As {@link TTLog#histogram(String)}. */
    public Histogram histogram(@Nullable String metric) {
        return metrics.histogram(metric);
    }

    /** As {@link TTLog#timer(String)}. */
    public Timer timer(@Nullable String metric) {
        return metrics.timer(metric);
    }

    // ---- to ask

    /** As {@link TTLog#flush}. */
    public boolean flush(@Nullable Ack level, @Nullable Duration timeout) {
        return level != null && timeout != null && !timeout.isNegative() && backend.flush(level, timeout);
    }

    /**
     * As {@link TTLog#query(String)}, of the store of this session, also after its end.
     *
     * @throws TTLogException when the SQL is wrong, the store cannot be read, or there is nothing that can answer
     */
    public QueryResult query(String sql) {
        return query(sql, new Object[0]);
    }

    /** As {@link TTLog#query(String, Object...)}, of the store of this session, also after its end. */
    public QueryResult query(String sql, @Nullable Object... values) {
        return TTLog.query(backend, config.directory(), sql, Arrays.asList(values), Map.of());
    }

    /** As {@link TTLog#query(String, Map)}, of the store of this session, also after its end. */
    public QueryResult query(String sql, Map<String, ?> named) {
        return TTLog.query(backend, config.directory(), sql, List.of(), named);
    }

    /** The counters of this session, also after its end; allocates, and waits for a {@link #close} that is under way. */
    public Stats stats() {
        return backend.stats();
    }

    /** How this session is, or was at its end; allocates, and waits for a {@link #close} that is under way. */
    public Status status() {
        return backend.status();
    }

    /**
     * What the store of this session holds. Allocates, reads the times of the rows that are in memory, and lists the log's files; blocks nobody.
     *
     * @throws TTLogException NOT_AVAILABLE when the session has no store, or has ended
     */
    public StoreInfo info() {
        final StoreInfo info = backend.info();
        if (info == null) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE, this + " has no store, or has ended; TTLog.store(directory) starts one");
        }
        return info;
    }

    /**
     * Stops: calls record nothing from now on, what was recorded is written and synced, sinks are closed. Waits for the
     * sinks, at most 30 s; what a sink has not written by then is dropped, counted, and told on standard error. Throws nothing.
     */
    @Override
    public void close() {
        Sessions.stop(this);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "the session without a name" : "the session '" + name + "'";
    }

    Backend backend() {
        return backend;
    }

    Config config() {
        return config;
    }

    Throwable startedAt() {
        return startedAt;
    }
}
