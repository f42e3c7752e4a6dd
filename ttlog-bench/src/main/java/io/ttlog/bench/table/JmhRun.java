/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One fork of a JMH benchmark; each iteration is a sample, of nanoseconds, and of bytes allocated by all threads.
 *
 * @param what the measure
 * @param peer whose
 * @param benchmark class and method
 * @param parameters of the benchmark, by name
 * @param jvmFlags of the fork
 * @param threads that call
 * @param effort how long
 */
record JmhRun(
        String what,
        String peer,
        String benchmark,
        Map<String, String> parameters,
        List<String> jvmFlags,
        int threads,
        Effort effort)
        implements Run {
    private static final double SECONDS_OF_START = 1.2;
    private static final double SECONDS_LATE_MAX = 90;

    @Override
    public String name() {
        return what + " " + peer;
    }

    @Override
    public double seconds() {
        return SECONDS_OF_START + effort.warmupIterations() + effort.iterations() * effort.iterationMillis() / 1000.0;
    }

    @Override
    public List<String> measures() {
        return List.of(what, What.allocated(what));
    }

    @Override
    public void into(Report report) throws Exception {
        for (RunResult result : withinTime()) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                add(report, fork.getIterationResults());
            }
        }
        if (report.measure(what, peer) == null) {
            throw new IllegalStateException("JMH found no benchmark named " + benchmark);
        }
    }

    private void add(Report report, Collection<IterationResult> iterations) {
        List<Double> nanos = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (IterationResult iteration : iterations) {
            nanos.add(iteration.getPrimaryResult().getScore());
            Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                bytes.add(allocated.getScore());
            }
        }
        report.add(what, peer, "ns", nanos);
        if (!bytes.isEmpty()) {
            report.add(What.allocated(what), peer, "B", bytes);
        }
    }

    /** JMH has no bound for a fork that hangs, so the JVMs below this one are ended when time is up. */
    private Collection<RunResult> withinTime() throws Exception {
        FutureTask<Collection<RunResult>> running = new FutureTask<>(() -> new Runner(options()).run());
        Thread thread = new Thread(running, "jmh");
        thread.setDaemon(true);
        thread.start();
        try {
            return running.get((long) (1000 * (SECONDS_LATE_MAX + 3 * seconds())), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            thread.join(10_000);
            throw new IllegalStateException("JMH was stopped because it hung", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(reason(e), e);
        }
    }

    /** What the benchmark threw lies below what JMH says of it. */
    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable next = failure; next != null; ) {
            deepest = next;
            Throwable[] suppressed = next.getSuppressed();
            next = suppressed.length > 0 ? suppressed[0] : next.getCause();
        }
        return deepest.toString();
    }

    private org.openjdk.jmh.runner.options.Options options() {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + benchmark.replace(".", "\\.") + "$")
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.warmupIterations())
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.iterationMillis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(jvmFlags.toArray(String[]::new));
        parameters.forEach((name, value) -> options.param(name, value));
        return options.build();
    }
}
