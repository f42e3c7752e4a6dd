/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Redaction;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.core.pump.Pump;
import io.ttlog.core.redact.Rewriter;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What inlets, pump and lanes of a recorder have counted, put together. Reads only; takes no lock and waits for nobody. Safe for
 * all threads; allocates.
 */
final class Counters {
    private final Config config;
    private final Inlets inlets;
    private final Tally notBegun;
    private final Pump pump;
    private final @Nullable Rewriter rewriter;
    private final Losses losses;
    private final Metrics metrics;
    private final long metricOverflowsBefore; // the metrics are the process's and outlive this
    private final long metricMisusesBefore;
    private final long metricValuesLostBefore;
    private final Instant since = Instant.now();
    private final long sinceNanos = System.nanoTime();

    /**
     * Those of a recorder that begins now.
     *
     * @param notBegun the events whose caller had not even a producer
     * @param rewriter null when nothing is redacted
     */
    Counters(
            Config config,
            Inlets inlets,
            Tally notBegun,
            Pump pump,
            @Nullable Rewriter rewriter,
            Losses losses,
            Metrics metrics) {
        this.config = config;
        this.inlets = inlets;
        this.notBegun = notBegun;
        this.pump = pump;
        this.rewriter = rewriter;
        this.losses = losses;
        this.metrics = metrics;
        this.metricOverflowsBefore = metrics.overflows();
        this.metricMisusesBefore = metrics.misuses();
        this.metricValuesLostBefore = metrics.valuesLost();
    }

    /** All, as of now. */
    Status status(long untilNanos, boolean stopped) {
        final Inlet[] all = inlets.all();
        long inUse = 0;
        double occupancyMax = 0;
        for (Inlet inlet : all) {
            Ring ring = inlet.ring();
            long head = ring.headAcquire(); // first: so the difference is never negative
            long bytes = Math.min(ring.tailAcquire() - head, ring.capacity());
            inUse += bytes;
            occupancyMax = Math.max(occupancyMax, (double) bytes / ring.capacity());
        }
        long bytes = (long) all.length * config.ringBytes();
        double occupancy = bytes == 0 ? 0 : (double) inUse / bytes;
        return new Status(
                !stopped,
                config.service(),
                since,
                Duration.ofNanos(untilNanos - sinceNanos),
                new Status.Rings(all.length, bytes, occupancy, occupancyMax),
                stats(),
                pump.held(),
                pump.sinkStatus());
    }

    /** The counters alone. */
    Stats stats() {
        List<Stats.Flow> flows = new ArrayList<>();
        for (Level level : Level.values()) {
            flows.add(flow(Signal.LOG, level, Tally.kind(level)));
        }
        flows.add(flow(Signal.SPAN, null, Tally.kind(Signal.SPAN)));
        flows.add(flow(Signal.METRIC, null, Tally.kind(Signal.METRIC)));
        flows.add(flow(Signal.GAP, null, Tally.kind(Signal.GAP)));
        Map<DropReason, Long> valuesLost = losses.values();
        add(valuesLost, DropReason.CARDINALITY, metrics.overflows() - metricOverflowsBefore);
        add(valuesLost, DropReason.ENCODE_ERROR, metrics.valuesLost() - metricValuesLostBefore);
        return new Stats(flows, valuesLost, redacted(), losses.misuses() + metrics.misuses() - metricMisusesBefore);
    }

    private Map<Redaction.Way, Long> redacted() {
        Map<Redaction.Way, Long> counts = new EnumMap<>(Redaction.Way.class);
        for (Redaction.Way way : Redaction.Way.values()) {
            if (rewriter != null && rewriter.redacted(way) > 0) {
                counts.put(way, rewriter.redacted(way));
            }
        }
        return counts;
    }

    /** Reads what is farthest down the road first, so that no event is counted as stored that was not yet submitted. */
    private Stats.Flow flow(Signal signal, @Nullable Level level, int kind) {
        List<String> names = pump.sinkNames();
        List<Map<DropReason, Long>> sinkDrops = new ArrayList<>();
        long[] stored = new long[names.size()];
        for (int i = 0; i < stored.length; i++) {
            Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
            for (DropReason reason : DropReason.values()) {
                add(drops, reason, pump.dropped(i, reason, kind));
            }
            sinkDrops.add(drops);
            stored[i] = pump.stored(i, kind);
        }
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        long droppedByPump = 0;
        for (DropReason reason : DropReason.values()) {
            long count = pump.tally().count(Tally.dropped(reason), kind);
            add(dropped, reason, count + notBegun.count(Tally.dropped(reason), kind));
            droppedByPump += count;
        }
        long passed = pump.tally().count(Tally.PASSED, kind);
        for (Inlet inlet : inlets.all()) {
            passed += inlet.tally().count(Tally.PASSED, kind);
            for (DropReason reason : DropReason.values()) {
                add(dropped, reason, inlet.tally().count(Tally.dropped(reason), kind));
            }
        }
        long submitted = pump.tally().count(Tally.SUBMITTED, kind) + notBegun.count(Tally.SUBMITTED, kind);
        for (Inlet inlet : inlets.all()) {
            submitted += inlet.tally().count(Tally.SUBMITTED, kind);
        }
        List<Stats.Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < stored.length; i++) {
            long lost = sinkDrops.get(i).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long inFlight = passed - droppedByPump - stored[i] - lost;
            deliveries.add(new Stats.Delivery(names.get(i), stored[i], sinkDrops.get(i), inFlight));
        }
        return new Stats.Flow(signal, level, submitted, dropped, deliveries);
    }

    private static void add(Map<DropReason, Long> counts, DropReason reason, long count) {
        if (count != 0) {
            counts.merge(reason, count, Long::sum);
        }
    }
}
