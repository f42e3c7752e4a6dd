/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.Config;
import io.ttlog.spi.Loggers;
import io.ttlog.spi.OverflowPolicies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings before the start: {@code TTLog.init().service("shop").start()}. Every setting has a default; a bad value is
 * refused at once with a {@link TTLogException} that names it and the limit. Not safe for several threads.
 */
public final class TTLogBuilder {
    /** Smallest ring. */
    public static final int RING_BYTES_MIN = 64 << 10;
    /** Largest ring. */
    public static final int RING_BYTES_MAX = 64 << 20;
    /** Longest service name. */
    public static final int SERVICE_CHARS_MAX = 256;

    /** Longest name of a session. */
    public static final int NAME_CHARS_MAX = 64;

    private static final int LEVELS_MAX = Loggers.ENTRIES_MAX / 2;
    private static final Duration METRICS_EVERY_MIN = Duration.ofMillis(100);
    private static final Duration METRICS_EVERY_MAX = Duration.ofDays(1);
    private static final Duration UNFINISHED_AFTER_MIN = Duration.ofSeconds(1);
    private static final Duration UNFINISHED_AFTER_MAX = Duration.ofDays(1);
    private static final Duration BLOCK_MAX = Duration.ofHours(1);
    private static final Duration BLOCK_UNLESS_GIVEN = Duration.ofSeconds(1);

    private @Nullable String name;
    private String service = "app";
    private Path directory = Path.of("ttlog-data");
    private Level level = Level.INFO;
    private final Map<String, Level> levels = new HashMap<>();
    private OverflowPolicies.Policy overflow = policy(Overflow.DROP_NEWEST, BLOCK_UNLESS_GIVEN);
    private final Map<Signal, OverflowPolicies.Policy> overflowBySignal = new EnumMap<>(Signal.class);
    private final Map<Level, OverflowPolicies.Policy> overflowByLevel = new EnumMap<>(Level.class);
    private int ringBytes = 256 << 10;
    private Duration metricsEvery = Duration.ofSeconds(10);
    private boolean selfMetrics = true;
    private Sampling sampling = Sampling.all();
    private Duration unfinishedAfter = Config.UNFINISHED_AFTER_UNLESS_GIVEN;
    private Redaction redaction = Redaction.standard();
    private JvmMetrics jvmMetrics = JvmMetrics.OFF;
    private @Nullable Boolean console;
    private @Nullable Boolean store;
    private final Set<String> sinks = new LinkedHashSet<>();
    private final Map<String, String> options = new HashMap<>();

    TTLogBuilder() {}

