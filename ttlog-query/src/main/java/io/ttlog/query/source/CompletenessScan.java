/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.QueryResult.Completeness;
import io.ttlog.QueryResult.Completeness.Loss;
import io.ttlog.Signal;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.StoreSink;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how much of what a scan asks for the store has lost. Reads the table of gaps, which is small and most often
 * empty, and only where something was lost counts the rows that are there. Stateless.
 */
final class CompletenessScan {
    private static final List<ColumnRef> GAP_COLUMNS = List.of(
            ColumnRef.fixed("timestamp"),
            ColumnRef.fixed("until"),
            ColumnRef.fixed("count"),
            ColumnRef.fixed("signal"),
            ColumnRef.fixed("service"),
            ColumnRef.fixed("sink"),
            ColumnRef.fixed("reason"));

    private CompletenessScan() {}

    /**
     * The completeness of what the scan is for. That of gaps themselves is not known.
     *
     * @throws io.ttlog.core.CorruptDataException when a segment that would tell is damaged
     */
    static Completeness of(Scan scan, Snapshot snapshot) {
        if (scan.signal() == Signal.GAP) {
            return Completeness.ALL;
        }
        Map<String, Long> byReason = lost(scan, snapshot);
        if (byReason.isEmpty()) {
            return Completeness.ALL;
        }
        List<Loss> losses = new ArrayList<>();
        byReason.forEach((reason, events) -> losses.add(new Loss(reason, events)));
        losses.sort(Comparator.comparingLong(Loss::events).reversed());
        long lost = byReason.values().stream().reduce(0L, CompletenessScan::sum);
        long found = found(scan, snapshot);
        return new Completeness(lost, found / ((double) found + lost), losses);
    }

    /** Lost events by reason. */
    private static Map<String, Long> lost(Scan scan, Snapshot snapshot) {
        Signal recorded = scan.signal().isRollUp() ? Signal.METRIC : scan.signal();
        String signal = recorded.name().toLowerCase(Locale.ROOT);
        Map<String, Long> lost = new TreeMap<>();
        // A gap that began long before the range may reach into it; all services because a gap may name none.
        Scan gaps = new Scan(Signal.GAP, GAP_COLUMNS, Long.MIN_VALUE, scan.toNanos(), List.of());
        try (Snapshot.Cursor cursor = snapshot.scan(gaps)) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                List<Vector> columns = batch.vectors();
                LongVector from = (LongVector) columns.get(0);
                LongVector until = (LongVector) columns.get(1);
                LongVector count = (LongVector) columns.get(2);
                for (int row = 0; row < batch.rowCount(); row++) {
                    if (signal.equals(text(columns.get(3), row))
                            && from.values()[row] <= scan.toNanos()
                            && until.values()[row] >= scan.fromNanos()
                            && isOf(scan.services(), text(columns.get(4), row))
                            && isMissingHere(text(columns.get(5), row))) {
                        String reason = text(columns.get(6), row);
                        lost.merge(reason == null ? "unknown" : reason, count.values()[row], CompletenessScan::sum);
                    }
                }
            }
        }
        return lost;
    }

    private static boolean isOf(List<String> services, @Nullable String service) {
        return services.isEmpty() || service == null || services.contains(service);
    }

    /** What another sink lost is here. */
    private static boolean isMissingHere(@Nullable String sink) {
        return sink == null || sink.equals(StoreSink.NAME);
    }

    /** Rows within the range of the scan, exactly; of roll-ups the readings in them. */
    private static long found(Scan scan, Snapshot snapshot) {
        boolean timed = scan.fromNanos() != Long.MIN_VALUE || scan.toNanos() != Long.MAX_VALUE;
        boolean served = !scan.services().isEmpty();
        boolean rolledUp = scan.signal().isRollUp();
        List<ColumnRef> columns = new ArrayList<>();
        if (rolledUp) {
            columns.add(ColumnRef.fixed("readings"));
        }
        if (timed) {
            columns.add(ColumnRef.fixed("timestamp"));
        }
        if (served) {
            columns.add(ColumnRef.fixed("service"));
        }
        Scan rows = new Scan(scan.signal(), columns, scan.fromNanos(), scan.toNanos(), scan.services());
        long found = 0;
        try (Snapshot.Cursor cursor = snapshot.scan(rows)) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                List<Vector> vectors = batch.vectors();
                if (vectors.isEmpty()) {
                    found += batch.rowCount();
                    continue;
                }
                LongVector readings = rolledUp ? (LongVector) vectors.get(0) : null;
                LongVector times = timed ? (LongVector) vectors.get(rolledUp ? 1 : 0) : null;
                Vector services = served ? vectors.get(vectors.size() - 1) : null;
                for (int row = 0; row < batch.rowCount(); row++) {
                    boolean inTime = times == null
                            || !times.isNull(row)
                                    && times.values()[row] >= scan.fromNanos()
                                    && times.values()[row] <= scan.toNanos();
                    boolean ofService = services == null || scan.services().contains(text(services, row));
                    long events = readings == null ? 1 : readings.isNull(row) ? 0 : readings.values()[row];
                    found += inTime && ofService ? events : 0;
                }
            }
        }
        return found;
    }

    private static @Nullable String text(Vector vector, int row) {
        return vector.isNull(row) ? null : ((TextVector) vector).text(row);
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
