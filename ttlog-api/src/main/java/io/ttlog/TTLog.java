/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.AttachProvider;
import io.ttlog.spi.Backend;
import io.ttlog.spi.Config;
import io.ttlog.spi.Limit;
import io.ttlog.spi.Loggers;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.NoBackend;
import io.ttlog.spi.QueryProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The front door: start, log, trace, measure, ask. Meant for {@code import static io.ttlog.TTLog.*}. Safe for all threads.
 *
 * <p>Before {@link TTLogBuilder#start} and after {@link TTLogSession#close} every recording call does nothing. Between them
 * no recording call throws, blocks or does I/O, unless {@link Overflow#BLOCK} was asked for. Null arguments are recorded as
 * such or left out, and counted where something is lost.
 *
 * <p>When the JVM ends by itself (the last thread ends, {@link System#exit}, SIGTERM), a shutdown hook stops ttlog and what
 * was recorded before is delivered. What other shutdown hooks record may come too late, since hooks run in no order.
 */
public final class TTLog extends LogMacros {
    private static final Duration QUERY_FLUSH_TIME_MAX = Duration.ofSeconds(5);
    private static volatile @Nullable Path directory; // of the last store, kept after the stop for queries

    private TTLog() {}

    /** Settings, then {@link TTLogBuilder#start}. */
    public static TTLogBuilder init() {
        return new TTLogBuilder();
    }

    /**
     * Starts ttlog with a store in the directory and nothing else: logs, spans and metrics are kept there, and asked for by {@link #query}; nothing
     * is printed. {@code init().data(directory).store(true).console(false).start()}.
     *
     * @return closing it stops, and closes the store; the end of the JVM does so, too
     * @throws TTLogException as {@link TTLogBuilder#start}; NOT_AVAILABLE when the store is not on the class path
     */
    public static TTLogSession store(Path directory) {
        return init().data(directory).store(true).console(false).start();
    }

    /** The sessions that run in this process, in the order in which they were started: the one that the static methods use, and those with a name. */
    public static List<TTLogSession> sessions() {
        return Sessions.running();
    }

    /**
     * Weaves the classes of this JVM that are annotated with {@link Instrument}, those that are loaded and those that will be, if that
     * has not been done: for development, where a flag and a step of the build are in the way. Takes up to some seconds, as a second process
     * does it; from JDK 21 on the JVM prints a warning. Must come before what it shall weave is called, and needs {@code
     * ttlog-agent} on the class path.
     *
     * @throws TTLogException NOT_AVAILABLE without {@code ttlog-agent}, or when the JVM refuses
     */
    public static void attach() {
        AttachProvider provider = first(AttachProvider.class);
        if (provider == null) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE, "nothing on the class path can weave; add io.ttlog:ttlog-agent");
        }
        provider.attach();
        TaskContexts.connect();
    }

    /** Starts a TRACE event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atTrace() {
        return at(Level.TRACE);
    }

    /** Starts a DEBUG event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atDebug() {
        return at(Level.DEBUG);
    }

    /** Starts an INFO event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atInfo() {
        return at(Level.INFO);
    }

    /** Starts a WARN event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atWarn() {
        return at(Level.WARN);
    }

    /** Starts an ERROR event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atError() {
        return at(Level.ERROR);
    }

    /** Starts a FATAL event written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent atFatal() {
        return at(Level.FATAL);
    }

    /** Starts an event of the level, INFO for null, written field by field; recorded by its {@link LogEvent#log}. */
    public static LogEvent at(@Nullable Level level) {
        final Level known = level == null ? Level.INFO : level;
        return threshold <= known.ordinal() ? backend.event(known) : NoBackend.EVENT;
    }

    /**
     * Log calls of which one in each period is recorded, and the others counted ({@link DropReason#RATE_LIMITED}): {@code
     * every(30, SECONDS).warn("Queue {name} is full", name)}. The first passes; one that passes later says in its weight how many
     * it stands for: those left out since the last, and itself. Goes by the text of the call, in all threads together. Allocates
     * nothing once the period has been used, for up to some 256 different ones. A period that is not positive limits nothing.
     *
     * <p>Beyond 65,536 texts, or 8 limits of one text, nothing is limited, which is counted ({@link Stats#valuesLost} as
     * CARDINALITY).
     */
    public static Limited every(long period, @Nullable TimeUnit unit) {
        return Limits.every(unit == null ? 0 : unit.toNanos(period));
    }

    /** Log calls of which the first is recorded until ttlog stops, and the others counted; otherwise as {@link #every}. */
    public static Limited once() {
        return Limits.every(Limit.PERIOD_NANOS_MAX);
    }

    /**
     * Log calls of which each is recorded with this probability, with the weight {@code 1 / probability}, and the others counted
     * ({@link DropReason#SAMPLED}): {@code sample(0.01).info("Hit {key}", key)}. 1 and more records all, 0 and less none.
     * Allocates as {@link #every}.
     */
    public static Limited sample(double probability) {
        return Limits.sample(probability);
    }

    /**
     * Gives loggers of other logging APIs (SLF4J) a level from now on: the logger of the name and those below it at a dot, {@code
     * level("org.hibernate", Level.WARN)}. The longest name wins; without one the level of {@link TTLogBuilder#level(Level)} holds.
     * It may be less severe than that. Holds until it is taken back or ttlog stops. The calls of this class do not go by it.
     *
     * @param level null takes back what was given to this very name
     * @throws TTLogException when the name is null, blank or of more than 256 characters, or when 4,096 names have a level
     */
    public static void level(String logger, @Nullable Level level) {
        Loggers.level(logger, level);
    }

    /** A named value for a log call: {@code info("Login", kv("user_id", 7))}. Allocates; {@link #atInfo} does not. */
    public static KeyValue kv(String key, @Nullable Object value) {
        return new KeyValue(key, value);
    }

    /**
     * Starts a span, the child of the innermost one that is open in the calling thread. To be closed in the same thread,
     * unless it is {@linkplain Span#detach detached}. Allocates nothing in steady state up to 48 spans open inside each other; when 256 are
     * open, or the innermost has been for a day, they are closed as forgotten, as misuses, and this one begins a new trace.
     */
    public static Span span(String name) {
        return backend.span(name);
    }

    /**
     * Starts a span, the child of what a request brought along ({@link SpanContext#parse}), with the baggage of the calling
     * thread; without a valid parent as {@link #span(String)}. What is begun in the thread meanwhile is inside it. Allocates.
     */
    public static Span span(String name, @Nullable SpanContext parent) {
        return parent == null || !parent.isValid()
                ? backend.span(name)
                : backend.span(name, Context.current().with(parent));
    }

    /** Starts a span inside another context than that of the thread: {@link Context#ROOT} begins a new trace. Allocates nothing. */
    public static Span span(String name, @Nullable Context parent) {
        return parent == null ? backend.span(name) : backend.span(name, parent);
    }

    /** Does the work inside a span, which tells what the work throws; that is thrown on. */
    public static <X extends Exception> void span(String name, SpanAction<X> work) throws X {
        try (Span span = span(name)) {
            try {
                work.run();
            } catch (Throwable failure) {
                span.fail(failure);
                throw failure;
            }
        }
    }

    /** Does the work inside a span, which tells what the work throws; that is thrown on. */
    public static <T extends @Nullable Object, X extends Exception> T span(String name, SpanWork<T, X> work) throws X {
        try (Span span = span(name)) {
            try {
                return work.call();
            } catch (Throwable failure) {
                span.fail(failure);
                throw failure;
            }
        }
    }

    /** The counter of the name, the same object for the life of the process, started or not. Allocates at first. */
    public static Counter counter(@Nullable String name) {
        return Metrics.process().counter(name);
    }

    /**
     * As {@link #counter(String)}, and says what it counts. Who says so first is right: another unit or description later is ignored and counted
     * ({@link Stats#misuses}). Both are columns of {@code metrics}.
     *
     * @param unit as in UCUM: {@code s}, {@code By}, {@code {request}}; null or empty for none
     * @param description for people; null or empty for none
     */
    public static Counter counter(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return Metrics.process().counter(name, unit, description);
    }

    /** The up-down counter of the name, the same object for the life of the process, started or not. Allocates at first. */
    public static UpDownCounter upDownCounter(@Nullable String name) {
        return Metrics.process().upDownCounter(name);
    }

    /** As {@link #upDownCounter(String)}, with unit and description as {@link #counter(String, String, String)}. */
    public static UpDownCounter upDownCounter(
            @Nullable String name, @Nullable String unit, @Nullable String description) {
        return Metrics.process().upDownCounter(name, unit, description);
    }

    /** The gauge of the name, the same object for the life of the process, started or not. Allocates at first. */
    public static Gauge gauge(@Nullable String name) {
        return Metrics.process().gauge(name);
    }

    /** As {@link #gauge(String)}, with unit and description as {@link #counter(String, String, String)}. */
    public static Gauge gauge(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return Metrics.process().gauge(name, unit, description);
    }

    /** The gauge of the name, which from now on is read from the supplier: {@link Gauge#from}. */
    public static Gauge gauge(@Nullable String name, @Nullable DoubleSupplier supplier) {
        return gauge(name).from(supplier);
    }

    /** The histogram of the name, the same object for the life of the process, started or not. Allocates at first. */
    public static Histogram histogram(@Nullable String name) {
        return Metrics.process().histogram(name);
    }

    /** As {@link #histogram(String)}, with unit and description as {@link #counter(String, String, String)}. */
    public static Histogram histogram(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return Metrics.process().histogram(name, unit, description);
    }

    /** The timer of the name, in seconds, the same object for the life of the process, started or not. Allocates at first. */
    public static Timer timer(@Nullable String name) {
        return Metrics.process().timer(name);
    }

    /** As {@link #timer(String)}, with a description as {@link #counter(String, String, String)}. */
    public static Timer timer(@Nullable String name, @Nullable String description) {
        return Metrics.process().timer(name, description);
    }

    /**
     * Waits until everything recorded before the call has reached the level in every sink. Blocks, at most for the time given
     * and without regard to interrupts, whose flag stays set; allocates little.
     *
     * @param timeout zero asks without waiting
     * @return false when time ran out, a sink failed, or a sink has lost events since the last flush; false at once when ttlog
     *     is not running, since nothing could acknowledge, and when an argument is null or negative; else true at once for {@link
     *     Ack#ACCEPTED}. Events dropped at their call for want of room do not count: see {@link Stats}
     */
    public static boolean flush(@Nullable Ack level, @Nullable Duration timeout) {
        return level != null && timeout != null && !timeout.isNegative() && backend.flush(level, timeout);
    }

    /** The counters at this moment; {@link Stats#NONE} when ttlog is not running. Allocates, does not block. */
    public static Stats stats() {
        return backend.stats();
    }

    /**
     * How ttlog is at this moment: rings, counters, sinks and their last errors; {@link Status#NONE} when it is not running.
     * Print it, or ask its parts. Allocates, does not block.
     */
    public static Status status() {
        return backend.status();
    }

    /**
     * Runs one query over the store of this process, after what was recorded before the call has been written (waiting at
     * most 5 s for that). Blocks and allocates.
     *
     * @throws TTLogException when the SQL is wrong, the store cannot be read, or there is nothing that can answer
     */
    public static QueryResult query(String sql) {
        return query(sql, new Object[0]);
    }

    /**
     * The same with values for the parameters of the query: {@code query("SELECT ... WHERE user_id = ?", id)}. A value is a
     * whole number, Double, Boolean, String, Instant, Duration, byte[], an enum's constant (as its name), or null.
     *
     * @param values of each {@code ?}, from left to right
     * @throws TTLogException also when there are more or fewer values than parameters
     */
    public static QueryResult query(String sql, @Nullable Object... values) {
        TTLogException.given(sql, "the SQL of a query");
        return query(backend, store(), sql, Arrays.asList(values), Map.of());
    }

    /**
     * The same with named parameters: {@code query("SELECT ... WHERE user_id = :id", Map.of("id", id))}.
     *
     * @param named values of each {@code :name}
     * @throws TTLogException also when a value is missing or not asked for
     */
    public static QueryResult query(String sql, Map<String, ?> named) {
        TTLogException.given(sql, "the SQL of a query");
        return query(backend, store(), sql, List.of(), TTLogException.given(named, "the values of a query"));
    }

    private static Path store() {
        Path store = directory;
        if (store == null) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE, "no store to query: start ttlog first, TTLog.init().data(path).start()");
        }
        return store;
    }

    static QueryResult query(
            Backend recording, Path store, String sql, List<@Nullable Object> values, Map<String, ?> named) {
        TTLogException.given(sql, "the SQL of a query");
        QueryProvider provider = first(QueryProvider.class);
        if (provider == null) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE,
                    "nothing on the class path can query; add io.ttlog:ttlog-query (or io.ttlog:ttlog)");
        }
        recording.flush(Ack.WRITTEN, QUERY_FLUSH_TIME_MAX);
        return provider.query(store, sql, values, named);
    }

    /** A SELECT put together by method calls. */
    public static Query query() {
        return new Query();
    }

    /** Has the static methods record into the session. */
    static void bind(TTLogSession started, Map<String, Level> levels) {
        final Config config = started.config();
        directory = config.directory();
        backend = started.backend();
        threshold = config.level().ordinal();
        Loggers.start(backend, config.level(), levels);
        TaskContexts.connect();
    }

    /** Has them record nothing. */
    static void unbind() {
        threshold = OFF;
        backend = NoBackend.INSTANCE;
        Loggers.stop();
    }

    static <T> @Nullable T first(Class<T> service) {
        Iterator<T> found =
                ServiceLoader.load(service, TTLog.class.getClassLoader()).iterator();
        return found.hasNext() ? found.next() : null;
    }
}