    /**
     * Starts a session beside others: an instance of ttlog with sinks, threads, metrics and contexts of its own, which is used by the methods of
     * {@link TTLogSession}. The static methods record into the session without a name.
     *
     * @param name 1 to {@value #NAME_CHARS_MAX} characters, not all blank; no other session that runs has it
     */
    public TTLogBuilder name(String name) {
        TTLogException.given(name, "name");
        if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
            throw refuse("name", "'" + name + "'", "1 to " + NAME_CHARS_MAX + " characters, not all blank");
        }
        this.name = name;
        return this;
    }

    /** The name of this program in the {@code service} column; {@code app} unless given. */
    public TTLogBuilder service(String name) {
        TTLogException.given(name, "service");
        if (name.isBlank() || name.length() > SERVICE_CHARS_MAX) {
            throw refuse("service", "'" + name + "'", "1 to " + SERVICE_CHARS_MAX + " characters, not all blank");
        }
        service = name;
        return this;
    }

    /** The directory of the store; {@code ttlog-data} in the working directory unless given. */
    public TTLogBuilder data(Path directory) {
        this.directory = TTLogException.given(directory, "data");
        return this;
    }

    /** The least severe level that is recorded; {@link Level#INFO} unless given. */
    public TTLogBuilder level(Level level) {
        this.level = TTLogException.given(level, "level");
        return this;
    }

    /** As {@link TTLog#level(String, Level)}, from the start on; up to 2,048 names. */
    public TTLogBuilder level(String logger, Level level) {
        Loggers.checked(logger);
        if (levels.size() == LEVELS_MAX && !levels.containsKey(logger)) {
            throw refuse(
                    "level",
                    "given to '" + logger + "'",
                    "given to " + LEVELS_MAX + " loggers, a common prefix of many");
        }
        levels.put(logger, TTLogException.given(level, "level of " + logger));
        return this;
    }

    /** Whether events are printed; yes, when the console sink is on the class path, unless given. */
    public TTLogBuilder console(boolean wanted) {
        console = wanted;
        return this;
    }

    /** Whether events are stored; yes, when the store is on the class path, unless given. */
    public TTLogBuilder store(boolean wanted) {
        store = wanted;
        return this;
    }

    /**
     * What a call does when its ring is full; {@link Overflow#DROP_NEWEST} unless given. BLOCK waits at most a second. What is
     * given for a signal goes before this, and what is given for a level before both, in whatever order they are given.
     */
    public TTLogBuilder overflow(Overflow overflow) {
        return overflow(overflow, BLOCK_UNLESS_GIVEN);
    }

    /** As {@link #overflow(Overflow)}; {@link Overflow#BLOCK} waits at most so long, up to an hour. */
    public TTLogBuilder overflow(Overflow overflow, Duration blockAtMost) {
        this.overflow = policy(overflow, blockAtMost);
        return this;
    }

    /** As {@link #overflow(Overflow)}, for events of the signal. Metrics cannot be sampled. */
    public TTLogBuilder overflow(Signal signal, Overflow overflow) {
        return overflow(signal, overflow, BLOCK_UNLESS_GIVEN);
    }

    /** As {@link #overflow(Overflow, Duration)}, for events of the signal. Metrics cannot be sampled. */
    public TTLogBuilder overflow(Signal signal, Overflow overflow, Duration blockAtMost) {
        TTLogException.given(signal, "overflow");
        if (signal.isRollUp()) {
            throw refuse("overflow", signal.name(), "a signal that is recorded: the store makes roll-ups of metrics");
        }
        if (signal == Signal.METRIC && overflow == Overflow.SAMPLE) {
            throw refuse(
                    "overflow", "SAMPLE for METRIC", "any other policy: a reading that is left out has no stand-in");
        }
        overflowBySignal.put(signal, policy(overflow, blockAtMost));
        return this;
    }

    /** As {@link #overflow(Overflow)}, for log events of this very level. */
    public TTLogBuilder overflow(Level level, Overflow overflow) {
        return overflow(level, overflow, BLOCK_UNLESS_GIVEN);
    }

    /** As {@link #overflow(Overflow, Duration)}, for log events of this very level. */
    public TTLogBuilder overflow(Level level, Overflow overflow, Duration blockAtMost) {
        overflowByLevel.put(TTLogException.given(level, "overflow"), policy(overflow, blockAtMost));
        return this;
    }

    private static OverflowPolicies.Policy policy(Overflow overflow, Duration blockAtMost) {
        TTLogException.given(overflow, "overflow");
        TTLogException.given(blockAtMost, "overflow");
        if (blockAtMost.isNegative() || blockAtMost.compareTo(BLOCK_MAX) > 0) {
            throw refuse("overflow", blockAtMost.toString(), "a wait from PT0S to " + BLOCK_MAX);
        }
        return new OverflowPolicies.Policy(overflow, blockAtMost);
    }

    /** Bytes of each thread's ring, a power of two; 256 KiB unless given. An event may take a quarter of it. */
    public TTLogBuilder ringBytes(int bytes) {
        if (Integer.bitCount(bytes) != 1 || bytes < RING_BYTES_MIN || bytes > RING_BYTES_MAX) {
            throw refuse(
                    "ringBytes",
                    Integer.toString(bytes),
                    "a power of two from " + RING_BYTES_MIN + " to " + RING_BYTES_MAX);
        }
        ringBytes = bytes;
        return this;
    }

    /** How often the metrics are read; every 10 s unless given. */
    public TTLogBuilder metricsEvery(Duration period) {
        TTLogException.given(period, "metricsEvery");
        if (period.compareTo(METRICS_EVERY_MIN) < 0 || period.compareTo(METRICS_EVERY_MAX) > 0) {
            throw refuse(
                    "metricsEvery",
                    period.toString(),
                    "a period from " + METRICS_EVERY_MIN + " to " + METRICS_EVERY_MAX);
        }
        metricsEvery = period;
        return this;
    }

    /**
     * Whether ttlog records metrics about itself, as often as {@link #metricsEvery} says and once when it stops, under the
     * service {@link Status#SELF}; yes, unless given. The console does not print them.
     */
    public TTLogBuilder selfMetrics(boolean wanted) {
        selfMetrics = wanted;
        return this;
    }

    /** Which traces are recorded; all, unless given. */
    public TTLogBuilder sampling(Sampling sampling) {
        this.sampling = TTLogException.given(sampling, "sampling");
        return this;
    }

    /** What is kept from leaving the process in clear; {@link Redaction#standard} unless given. */
    public TTLogBuilder redaction(Redaction redaction) {
        this.redaction = TTLogException.given(redaction, "redaction");
        return this;
    }

    /**
     * How long a span may be open before a row without a duration tells of it, which says {@code open} in the column {@code
     * unfinished}; an hour unless given, from a second to a day. The span itself is recorded when it ends, as any.
     */
    public TTLogBuilder unfinishedAfter(Duration openAtMost) {
        TTLogException.given(openAtMost, "unfinishedAfter");
        if (openAtMost.compareTo(UNFINISHED_AFTER_MIN) < 0 || openAtMost.compareTo(UNFINISHED_AFTER_MAX) > 0) {
            throw refuse(
                    "unfinishedAfter",
                    openAtMost.toString(),
                    "a time from " + UNFINISHED_AFTER_MIN + " to " + UNFINISHED_AFTER_MAX);
        }
        unfinishedAfter = openAtMost;
        return this;
    }

    /**
     * Whether metrics of the JVM are recorded ({@link JvmMetrics#BASIC}), as often as {@link #metricsEvery} says; no, unless given:
     * they are some 40 series, which an application whose JVM is watched by somebody else does not need twice.
     */
    public TTLogBuilder jvmMetrics(boolean wanted) {
        return jvmMetrics(wanted ? JvmMetrics.BASIC : JvmMetrics.OFF);
    }

    /** As {@link #jvmMetrics(boolean)}, so much of them. */
    public TTLogBuilder jvmMetrics(JvmMetrics wanted) {
        jvmMetrics = TTLogException.given(wanted, "jvmMetrics");
        return this;
    }

    /** Adds a sink by its name; the start fails when it is not on the class path. */
    public TTLogBuilder sink(String name) {
        TTLogException.given(name, "sink");
        if (name.isBlank() || name.indexOf('.') >= 0) {
            throw refuse("sink", "'" + name + "'", "a name without dots");
        }
        sinks.add(name);
        return this;
    }

    /** A setting of a sink, named {@code sink.setting}. */
    public TTLogBuilder option(String key, String value) {
        int dot = TTLogException.given(key, "option").indexOf('.');
        if (dot <= 0 || dot == key.length() - 1) {
            throw refuse("option", "'" + key + "'", "a key of the form sink.setting");
        }
        options.put(key, TTLogException.given(value, "option " + key));
        return this;
    }

    /**
     * Starts ttlog for this process, or, with a {@link #name}, a session beside. May block: it opens files.
     *
     * @return closing it stops; the end of the JVM does so, too
     * @throws TTLogException when it is running already ({@link ErrorCode#ALREADY_STARTED}), a sink is not on the class path
     *     ({@link ErrorCode#NOT_AVAILABLE}), another session or process writes the directory ({@link ErrorCode#STORE_LOCKED}), the store cannot be opened,
     *     or a session with a name was given levels of loggers, which are those of the static methods ({@link ErrorCode#CONFIGURATION})
     */
    public TTLogSession start() {
        if (name != null && !levels.isEmpty()) {
            throw refuse("level", "given to a logger of the session '" + name + "'", "given to all of it");
        }
        return Sessions.start(name, config(), Map.copyOf(levels));
    }

    Config config() {
        Set<String> names = new LinkedHashSet<>();
        Map<String, String> settings = new HashMap<>(options);
        standard("console", console, names, settings);
        standard("store", store, names, settings);
        names.addAll(sinks);
        return new Config(
                service,
                directory,
                level,
                new OverflowPolicies(overflow, overflowBySignal, overflowByLevel),
                ringBytes,
                metricsEvery,
                selfMetrics,
                sampling,
                unfinishedAfter,
                Collections.unmodifiableSet(names),
                Map.copyOf(settings),
                redaction,
                jvmMetrics);
    }

    private void standard(String sink, @Nullable Boolean wanted, Set<String> names, Map<String, String> settings) {
        if (wanted == null) {
            names.add(sink);
            if (!sinks.contains(sink)) {
                settings.put(sink + ".optional", "true"); // nobody asked for it: its absence is no error
            }
        } else if (wanted) {
            names.add(sink);
        }
    }

    private static TTLogException refuse(String setting, String value, String limit) {
        return new TTLogException(ErrorCode.CONFIGURATION, setting + " cannot be " + value + "; it can be " + limit);
    }
}
