/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime is, at one moment: what {@link TTLog#status} answers. Immutable, safe for all threads; {@link #toString} is a
 * screen for people, whose form may change. The parts are read one after another while the runtime goes on, so that counts of
 * different parts may be some events apart.
 *
 * @param running false before the start, and when the stop has ended
 * @param service the name of this program, empty when nothing was started
 * @param since when it was started, null when nothing was
 * @param uptime how long it has been running, or ran
 * @param rings the buffers between the threads of the application and ttlog
 * @param stats what became of the events
 * @param held the spans that wait for the end of their trace ({@link Sampling#keepErrors}), to within 100 ms
 * @param sinks one for each sink, in their order
 */
public record Status(
        boolean running,
        String service,
        @Nullable Instant since,
        Duration uptime,
        Rings rings,
        Stats stats,
        Held held,
        List<SinkStatus> sinks) {
    /** The service under which ttlog records metrics of its own. */
    public static final String SELF = "ttlog";

    /** Nothing is running. */
    public static final Status NONE =
            new Status(false, "", null, Duration.ZERO, new Rings(0, 0, 0, 0), Stats.NONE, Held.NOTHING, List.of());

    /** Copies its arguments. */
    public Status {
        sinks = List.copyOf(sinks);
    }

    /**
     * The rings at this moment.
     *
     * @param count how many there are
     * @param bytes what they hold together when full
     * @param occupancy the part of them that is in use, from 0 to 1
     * @param occupancyMax the part of the fullest one that is in use, from 0 to 1
     */
    public record Rings(int count, long bytes, double occupancy, double occupancyMax) {}

    /**
     * The spans that wait for the end of their trace.
     *
     * @param traces how many traces they belong to
     * @param bytes the memory that they take
     * @param decidedEarly how many traces were decided before their end was seen, for want of room or after the longest time
     */
    public record Held(int traces, long bytes, long decidedEarly) {
        /** None waits. */
        public static final Held NOTHING = new Held(0, 0, 0);
    }

    /** What a sink is doing. */
    public enum SinkState {
        /** It takes what comes. */
        RUNNING,
        /** It failed just now, and is offered the same events again, a bounded number of times within a second. */
        RETRYING,
        /** It went on failing: its events are dropped, and now and then it is tried with one batch. */
        PARKED,
        /** It was closed. */
        ENDED
    }

    /**
     * One sink.
     *
     * @param name of the sink
     * @param state what it is doing
     * @param lagBytes bytes of events that wait for it, what it is just taking included
     * @param lag for how long the oldest of them has been waiting, to within one batch; zero when none waits. It grows while
     *     a sink blocks, however long
     * @param stored events that it took
     * @param dropped events that it alone did not take
     * @param errors its calls that failed
     * @param retries how often events were offered to it again
     * @param lastError what failed last, null when nothing did
     * @param lastErrorAt when that was, null when nothing failed
     */
    public record SinkStatus(
            String name,
            SinkState state,
            long lagBytes,
            Duration lag,
            long stored,
            long dropped,
            long errors,
            long retries,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {}

    /** The sink of the name; null when there is none. */
    public @Nullable SinkStatus sink(String name) {
        return sinks.stream()
                .filter(sink -> sink.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Some lines for people. */
    @Override
    public String toString() {
        if (since == null) {
            return "ttlog has not been started";
        }
        StringBuilder text = new StringBuilder();
        line(text, "ttlog %s since %s (%s) as '%s'", running ? "runs" : "ran", since, time(uptime), service);
        line(
                text,
                "rings   %d of %s together, %.0f%% full, the fullest %.0f%%",
                rings.count(),
                bytes(rings.bytes()),
                100 * rings.occupancy(),
                100 * rings.occupancyMax());
        line(text, "events  %,d submitted, %,d dropped before any sink", stats.submitted(), stats.dropped());
        for (Stats.Flow flow : stats.flows()) {
            if (flow.submitted() > 0) {
                line(
                        text,
                        "        %-6s %,15d submitted%s",
                        flow.level() == null ? flow.signal() : flow.level(),
                        flow.submitted(),
                        reasons(flow.dropped()));
            }
        }
        if (!held.equals(Held.NOTHING)) {
            line(
                    text,
                    "held    spans of %,d traces, %s, %,d traces decided early",
                    held.traces(),
                    bytes(held.bytes()),
                    held.decidedEarly());
        }
        for (SinkStatus sink : sinks) {
            line(
                    text,
                    "sink    %-8s %-8s %,d stored%s, %s behind (%s), %,d errors, %,d retries",
                    sink.name(),
                    sink.state(),
                    sink.stored(),
                    reasons(droppedBy(sink.name())),
                    bytes(sink.lagBytes()),
                    time(sink.lag()),
                    sink.errors(),
                    sink.retries());
            if (sink.lastError() != null) {
                line(text, "        last error %s: %s", sink.lastErrorAt(), sink.lastError());
            }
        }
        line(text, "lost    %,d misuses%s", stats.misuses(), values(stats.valuesLost()));
        if (!stats.redacted().isEmpty()) {
            line(text, "redacted %s", counts(stats.redacted()));
        }
        return text.toString();
    }

    private Map<DropReason, Long> droppedBy(String sink) {
        Map<DropReason, Long> dropped = new TreeMap<>();
        stats.flows().stream()
                .flatMap(flow -> flow.deliveries().stream())
                .filter(delivery -> delivery.sink().equals(sink))
                .forEach(delivery ->
                        delivery.dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum)));
        return dropped;
    }

    private static String reasons(Map<DropReason, Long> dropped) {
        return dropped.isEmpty() ? "" : ", dropped " + counts(dropped);
    }

    private static String values(Map<DropReason, Long> lost) {
        return lost.isEmpty() ? "" : ", values left out " + counts(lost);
    }

    private static <E extends Enum<E>> String counts(Map<E, Long> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey()))
                        .collect(Collectors.joining(" + "));
    }

    private static void line(StringBuilder text, String format, @Nullable Object... values) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(String.format(Locale.ROOT, format, values));
    }

    private static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(10)) < 0) {
            return time.toMillis() + " ms";
        }
        long seconds = time.toSeconds();
        return seconds < 3_600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3_600 + " h " + seconds / 60 % 60 + " min";
    }

    private static String bytes(long bytes) {
        if (bytes < 10 << 10) {
            return bytes + " B";
        }
        return bytes < 10 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }
}
