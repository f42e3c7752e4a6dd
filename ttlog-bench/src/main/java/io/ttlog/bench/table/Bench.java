/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command: measures, prints the table to standard output and progress to standard error. */
public final class Bench {
    private static final int REGRESSED = 1;
    private static final int MISUSED = 2;

    private final Options options;
    private final Plan plan;
    private final PrintStream progress;
    private final Report report = new Report();

    Bench(Options options, PrintStream progress) {
        this.options = options;
        this.plan = new Plan(options.effort);
        this.progress = progress;
    }

    /** Runs the command. Ends with 1 when something regressed, with 2 for a bad command line. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(main(out, System.err, arguments));
    }

    static int main(PrintStream out, PrintStream progress, String... arguments) throws IOException {
        Options options;
        Report earlier = null;
        try {
            options = Options.of(arguments);
            if (options.help) {
                out.print(Options.USAGE);
                return 0;
            }
            if (options.compare != null) {
                earlier = ReportJson.read(options.compare); // before an hour is spent
            }
        } catch (IllegalArgumentException | IOException e) {
            progress.println("bench: " + e.getMessage());
            progress.print(Options.USAGE);
            return MISUSED;
        }
        return new Bench(options, progress).run(out, earlier);
    }

    private int run(PrintStream out, @Nullable Report earlier) throws IOException {
        System.setProperty("jmh.ignoreLock", "true"); // a lock left by somebody else must not end the run
        for (Path target : new Path[] {options.markdown, options.json}) {
            if (target != null) {
                Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        .close(); // a path that cannot be written is told now, not after an hour
            }
        }
        Circumstances.describe(report.circumstances, options.effort.mode());
        measure();
        Comparison comparison = earlier == null ? null : new Comparison(earlier, report);
        String text = new Table(report).markdown() + (comparison == null ? "" : comparison.text());
        out.print(text);
        if (options.markdown != null) {
            Files.writeString(options.markdown, text);
        }
        if (options.json != null) {
            ReportJson.write(report, options.json);
        }
        return comparison != null && !comparison.regressions.isEmpty() ? REGRESSED : 0;
    }

    private void measure() {
        double seconds = 0;
        int runs = 0;
        for (String group : options.groups) {
            for (Run run : plan.runs(group)) {
                seconds += plan.rounds(group) * run.seconds();
                runs += plan.rounds(group);
            }
        }
        Duration atMost = options.effort.atMost();
        progress.printf(
                Locale.ROOT,
                "bench: %d runs, about %.0f min; none begins after %.1f min%n",
                runs,
                Math.ceil(seconds / 60),
                atMost.toSeconds() / 60.0);
        long start = System.nanoTime();
        int done = 0;
        for (String group : options.groups) {
            for (int round = 0; round < plan.rounds(group); round++) {
                List<Run> runsOfRound = plan.runs(group);
                for (Run run : runsOfRound) {
                    done++;
                    long elapsed = System.nanoTime() - start;
                    if (elapsed > atMost.toNanos()) {
                        report.failures.add(run.name() + ", round " + (round + 1) + ": out of time");
                    } else {
                        progress.printf(
                                Locale.ROOT,
                                "bench: %d/%d [%d s] %s%n",
                                done,
                                runs,
                                elapsed / 1_000_000_000,
                                run.name());
                        measure(run);
                    }
                }
            }
        }
        progress.printf(Locale.ROOT, "bench: took %d s%n", (System.nanoTime() - start) / 1_000_000_000);
    }

    private void measure(Run run) {
        try {
            run.into(report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.failures.add(run.name() + ": interrupted");
        } catch (Exception e) { // whatever fails in one run, the others go on
            String failure = run.name() + ": " + e.getMessage();
            progress.println("bench: FAILED " + failure);
            report.failures.add(failure);
        }
    }
}
