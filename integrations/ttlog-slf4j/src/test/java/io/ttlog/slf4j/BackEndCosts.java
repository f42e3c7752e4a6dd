/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What the same SLF4J calls cost their caller with ttlog, Logback and Log4j2 as back ends: a program, each back end in JVMs of its
 * own, since SLF4J binds once. Bursts of {@link #BURST} calls that every queue can hold; before each, outside of the measured time,
 * all that was recorded has arrived at a sink that forgets it. All three are asynchronous and lossless; fails when an event was lost.
 */
final class BackEndCosts {
    static final List<String> BACK_ENDS = List.of("ttlog", "logback", "log4j2");
    static final List<String> CASES = List.of("three arguments", "three arguments, MDC of 2", "level off");

    private static final int BURST = 1_000;
    private static final int CALLS_OFF = 100_000;
    private static final int ROUNDS = 3;
    private static final long MILLIS = 3_000;
    private static final int SLOTS = 8_192;
    private static final Duration ARRIVAL_AT_MOST = Duration.ofSeconds(20);
    private static final String RESULT = "result: ";

    private BackEndCosts() {}

    /** Without arguments the whole table; else one back end, and for how many milliseconds each case. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            Map<String, List<Double>> all = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (String backEnd : BACK_ENDS) {
                    measure(backEnd, MILLIS)
                            .forEach((name, ns) -> all.computeIfAbsent(backEnd + ", " + name, n -> new ArrayList<>())
                                    .add(ns));
                }
            }
            all.forEach((name, ns) -> System.out.println(
                    name + ": " + ns.stream().sorted().toList().get(ROUNDS / 2) + " ns, of " + ns));
        } else {
            run(args[0], Long.parseLong(args[1]));
        }
    }

    /** Nanoseconds of a call, by the case, in a JVM of its own. */
    static Map<String, Double> measure(String backEnd, long millis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.provider=" + provider(backEnd),
                        "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackEndCosts.class.getName(),
                        backEnd,
                        Long.toString(millis))
                .redirectErrorStream(true)
                .start();
        Map<String, Double> results = new LinkedHashMap<>();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith(RESULT)) {
                    String[] parts = line.substring(RESULT.length()).split("=", 2);
                    results.put(parts[0], Double.valueOf(parts[1]));
                }
            }
        }
        int status = process.waitFor();
        if (status != 0 || !results.keySet().equals(new java.util.LinkedHashSet<>(CASES))) {
            throw new IOException(backEnd + " ended with status " + status + " and said:\n" + said);
        }
        return results;
    }

    private static String provider(String backEnd) {
        return switch (backEnd) {
            case "ttlog" -> TTLogServiceProvider.class.getName();
            case "logback" -> "ch.qos.logback.classic.spi.LogbackServiceProvider";
            case "log4j2" -> "org.apache.logging.slf4j.SLF4JServiceProvider";
            default -> throw new IllegalArgumentException(backEnd + " is none of " + BACK_ENDS);
        };
    }

    private static void run(String backEnd, long millis) {
        LongSupplier arrived = switch (backEnd) {
            case "ttlog" -> ttlog();
            case "logback" -> logback();
            default -> log4j2();
        };
        Logger logger = LoggerFactory.getLogger("shop.Service");
        Long number = 1_000_000L;
        Bursts bursts = new Bursts(arrived);
        for (int half = 0; half < 2; half++) { // the first half warms up
            double plain = bursts.median(millis / 2, BURST, BURST, () -> {
                for (int i = 0; i < BURST; i++) {
                    logger.info("User {} did {} at {}", number, "login", "/api/v1/orders");
                }
            });
            MDC.put("user", "ada");
            MDC.put("request", "r-4711");
            double context = bursts.median(millis / 2, BURST, BURST, () -> {
                for (int i = 0; i < BURST; i++) {
                    logger.info("User {} did {} at {}", number, "login", "/api/v1/orders");
                }
            });
            MDC.clear();
            double off = bursts.median(millis / 2, CALLS_OFF, 0, () -> {
                for (int i = 0; i < CALLS_OFF; i++) {
                    logger.debug("User {} did {}", number, "login");
                }
            });
            if (half == 1) {
                System.out.println(RESULT + CASES.get(0) + "=" + plain);
                System.out.println(RESULT + CASES.get(1) + "=" + context);
                System.out.println(RESULT + CASES.get(2) + "=" + off);
            }
        }
        System.exit(0); // whatever threads the back end keeps
    }

    /** Runs bursts, and knows what must have arrived. */
    private static final class Bursts {
        private final LongSupplier arrived;
        private long recorded;

        Bursts(LongSupplier arrived) {
            this.arrived = arrived;
        }

        double median(long millis, int calls, int events, Runnable burst) {
            List<Double> samples = new ArrayList<>();
            long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            do {
                long begun = System.nanoTime();
                burst.run();
                samples.add((double) (System.nanoTime() - begun) / calls);
                recorded += events;
                await();
            } while (System.nanoTime() < until);
            double[] sorted =
                    samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return Math.round(sorted[sorted.length / 2] * 100) / 100.0;
        }

        private void await() {
            long until = System.nanoTime() + ARRIVAL_AT_MOST.toNanos();
            while (arrived.getAsLong() < recorded) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException((recorded - arrived.getAsLong()) + " events were lost");
                }
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private static LongSupplier ttlog() {
        TTLogSession session = TTLog.init()
                .console(false)
                .store(false)
                .sink("counting")
                .overflow(Overflow.BLOCK)
                .start();
        return () -> session.stats().stored("counting");
    }

    private static LongSupplier logback() {
        AtomicLong arrived = new AtomicLong();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        UnsynchronizedAppenderBase<ILoggingEvent> counting = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                arrived.incrementAndGet();
            }
        };
        counting.setContext(context);
        counting.start();
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(SLOTS);
        async.setDiscardingThreshold(0);
        async.addAppender(counting);
        async.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.INFO);
        root.addAppender(async);
        return arrived::get;
    }

    private static LongSupplier log4j2() {
        AtomicLong arrived = new AtomicLong();
        var builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.add(builder.newRootLogger(org.apache.logging.log4j.Level.INFO));
        var context = Configurator.initialize(builder.build(false));
        AbstractAppender counting = new AbstractAppender("counting", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                arrived.incrementAndGet();
            }
        };
        counting.start();
        context.getConfiguration().addAppender(counting);
        context.getConfiguration().getRootLogger().addAppender(counting, null, null);
        context.updateLoggers();
        return arrived::get;
    }
}
