/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.column.ColumnType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Events by number: whoever knows the number knows the event, and the whole row that the store must have of it. */
final class NumberedEvents {
    private static final Map<Integer, Map<String, Object>> ROWS = new ConcurrentHashMap<>();
    static final long FIRST_NANOS = 1_700_000_000_000_000_000L;
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int TEXT_CHARS_MAX = 900;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();

    /** The names of all batches made here. */
    Symbols symbols() {
        return symbols;
    }

    /** Events as a ring would hand them over. */
    byte[] batch(int from, int to) {
        byte[] batch = new byte[(to - from) * 2 * TEXT_CHARS_MAX];
        int at = 0;
        for (int number = from; number < to; number++) {
            begin(number);
            encoder.field(symbols.intern("number"), number);
            encoder.field(symbols.intern("text"), text(number));
            int bytes = encoder.end();
            System.arraycopy(encoder.buffer(), 0, batch, at, bytes);
            at += EventFormat.aligned(bytes);
        }
        return Arrays.copyOf(batch, at);
    }

    private void begin(int number) {
        int service = symbols.intern(service(number));
        if (signal(number) == Signal.METRIC) {
            encoder.beginReading(MetricKind.GAUGE, symbols.intern("numbers"), service, nanos(number), number / 4.0);
        } else {
            encoder.beginLog(Level.INFO, symbols.intern("event {number}"), 0, 0, service, nanos(number));
        }
    }

    private static Signal signal(int number) {
        return number % 4 == 3 ? Signal.METRIC : Signal.LOG;
    }

    private static String service(int number) {
        return "service" + number % 2;
    }

    private static long nanos(int number) {
        return nanos(signal(number), number);
    }

    /** When an event of that number would be, if it were one of that table. */
    static long nanos(Signal signal, int number) {
        return FIRST_NANOS + number * 1_000_000L + (signal == Signal.METRIC ? HOUR_NANOS : 0);
    }

    /** From nothing to more than a sector; no two places of it look alike. */
    private static String text(int number) {
        StringBuilder text = new StringBuilder();
        int chars = number * 131 % TEXT_CHARS_MAX;
        for (int i = 0; i < chars; i++) {
            text.append((char) ('a' + (number * 7 + i + i / 26) % 26));
        }
        return text.toString();
    }

    /** The row of an event. */
    static Map<String, Object> row(int number) {
        return ROWS.computeIfAbsent(number, NumberedEvents::newRow);
    }

    private static Map<String, Object> newRow(int number) {
        Map<String, Object> row = new TreeMap<>();
        row.put("service", service(number));
        row.put("timestamp", nanos(number));
        row.put("attribute:number", (long) number);
        row.put("attribute:text", text(number));
        if (signal(number) == Signal.METRIC) {
            row.put("name", "numbers");
            row.put("kind", MetricKind.GAUGE.text());
            row.put("value", Model.bits(number / 4.0));
        } else {
            row.put("level", Level.INFO.name());
            row.put("template", "event {number}");
            row.put("message", "event " + number);
        }
        return row;
    }

    /** The numbers of logs below a bound. */
    static BitSet logsBefore(int bound) {
        BitSet numbers = new BitSet();
        for (int number = 0; number < bound; number++) {
            numbers.set(number, signal(number) == Signal.LOG);
        }
        return numbers;
    }

    /** The numbers of all rows, and of readings of which there are roll-ups alone; each is whole and there once. */
    static BitSet numbers(Snapshot snapshot) {
        return numbers(snapshot, false);
    }

    /** The same, and the rows that are in no segment stand in the order in which they were appended. */
    static BitSet numbersInOrder(Snapshot snapshot) {
        return numbers(snapshot, true);
    }

    private static BitSet numbers(Snapshot snapshot, boolean ordered) {
        BitSet numbers = new BitSet();
        for (Signal signal : Signal.values()) {
            if (signal.isRollUp()) {
                continue;
            }
            List<Map<String, Object>> rows = TableRows.scan(snapshot, signal);
            long sealed = rows.size() - ((StoreSnapshot) snapshot).memtableRows(signal);
            int before = -1;
            for (int i = 0; i < rows.size(); i++) {
                Map<String, Object> row = rows.get(i);
                int number = ((Long) Objects.requireNonNull(row.get("attribute:number"))).intValue();
                if (!row.equals(row(number))) {
                    throw new AssertionError("a row is " + row + " and not " + row(number));
                }
                if (numbers.get(number)) {
                    throw new AssertionError("event " + number + " is there twice");
                }
                if (ordered && i >= sealed && number < before) {
                    throw new AssertionError("event " + number + " stands behind " + before);
                }
                before = i < sealed ? -1 : number;
                numbers.set(number);
            }
        }
        numbers.or(inTiersAlone(snapshot));
        return numbers;
    }

    /**
     * The readings that only roll-ups have, since retention has deleted them. Each tier has each reading of the segments that are rolled up once,
     * and none of others; here each is a series of its own.
     */
    static BitSet inTiersAlone(Snapshot snapshot) {
        Map<Long, Long> rolledUp = new TreeMap<>();
        Map<Long, Long> others = new TreeMap<>();
        for (Segment segment : ((StoreSnapshot) snapshot).segments(Signal.METRIC)) {
            Map<Long, Long> numbers = segment.entry().rolledUp() ? rolledUp : others;
            segment.file().groups().forEach(group -> addNumbers(group, numbers));
        }
        Map<Long, Long> finest = readings(snapshot, Signal.METRIC_5M);
        for (Signal tier : List.of(Signal.METRIC_1H, Signal.METRIC_1D)) {
            if (!readings(snapshot, tier).equals(finest)) {
                throw new AssertionError(tier + " has the readings " + readings(snapshot, tier) + " and not " + finest);
            }
        }
        BitSet alone = new BitSet();
        finest.forEach((number, count) -> {
            if (count != 1 || others.containsKey(number)) {
                throw new AssertionError("tiers have " + number + ", " + count + " times, and readings " + others);
            }
            if (!rolledUp.containsKey(number)) {
                alone.set(number.intValue());
            }
        });
        if (!finest.keySet().containsAll(rolledUp.keySet())) {
            throw new AssertionError("tiers have the readings " + finest + " and not " + rolledUp);
        }
        return alone;
    }

    private static Map<Long, Long> readings(Snapshot snapshot, Signal tier) {
        Map<Long, Long> readings = new TreeMap<>();
        for (Map<String, Object> row : TableRows.scan(snapshot, tier)) {
            readings.merge(
                    (Long) Objects.requireNonNull(row.get("attribute:number")),
                    (Long) Objects.requireNonNull(row.get("readings")),
                    Long::sum);
        }
        return readings;
    }

    private static void addNumbers(RowGroup group, Map<Long, Long> numbers) {
        Chunk chunk = Objects.requireNonNull(group.read(new ColumnKey("number", true, ColumnType.LONG)));
        NumberValues values = (NumberValues) chunk.values();
        for (int i = 0; i < values.count(); i++) {
            numbers.merge(values.bits()[i], 1L, Long::sum);
        }
    }
}
