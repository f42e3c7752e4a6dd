/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.observation.aop.ObservedAspect;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.ttlog.Context;
import io.ttlog.Field;
import io.ttlog.Instrument;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.TTLog;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * An annotated method with one recorded argument: ttlog's, woven; OpenTelemetry's, by its Java agent without an exporter; Micrometer's, by
 * Spring's proxy, into meters in memory and no trace. Beside them the same method plain, and with a span of ttlog written by hand. A batch
 * is as many calls as rings take at once. OpenTelemetry needs its agent: {@code run --main io.ttlog.bench.AnnotatedCallBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AnnotatedCallBenchmark {
    /** What is annotated. */
    public static class Shop {
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long plain(long user) {
            return user + 1;
        }

        @SuppressWarnings("try") // the span is there to be closed
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long byHand(long user) {
            try (Span span = TTLog.span("shop").with("user_id", user)) {
                return user + 1;
            } catch (RuntimeException failure) {
                throw failure;
            }
        }

        @Instrument(name = "shop")
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long instrumented(@Field("user_id") long user) {
            return user + 1;
        }

        @Instrument(name = "shop", metrics = true)
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long instrumentedWithMetrics(@Field("user_id") long user) {
            return user + 1;
        }

        @WithSpan("shop")
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long withSpan(@SpanAttribute("user_id") long user) {
            return user + 1;
        }

        /** Whether the call is inside a span of OpenTelemetry. */
        @WithSpan("probe")
        public boolean isTraced() {
            return io.opentelemetry.api.trace.Span.current().getSpanContext().isValid();
        }

        @Observed(name = "shop")
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public long observed(long user) {
            return user + 1;
        }

        /** Whether the call is inside a span of ttlog. */
        @Instrument(name = "probe")
        public boolean isWoven() {
            return !Context.current().equals(Context.ROOT);
        }
    }

    /** ttlog, attached, with a sink that takes everything. */
    @State(Scope.Benchmark)
    public static class OfTTLog {
        final Shop shop = new Shop();
        private @Nullable Running running;

        @Setup
        public void start() throws IOException {
            TTLog.attach();
            running = Running.start("discard", Overflow.BLOCK);
            if (!shop.isWoven()) {
                throw new IllegalStateException("Shop is not woven");
            }
        }

        @TearDown
        public void stop() throws IOException {
            if (running != null) {
                running.close();
            }
        }
    }

    /** OpenTelemetry's agent. */
    @State(Scope.Benchmark)
    public static class OfOpenTelemetry {
        final Shop shop = new Shop();

        @Setup
        public void check() {
            if (!shop.isTraced()) {
                throw new IllegalStateException("not traced: run --main " + AnnotatedCallBenchmark.class.getName());
            }
        }
    }

    /** Micrometer, as Spring Boot has it by default. */
    @State(Scope.Benchmark)
    public static class OfMicrometer {
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Shop shop = new Shop();

        @Setup
        public void start() {
            ObservationRegistry observations = ObservationRegistry.create();
            observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
            var proxies = new org.springframework.aop.aspectj.annotation.AspectJProxyFactory(new Shop());
            proxies.setProxyTargetClass(true);
            proxies.addAspect(new ObservedAspect(observations));
            shop = proxies.getProxy();
            shop.observed(1);
            if (meters.get("shop").timer().count() != 1) {
                throw new IllegalStateException("not observed");
            }
        }
    }

    /** Of one thread. */
    @State(Scope.Thread)
    public static class User {
        long id = 1_000_000;
    }

    @Benchmark
    public long plain(OfTTLog state, User user) {
        return state.shop.plain(user.id++);
    }

    @Benchmark
    public long byHand(OfTTLog state, User user) {
        return state.shop.byHand(user.id++);
    }

    @Benchmark
    public long instrument(OfTTLog state, User user) {
        return state.shop.instrumented(user.id++);
    }

    @Benchmark
    public long instrumentWithMetrics(OfTTLog state, User user) {
        return state.shop.instrumentedWithMetrics(user.id++);
    }

    @Benchmark
    public long withSpan(OfOpenTelemetry state, User user) {
        return state.shop.withSpan(user.id++);
    }

    @Benchmark
    public long observed(OfMicrometer state, User user) {
        return state.shop.observed(user.id++);
    }

    /** What the JVM of {@link #withSpan} must be started with: OpenTelemetry's agent, which is on the class path. */
    public static List<String> agentFlags() {
        String agent = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).getName().startsWith("opentelemetry-javaagent"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("OpenTelemetry's agent is not on the class path"));
        return List.of(
                "-javaagent:" + agent,
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none");
    }

    /** Runs all, OpenTelemetry's in a JVM with its agent. Takes JMH's arguments. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        String of = AnnotatedCallBenchmark.class.getName() + ".";
        ChainedOptionsBuilder ours = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .include(of + "(plain|byHand|instrument|instrumentWithMetrics|observed)$");
        new Runner(ours.build()).run();
        ChainedOptionsBuilder theirs = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .include(of + "withSpan$")
                .jvmArgsAppend(agentFlags().toArray(String[]::new));
        new Runner(theirs.build()).run();
    }
}
