/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of one runtime, at one moment. Immutable.
 *
 * <p>Nothing gets lost uncounted: for each flow and each sink, {@code submitted = dropped + sink.stored + sink.dropped +
 * sink.inFlight} whenever no thread is in the middle of a call. {@link #conserved} checks it. Totals are of events; gap
 * records, which tell of them (table {@code ttlog_gaps}), are counted in a flow of their own.
 *
 * @param flows one for each log level, one for spans, one for metric readings, one for gap records; in that order
 * @param valuesLost values that were left out of events which were themselves kept, by reason: a key beyond the bounded
 *     name table, a value whose {@code toString} failed, a series beyond the cap; also a limit at a call ({@link TTLog#every})
 *     that could not be kept, as CARDINALITY
 * @param redacted fields, and parts of texts and names, that were kept from leaving in clear, by what became of them; ways without any are absent
 * @param misuses wrong uses that cost no event: a span closed twice, forgotten, or written to by another thread, a counter decreased
 */
public record Stats(
        List<Flow> flows, Map<DropReason, Long> valuesLost, Map<Redaction.Way, Long> redacted, long misuses) {
    /** Nothing happened: what a runtime that is not running reports. */
    public static final Stats NONE = new Stats(List.of(), Map.of(), Map.of(), 0);

    /** Copies its arguments. */
    public Stats {
        flows = List.copyOf(flows);
        valuesLost = Map.copyOf(valuesLost);
        redacted = Map.copyOf(redacted);
    }

    /**
     * The events of one signal and level.
     *
     * @param signal of the events
     * @param level of log events; null for the others
     * @param submitted events that the application handed over, or the runtime itself: metric readings, gap records
     * @param dropped events that no sink saw, by reason; reasons without drops are absent
     * @param deliveries one for each sink
     */
    public record Flow(
            Signal signal,
            @Nullable Level level,
            long submitted,
            Map<DropReason, Long> dropped,
            List<Delivery> deliveries) {
        /** Copies its arguments. */
        public Flow {
            dropped = Map.copyOf(dropped);
            deliveries = List.copyOf(deliveries);
        }

        /** Events that no sink saw. */
        public long droppedTotal() {
            return sum(dropped);
        }
    }

    /**
     * What one sink did with the events of one flow.
     *
     * @param sink its name
     * @param stored events that the sink took
     * @param dropped events that this sink alone did not take, by reason; reasons without drops are absent. A gap record counts
     *     here, too, when it was replaced by a later one that says the same and more
     * @param inFlight events on their way to this sink
     */
    public record Delivery(String sink, long stored, Map<DropReason, Long> dropped, long inFlight) {
        /** Copies its arguments. */
        public Delivery {
            dropped = Map.copyOf(dropped);
        }

        /** Events that this sink alone did not take. */
        public long droppedTotal() {
            return sum(dropped);
        }
    }

    /** Events handed over, of all signals. */
    public long submitted() {
        return events().mapToLong(Flow::submitted).sum();
    }

    /** Events of the signal handed over. */
    public long submitted(Signal signal) {
        return flows.stream()
                .filter(flow -> flow.signal() == signal)
                .mapToLong(Flow::submitted)
                .sum();
    }

    /** Events that no sink saw. */
    public long dropped() {
        return events().mapToLong(Flow::droppedTotal).sum();
    }

    /** Events that no sink saw, for this reason. */
    public long dropped(DropReason reason) {
        return events().mapToLong(flow -> flow.dropped().getOrDefault(reason, 0L))
                .sum();
    }

    /** Events that the named sink took. */
    public long stored(String sink) {
        return deliveries(sink).mapToLong(Delivery::stored).sum();
    }

    /** Events that the named sink alone did not take. */
    public long droppedBy(String sink) {
        return deliveries(sink).mapToLong(Delivery::droppedTotal).sum();
    }

    /** Events on their way to the named sink. */
    public long inFlight(String sink) {
        return deliveries(sink).mapToLong(Delivery::inFlight).sum();
    }

    /** Values lost for this reason from events that were kept. */
    public long valuesLost(DropReason reason) {
        return valuesLost.getOrDefault(reason, 0L);
    }

    /** Fields, and parts of texts and names, that became this. */
    public long redacted(Redaction.Way way) {
        return redacted.getOrDefault(way, 0L);
    }

    /** Whether every event is accounted for; true at any moment at which no thread is in the middle of a call. */
    public boolean conserved() {
        return flows.stream()
                .allMatch(flow -> flow.deliveries().stream()
                        .allMatch(d -> flow.submitted()
                                == flow.droppedTotal() + d.stored() + d.droppedTotal() + d.inFlight()));
    }

    private java.util.stream.Stream<Flow> events() {
        return flows.stream().filter(flow -> flow.signal() != Signal.GAP);
    }

    private java.util.stream.Stream<Delivery> deliveries(String sink) {
        return events().flatMap(flow -> flow.deliveries().stream())
                .filter(d -> d.sink().equals(sink));
    }

    private static long sum(Map<DropReason, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
