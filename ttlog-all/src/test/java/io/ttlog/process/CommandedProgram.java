/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what the lines on its standard input say with the store in the directory that is its argument, and answers each with one
 * line. It ends with its input.
 *
 * <pre>
 * log N      logs N more events, flushes:  flushed stored dropped logged
 * recover    logs and flushes until that is done again, and answers as log
 * state      of the sink
 * reasons    why events were dropped, and how many
 * fill       fills the disk of the directory
 * empty      makes room again
 * stop       stops ttlog:  conserved stored
 * </pre>
 */
final class CommandedProgram {
    private static final Duration FLUSH_MAX = Duration.ofSeconds(20);
    private static final long RECOVER_NANOS_MAX = TimeUnit.SECONDS.toNanos(40);

    private static long logged;

    private CommandedProgram() {}

    @SuppressWarnings("try") // a command closes the session, to see its counts afterwards
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path ballast = directory.resolveSibling("ballast");
        try (TTLogSession session = TTLog.init()
                        .service("commanded")
                        .console(false)
                        .data(directory)
                        .option("store.codec", "lz4") // Zstandard would have to unpack its library first
                        .selfMetrics(false) // only what is logged is counted
                        .overflow(Overflow.BLOCK, Duration.ofSeconds(30))
                        .start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("started");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "log" -> System.out.println(log(session, Integer.parseInt(words[1])));
                    case "recover" -> {
                        long start = System.nanoTime();
                        while (log(session, 1).startsWith("false") && System.nanoTime() - start < RECOVER_NANOS_MAX) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                        }
                        System.out.println(log(session, 1));
                    }
                    case "state" ->
                        System.out.println(session.status().sinks().get(0).state());
                    case "reasons" -> System.out.println(reasons(session.stats()));
                    case "fill" -> System.out.println(fill(ballast));
                    case "empty" -> {
                        Files.delete(ballast);
                        System.out.println("emptied");
                    }
                    case "stop" -> {
                        session.close();
                        Stats stats = session.stats();
                        System.out.println(stats.conserved() + " " + stats.stored("store"));
                    }
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    private static String log(TTLogSession session, int count) {
        for (int i = 0; i < count; i++) {
            TTLog.info(Kept.TEMPLATE, "main", logged, Kept.text(logged));
            logged++;
        }
        boolean flushed = TTLog.flush(Ack.WRITTEN, FLUSH_MAX);
        Stats stats = session.stats();
        return flushed + " " + stats.stored("store") + " " + stats.droppedBy("store") + " " + logged;
    }

    private static Map<DropReason, Long> reasons(Stats stats) {
        Map<DropReason, Long> reasons = new TreeMap<>();
        for (Stats.Flow flow : stats.flows()) {
            if (flow.signal() != Signal.GAP) {
                for (Stats.Delivery delivery : flow.deliveries()) {
                    delivery.dropped().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
                }
            }
        }
        return reasons;
    }

    private static String fill(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            return "filled: " + full.getMessage();
        }
    }
}
