/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.JvmMetrics;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Scope;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.StoreInfo;
import io.ttlog.TTLogException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.jvm.JvmWatch;
import io.ttlog.core.pump.Origin;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.pump.Pump;
import io.ttlog.core.pump.Stage;
import io.ttlog.core.redact.Rewriter;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.AgentContexts;
import io.ttlog.spi.Backend;
import io.ttlog.spi.Config;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.Limit;
import io.ttlog.spi.LogCall;
import io.ttlog.spi.Loggers;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.NoBackend;
import io.ttlog.spi.VirtualThreads;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running ttlog: rings, pump, sinks. Safe for all threads. Recording allocates nothing in steady state and never blocks,
 * unless the configuration says {@link io.ttlog.Overflow#BLOCK}.
 */
public final class Recorder implements Backend {
    /** How long {@link #close()} waits for sinks before it gives up on them. */
    static final Duration CLOSE_TIME_MAX = Duration.ofSeconds(30);

    /** Most keys of fields and labels. */
    static final int KEYS_MAX = 65_536;
    /** Most names of spans, metrics and loggers. */
    static final int NAMES_MAX = 65_536;
    /** Most names of threads. */
    static final int THREADS_MAX = 16_384;
    /** Longest key, name of a span, metric, thread or logger; a longer one is as good as none. */
    static final int NAME_CHARS_MAX = 256;
    /** Most values of a log call that have no hole; those beyond are lost and counted. */
    static final int ARGUMENTS_MAX = 64;
    /** Longest text value; a longer one is cut with a mark. Also at most a quarter of the largest record. */
    static final int TEXT_CHARS_MAX = 16_384;
    /** Longest error text; a longer one is cut with a mark. Also at most half of the largest record. */
    static final int ERROR_CHARS_MAX = 32_768;

    /** How long a flush and the end wait for suppliers of gauges, all together. */
    static final long GAUGES_NANOS_MAX = 2 * GaugeWatch.ANSWER_NANOS_MAX;

    /** Slots for producers that are found without a thread-local; a power of two. */
    static final int RECENT_MAX = 256;

    private final Config config;
    private final List<Sink> sinks;
    private final Symbols symbols;
    private final EpochClock clock;
    private final Inlets inlets;
    private final Tally notBegun = new Tally(); // events whose caller had not even a producer
    private final Pump pump;
    private final Losses losses = new Losses();
    private final Scope endedScope = losses::misuse;
    private final Scope bottomScope = this::leaveNothing;
    private final Vocabulary keys;
    private final Vocabulary names;
    private final Vocabulary threads;
    private final Sites sites;
    private final Sites
            bridgedSites; // of texts whose logger is given: those of macros keep the class that they were found in
    private final Metrics metrics;
    private final MetricReadings readings;
    private final GaugeWatch gauges;
    private final SelfMetrics selfMetrics;
    private final SpanKeys spanKeys;
    private final UnfinishedSpans unfinished;
    private @Nullable JvmWatch jvm; // set before the pump starts
    private final Counters counters;
    private final int[] argumentKeys = new int[ARGUMENTS_MAX];
    private final int serviceSymbol;
    private final int ringBytes;
    private final Overflows overflows;
    private final @Nullable HeadSampler head;
    private final Producers producers = new Producers(this::newProducer);
    private final SpareEncoders spareEncoders = new SpareEncoders(this::newEncoder);
    private final SpanIds.Seeds spanSeeds = new SpanIds.Seeds();

    /** The producers that were asked for last, by the hash of their thread: a look here costs a third of a thread-local's. */
    private final @Nullable Producer[] recent = new Producer[RECENT_MAX];

    private final Object closing = new Object(); // held by who closes, as long as a sink hangs
    private final Object leftovers = new Object(); // held for moments
    private volatile boolean closed; // takes nothing more
    private volatile boolean stopped; // the close has ended
    private volatile long endedNanos; // means something once closed

    private Recorder(
            Config config, Symbols symbols, Pipeline pipeline, List<Sink> sinks, EpochClock clock, Metrics metrics) {
        this.config = config;
        this.sinks = List.copyOf(sinks);
        this.symbols = symbols;
        this.clock = clock;
        this.ringBytes = config.ringBytes();
        this.overflows = new Overflows(config.overflow(), ringBytes, clock, this::isClosed);
        this.head = config.sampling().keepsAll() ? null : new HeadSampler(config.sampling(), clock.ticks());
        this.serviceSymbol = symbols.intern(config.service());
        this.keys = new Vocabulary(symbols, KEYS_MAX, NAME_CHARS_MAX);
        this.names = new Vocabulary(symbols, NAMES_MAX, NAME_CHARS_MAX);
        this.threads = new Vocabulary(symbols, THREADS_MAX, NAME_CHARS_MAX);
        this.sites = new Sites(symbols, keys, names);
        this.bridgedSites = new Sites(symbols, keys, null);
        for (int i = 0; i < ARGUMENTS_MAX; i++) {
            argumentKeys[i] = keys.symbol("arg" + i);
        }
        this.inlets = new Inlets(ringBytes);
        Pipeline whole = config.level() == Level.TRACE
                ? pipeline
                : pipeline.with(Stage.atLeast(config.level(), Loggers::maySend));
        Origin origin = new Origin(clock::nanos, serviceSymbol, names::symbol);
        Metrics self = new Metrics();
        Rewriter rewriter =
                config.redaction().isNone() ? null : new Rewriter(config.redaction(), symbols, recordBytesMax());
        this.pump = new Pump(
                inlets,
                whole,
                config.sampling(),
                overflows.waitingKinds(),
                ringBytes,
                sinks,
                new PumpChores(),
                self,
                origin,
                rewriter);
        this.gauges = new GaugeWatch(metrics, System.err, System::nanoTime);
        this.readings = new MetricReadings(metrics, this, serviceSymbol, pump::inject);
        this.selfMetrics =
                new SelfMetrics(self, this, new MetricReadings(self, this, symbols.intern(Status.SELF), pump::inject));
        this.metrics = metrics;
        this.spanKeys = SpanKeys.of(keys);
        this.unfinished =
                new UnfinishedSpans(clock, config.unfinishedAfter().toNanos(), spanKeys.unfinished(), pump::pass);
        this.counters = new Counters(config, inlets, notBegun, pump, rewriter, losses, metrics);
    }

    /**
     * Opens the sinks that the configuration names and starts.
     *
     * @throws TTLogException when a sink is not on the class path or cannot be opened
     */
    public static Recorder start(Config config) {
        return start(config, Metrics.process());
    }

    /** As {@link #start(Config)}, with metrics of its own. */
    static Recorder start(Config config, Metrics metrics) {
        Symbols symbols = new Symbols();
        List<Sink> sinks = OwnThread.call("ttlog-start", () -> ConfiguredSinks.open(config, symbols));
        return start(config, symbols, Pipeline.EMPTY, sinks, new EpochClock(), metrics);
    }

    /**
     * Starts with sinks and stages of the caller's making, whatever sinks the configuration names.
     *
     * @param sinks owned by the recorder from now on; they must know events by the same symbols
     */
    public static Recorder start(Config config, Symbols symbols, Pipeline pipeline, List<Sink> sinks) {
        return start(config, symbols, pipeline, sinks, new EpochClock(), Metrics.process());
    }

    static Recorder start(
            Config config, Symbols symbols, Pipeline pipeline, List<Sink> sinks, EpochClock clock, Metrics metrics) {
        Rehearsal.play();
        Recorder recorder = new Recorder(config, symbols, pipeline, sinks, clock, metrics);
        if (config.jvmMetrics() != JvmMetrics.OFF) {
            recorder.jvm = new JvmWatch(config.jvmMetrics() == JvmMetrics.WITH_ALLOCATION, System.err);
        }
        recorder.pump.start();
        metrics.attach(recorder);
        return recorder;
    }

    /** One that goes nowhere: its pump does not run, its rings just fill. */
    static Recorder unstarted(Config config) {
        return new Recorder(config, new Symbols(), Pipeline.EMPTY, List.of(), new EpochClock(), new Metrics());
    }

    /** The strings that records of this recorder name by number. */
    public Symbols symbols() {
        return symbols;
    }

    /** The symbol of the configured service. */
    public int service() {
        return serviceSymbol;
    }

    /** The encoder of the calling thread, for {@link #submit}; the next call in the thread returns the same one. */
    public EventEncoder encoder() {
        return producer().rawEncoder();
    }

    /**
     * Ends the record in the encoder and hands it over.
     *
     * @return false when it was dropped and counted: too large, no room (after waiting, under BLOCK), or closed
     */
    public boolean submit(EventEncoder encoder) {
        return producer().submit(encoder);
    }

    /**
     * As {@link #submit(EventEncoder)}, for callers that can wait: when there is no room, blocks at most so long for it, whatever
     * the configured policy is, and does not drop another event in favour of this one.
     *
     * @param waitNanosMax zero or less does not wait
     */
    public boolean submit(EventEncoder encoder, long waitNanosMax) {
        return producer().submitPatiently(encoder, waitNanosMax);
    }

    Producer producer() {
        final Thread thread = Thread.currentThread();
        final Producer known = recent[System.identityHashCode(thread) & RECENT_MAX - 1];
        return known != null && known.belongsTo(thread) ? known : producerOf(thread);
    }

    /** That of the calling thread, if it has recorded. */
    private @Nullable Producer producerIfAny() {
        final Thread thread = Thread.currentThread();
        final Producer known = recent[System.identityHashCode(thread) & RECENT_MAX - 1];
        return known != null && known.belongsTo(thread) ? known : producers.ofCallerIfAny();
    }

    private Producer producerOf(Thread thread) {
        final Producer producer = producers.ofCaller();
        if (!producer.isFrugal() && !closed) { // virtual threads come and go, and would only push out the others
            // A data race without harm: whoever reads the slot compares the final field `thread` with itself.
            recent[System.identityHashCode(thread) & RECENT_MAX - 1] = producer;
        }
        return producer;
    }

    /** Forgets dead threads, which would otherwise keep their class loaders. */
    private void forgetDead() {
        for (int i = 0; i < RECENT_MAX; i++) {
            final Producer known = recent[i];
            if (known != null && !known.isAlive()) {
                recent[i] = null;
            }
        }
    }

    /** With which context the thread was started; the agent carries those of the static methods alone. */
    @SuppressWarnings("ReferenceEquality") // those of the process, and no other
    private Context startedIn(Thread thread) {
        return metrics == Metrics.process() ? AgentContexts.of(thread) : Context.ROOT;
    }

    private Producer newProducer() {
        Thread thread = Thread.currentThread();
        boolean own = thread instanceof OwnThread;
        boolean virtual = VirtualThreads.isVirtual(thread);
        Inlet inlet = own || virtual ? inlets.shared() : inlets.owned(thread);
        Producer producer = new Producer(this, inlet, own, virtual);
        Context startedIn = startedIn(thread);
        if (!startedIn.equals(Context.ROOT)) {
            producer.enter(startedIn); // for the life of the thread
        }
        return producer;
    }

    /** As a virtual thread has it. */
    Producer newFrugalProducer() {
        return new Producer(this, inlets.shared(), false, true);
    }

    Metrics metrics() {
        return metrics;
    }

    /** What is left out of the readings, and how often, by the name of the gauge. */
    Map<String, Long> gaugesLeftOut() {
        return gauges.leftOut();
    }

    /** Reads the metrics as the pump does, for nobody. */
    void rehearseReadings() {
        new MetricReadings(metrics, this, serviceSymbol, (record, bytes) -> {}).read(false);
    }

    /** Lets go of what threads keep. */
    void forgetProducers() {
        producers.close();
        unfinished.forget();
        Arrays.fill(recent, null);
    }

    FieldWriter newWriter(boolean frugal) {
        return new FieldWriter(keys, losses, textCharsMax(), frugal);
    }

    SiteCache newSiteCache() {
        return new SiteCache(sites);
    }

    Bridging newBridging(boolean frugal) {
        return new Bridging(this, bridgedSites, frugal);
    }

    Sites sites() {
        return sites;
    }

    SpanKeys spanKeys() {
        return spanKeys;
    }

    UnfinishedSpans unfinished() {
        return unfinished;
    }

    SpareEncoders spareEncoders() {
        return spareEncoders;
    }

    /** Another encoder for records of the size that the ring can take. */
    EventEncoder newEncoder() {
        return new EventEncoder(Math.min(recordBytesMax(), EventFormat.RECORD_BYTES_MAX));
    }

    SpanIds newSpanIds() {
        return new SpanIds(spanSeeds.next());
    }

    EpochClock clock() {
        return clock;
    }

    Losses losses() {
        return losses;
    }

    /** The symbol for the key of a field; {@link Symbols#NONE} when it is empty, too long, or there are too many. */
    public int keySymbol(String key) {
        return keys.symbol(key);
    }

    /** The symbol for the name of a thread; {@link Symbols#NONE} when it is empty, too long, or there are too many. */
    public int threadSymbol(String name) {
        return threads.symbol(name);
    }

    /**
     * The symbol for the name of a span, metric, logger or service; {@link Symbols#NONE}, which is counted as a value lost, when
     * it is null, empty, too long, or there are too many.
     */
    public int nameSymbol(@Nullable String name) {
        int symbol = names.symbol(name);
        if (symbol == Symbols.NONE) {
            losses.valueLost(DropReason.CARDINALITY);
        }
        return symbol;
    }

    WordCache newNameCache() {
        return new WordCache(names);
    }

    int argumentKey(int index) {
        return index < ARGUMENTS_MAX ? argumentKeys[index] : Symbols.NONE;
    }

    /** Longest text of a field; a record that has several of this length need not hold them all. */
    public int textCharsMax() {
        return Math.min(TEXT_CHARS_MAX, recordBytesMax() / 4);
    }

    /** Longest error text. */
    public int errorCharsMax() {
        return Math.min(ERROR_CHARS_MAX, recordBytesMax() / 2);
    }

    /** Whether {@link #close} has been called, after which nothing is taken. */
    public boolean isClosed() {
        return closed;
    }

    /** Bytes of the largest record that the ring can take. */
    public int recordBytesMax() {
        return ringBytes / Ring.RECORDS_MIN;
    }

    Overflows overflows() {
        return overflows;
    }

    /** Decides which traces are recorded; null when all are. */
    @Nullable
    HeadSampler head() {
        return head;
    }

    // What a call needs and the caller has not (stack, memory for its ring) costs the event and is counted: the
    // application gets no Error from here that its own next call would not get as well.

    @Override
    public LogCall call(Level level, String template) {
        try {
            final long now = clock.nanos();
            return producer().call(level, template, now);
        } catch (Throwable failure) {
            notBegun(Tally.kind(level));
            return NoBackend.CALL;
        }
    }

    @Override
    public LogCall call(Level level, String template, Limit limit) {
        try {
            return producer().call(level, template, limit);
        } catch (Throwable failure) {
            notBegun(Tally.kind(level));
            return NoBackend.CALL;
        }
    }

    @Override
    public LogCall call(Level level, String template, String logger) {
        try {
            final long now = clock.nanos();
            return producer().call(level, template, logger, now);
        } catch (Throwable failure) {
            notBegun(Tally.kind(level));
            return NoBackend.CALL;
        }
    }

    @Override
    public LogEvent event(Level level) {
        try {
            final long now = clock.nanos();
            return producer().event(level, now);
        } catch (Throwable failure) {
            notBegun(Tally.kind(level));
            return NoBackend.EVENT;
        }
    }

    @Override
    public LogEvent event(Level level, Limit limit) {
        try {
            return producer().event(level, limit);
        } catch (Throwable failure) {
            notBegun(Tally.kind(level));
            return NoBackend.EVENT;
        }
    }

    @Override
    public Span span(String name) {
        try {
            return producer().span(name);
        } catch (Throwable failure) {
            notBegun(Tally.kind(Signal.SPAN));
            return NoBackend.SPAN;
        }
    }

    @Override
    public Span span(String name, Context parent) {
        try {
            return producer().span(name, parent);
        } catch (Throwable failure) {
            notBegun(Tally.kind(Signal.SPAN));
            return NoBackend.SPAN;
        }
    }

    @Override
    public Context context() {
        try {
            if (closed) {
                return Context.ROOT;
            }
            final Producer known = producerIfAny(); // who asks need not have one
            return known == null ? startedIn(Thread.currentThread()) : known.context();
        } catch (Throwable failure) {
            losses.valueLost(DropReason.ENCODE_ERROR);
            return Context.ROOT;
        }
    }

    @Override
    public Scope enter(Context context) {
        try {
            return closed ? NoBackend.SCOPE : producer().enter(context);
        } catch (Throwable failure) {
            losses.valueLost(DropReason.ENCODE_ERROR);
            return NoBackend.SCOPE;
        }
    }

    @Override
    public boolean sampledSpan(Exemplar exemplar) {
        try {
            return !closed && producer().sampledSpan(exemplar);
        } catch (Throwable failure) {
            return false; // the value is recorded all the same
        }
    }

    @Override
    public Scope enterTask(Context context) {
        try {
            if (closed) {
                return NoBackend.SCOPE;
            }
            return context.equals(Context.ROOT) && isNothingCurrent()
                    ? bottomScope
                    : producer().enterTask(context);
        } catch (Throwable failure) {
            losses.valueLost(DropReason.ENCODE_ERROR);
            return NoBackend.SCOPE;
        }
    }

    private boolean isNothingCurrent() {
        final Producer known = producerIfAny();
        return known == null ? startedIn(Thread.currentThread()).equals(Context.ROOT) : known.current() == null;
    }

    /** Around a task where nothing is current: costs its thread no producer. */
    private void leaveNothing() {
        final Producer known = producerIfAny();
        if (known != null) {
            known.clear();
        }
    }

    @Override
    public Scope endedScope() {
        return endedScope;
    }

    void notBegun(int kind) {
        notBegun.addShared(Tally.SUBMITTED, kind, 1);
        notBegun.addShared(Tally.dropped(DropReason.ENCODE_ERROR), kind, 1);
    }

    @Override
    public boolean flush(Ack level, Duration timeout) {
        if (level == Ack.ACCEPTED || !metrics.hasSupplied()) {
            return pump.flush(level, timeout);
        }
        final long begun = System.nanoTime();
        gauges.await(begun + min(timeout, GAUGES_NANOS_MAX));
        return pump.flush(level, timeout.minusNanos(System.nanoTime() - begun));
    }

    private static long min(Duration time, long nanosMax) {
        return time.compareTo(Duration.ofNanos(nanosMax)) < 0 ? time.toNanos() : nanosMax;
    }

    @Override
    public void close() {
        close(CLOSE_TIME_MAX);
    }

    /** As {@link #close()}, with another bound than {@link #CLOSE_TIME_MAX}. */
    void close(Duration timeMax) {
        synchronized (closing) {
            if (closed) {
                return;
            }
            endedNanos = System.nanoTime();
            closed = true;
            metrics.detach(this);
            try {
                gauges.await(endedNanos + min(timeMax, GAUGES_NANOS_MAX));
                gauges.close();
                if (!pump.stop(timeMax)) {
                    System.err.println("ttlog: a sink did not end within " + timeMax.toMillis()
                            + " ms of the stop; what it had not written is lost");
                }
                forgetProducers();
            } finally {
                if (jvm != null) {
                    jvm.close();
                }
                stopped = true;
            }
        }
    }

    @Override
    public Stats stats() {
        dropLeftovers();
        return counters.stats();
    }

    @Override
    public Status status() {
        dropLeftovers();
        return readStatus();
    }

    @Override
    public @Nullable StoreInfo info() {
        if (closed) {
            return null;
        }
        for (Sink sink : sinks) {
            final StoreInfo info = sink.info();
            if (info != null) {
                return info;
            }
        }
        return null;
    }

    /** Has what came too late counted, behind those threads that have ended; a sink that hangs in its close is not waited for. */
    private void dropLeftovers() {
        if (closed) {
            synchronized (leftovers) {
                pump.dropLeftovers();
            }
        }
    }

    /** As {@link #status}, but counts only: for the pump thread, too. */
    Status readStatus() {
        return counters.status(closed ? endedNanos : System.nanoTime(), stopped);
    }

    private final class PumpChores implements Pump.Chores {
        private long lastReading = System.nanoTime();
        private boolean readingDue;
        private @Nullable MetricReadings jvmReadings; // of the watch

        @Override
        public void tick() {
            clock.anchor();
            forgetDead();
            unfinished.tick();
            long now = System.nanoTime();
            if (now - lastReading >= config.metricsEvery().toNanos()) {
                lastReading = now;
                readingDue = true;
                gauges.request();
            }
            if (readingDue && gauges.isOver()) {
                readingDue = false;
                readings.read(false);
                if (config.selfMetrics()) {
                    selfMetrics.read();
                }
                if (jvm != null) {
                    jvm.request();
                }
            }
            readJvm();
        }

        /** What the watch saw since the last time. */
        private void readJvm() {
            final JvmWatch watch = jvm;
            if (watch != null && watch.hasNews()) {
                if (jvmReadings == null) {
                    jvmReadings = new MetricReadings(watch.metrics(), Recorder.this, serviceSymbol, pump::inject);
                }
                jvmReadings.read(false);
            }
        }

        @Override
        public void beforeBarrier() {
            readings.read(true);
        }

        @Override
        public void beforeEnd() {
            unfinished.tellAll();
            readJvm();
            if (config.selfMetrics()) {
                selfMetrics.read();
            }
        }
    }
}
