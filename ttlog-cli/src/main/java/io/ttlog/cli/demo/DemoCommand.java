/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ttlog demo}: replays a recording, serves real HTTP, and asks. Ends by itself. */
@Command(
        name = "demo",
        description = "Records a real system and a live HTTP service into a new store, then asks it about them.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int SECONDS_MIN = 1;
    private static final int SECONDS_MAX = 60;
    private static final Duration SYNC_AT_MOST = Duration.ofSeconds(30);
    private static final Duration METRICS_EVERY = Duration.ofSeconds(1);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final boolean errShown;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of the new store. A temporary one unless given. It is kept.")
    private @Nullable Path data;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long the HTTP service is under load, 1 to 60; ${DEFAULT-VALUE} unless given.")
    private int seconds;

    /**
     * A command that has not run.
     *
     * @param errShown whether standard error is a terminal, on which progress can be drawn
     */
    public DemoCommand(boolean errShown) {
        this.errShown = errShown;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = directory();
        PrintWriter out = command().commandLine().getOut();
        Report report = new Report(out);
        Steps steps = new Steps(command().commandLine().getErr(), errShown);

        Recording recording = Recording.load();
        steps.begin(
                "replaying %,d events of the TrainTicket microservices (Nezha data set, MIT licence)",
                recording.rows().size());
        long replayStart = System.nanoTime();
        Stats replayed = Replay.run(recording, directory, nanos(Instant.now()), steps);
        report.replayed(recording, (System.nanoTime() - replayStart) / 1e9);

        steps.begin("serving HTTP requests for %d s", seconds);
        TTLogSession session = TTLog.init()
                .service("api")
                .data(directory)
                .console(false)
                .metricsEvery(METRICS_EVERY)
                .start();
        try (session) {
            report.served(serve(steps));
            if (!TTLog.flush(Ack.SYNCED, SYNC_AT_MOST)) {
                throw new TTLogException(
                        ErrorCode.IO, "the store in " + directory + " did not sync in " + SYNC_AT_MOST);
            }
            steps.begin("asking the store");
            report.answers();
            out.flush();
        }
        Stats served = session.stats();

        steps.begin("measuring what a call costs");
        CallCost cost = callCost(steps);
        steps.clear();
        StoreStats store = Store.stats(directory);
        report.conservation(
                List.of(new Report.Source("TrainTicket, replayed", replayed), new Report.Source("api, live", served)),
                store);
        report.sizes(recording, store);
        report.cost(cost);
        report.goOn(directory);
        out.flush();
        return 0;
    }

    private Load.Outcome serve(Steps steps) throws IOException, InterruptedException {
        try (Shop shop = new Shop()) {
            return Load.run(shop.address(), Duration.ofSeconds(seconds), steps);
        }
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }

    private Path directory() throws IOException {
        CommandLine line = command().commandLine();
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            throw new ParameterException(
                    line, "--seconds cannot be " + seconds + "; it can be " + SECONDS_MIN + " to " + SECONDS_MAX);
        }
        Path given = data;
        if (given == null) {
            return Files.createTempDirectory("ttlog-demo-");
        }
        if (Files.exists(given)) {
            try (Stream<Path> files = Files.list(given)) {
                if (files.findAny().isPresent()) {
                    throw new ParameterException(
                            line,
                            "--data cannot be " + given
                                    + ", which is not empty; name a directory that is new or empty");
                }
            }
        }
        return given;
    }

    private static CallCost callCost(Steps steps) throws IOException {
        Path directory = Files.createTempDirectory("ttlog-demo-cost-");
        try {
            return CallCost.measure(directory, steps);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
    }
}
