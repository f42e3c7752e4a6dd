/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with the file sink that does what the lines on its standard input say: {@code DIRECTORY OPTION=VALUE...}. It answers
 * each with one line, and ends with standard input.
 *
 * <pre>
 * log N      logs N more events, flushes:  flushed stored dropped logged
 * recover    logs and flushes until that is done again
 * reasons    why events were dropped, and how many
 * stop       stops ttlog:  stored reasons
 * fill       fills the disk of the directory
 * empty      makes room again
 * </pre>
 */
public final class CommandedWriter {
    private static final Duration FLUSH_MAX = Duration.ofSeconds(20);
    private static final long RECOVER_NANOS_MAX = TimeUnit.SECONDS.toNanos(90);

    private static long logged;

    private CommandedWriter() {}

    /** The command line of such a program. */
    public static List<String> command(Path directory, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData", // a file of the JVM, which may not grow either
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                CommandedWriter.class.getName(),
                directory.toString()));
        command.addAll(List.of(options));
        return command;
    }

    @SuppressWarnings("try") // a command closes the session, to see its counts afterwards
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path ballast = directory.resolveSibling("ballast");
        var builder = TTLog.init()
                .service("writer")
                .console(false)
                .store(false)
                .selfMetrics(false) // only what is logged is counted
                .overflow(Overflow.BLOCK, Duration.ofSeconds(30))
                .sink("file")
                .option("file.directory", directory.toString());
        for (int i = 1; i < arguments.length; i++) {
            String[] option = arguments[i].split("=", 2);
            builder.option(option[0], option[1]);
        }
        try (TTLogSession session = builder.start();
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
                    case "reasons" -> System.out.println(reasons(session.stats()));
                    case "stop" -> {
                        session.close();
                        System.out.println(session.stats().stored("file") + " " + reasons(session.stats()));
                    }
                    case "fill" -> System.out.println(fill(ballast));
                    case "empty" -> {
                        Files.delete(ballast);
                        System.out.println("emptied");
                    }
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    private static String log(TTLogSession session, int count) {
        for (int i = 0; i < count; i++) {
            TTLog.info("event {number} says {text}", logged, text(logged));
            logged++;
        }
        boolean flushed = TTLog.flush(Ack.WRITTEN, FLUSH_MAX);
        Stats stats = session.stats();
        return flushed + " " + stats.stored("file") + " " + stats.droppedBy("file") + " " + logged;
    }

    private static Map<DropReason, Long> reasons(Stats stats) {
        Map<DropReason, Long> reasons = new EnumMap<>(DropReason.class);
        for (Stats.Flow flow : stats.flows()) {
            if (flow.signal() == Signal.GAP) {
                continue; // gap records that were merged into later ones are no events
            }
            for (Stats.Delivery delivery : flow.deliveries()) {
                delivery.dropped().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
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

    /** The text of an event, so that a reader can tell a wrong one. */
    static String text(long number) {
        return "text " + number * 31 + " ".repeat((int) (number % 300)) + "end";
    }

    /** The numbers of all events in the files of the directory, each checked; adds what is damaged or torn. */
    static List<Long> numbers(Path directory, List<String> problems) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (Path file : EventFiles.in(directory)) {
            if (Files.size(file) == 0) {
                continue; // killed before it had a header: nothing in it can have been acknowledged, which the numbers
                // show
            }
            try (FileReader reader = FileReader.open(file)) {
                while (reader.next()) {
                    if (Event.of(reader.event(), reader::symbol, reader.text()) instanceof Event.Log log) {
                        Object value = log.fields().get(0).value();
                        if (!(value instanceof Long number)) {
                            throw new AssertionError(log + " has no number");
                        }
                        String expected = "event " + number + " says " + text(number);
                        if (!log.message().equals(expected)) {
                            throw new AssertionError("'" + log.message() + "' instead of '" + expected + "'");
                        }
                        numbers.add(number);
                    }
                }
                reader.report().damages().forEach(damage -> problems.add(file + ": " + damage));
                if (reader.report().tornBytes() > 0) {
                    problems.add(file + ": torn");
                }
            }
        }
        return numbers;
    }
}
