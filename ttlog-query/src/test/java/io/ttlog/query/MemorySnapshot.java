/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.Signal;
import io.ttlog.core.event.ValueText;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tables in memory, cut into small segments so that every query crosses batches. Dictionaries are as nasty as their contract
 * allows: texts stand in them twice, and entries are there that no row has.
 */
final class MemorySnapshot implements Snapshot {
    private static final String UNUSED_ENTRY = "an entry that no row has";

    private final Map<Signal, List<Map<String, Value>>> tables = new EnumMap<>(Signal.class);
    private final int segmentRows;

    MemorySnapshot(int segmentRows) {
        this.segmentRows = segmentRows;
    }

    /** A value of any type, as {@link Vector#boxed} has it. */
    record Value(ColumnType type, Object value) {}

    /** Replaces a table. Rows have the names of columns and attributes; NULL values are left out. */
    void put(Signal signal, List<Map<String, Value>> rows) {
        tables.put(signal, List.copyOf(rows));
    }

    private List<Map<String, Value>> rows(Signal signal) {
        return tables.getOrDefault(signal, List.of());
    }

    @Override
    public TableSchema schema(Signal signal) {
        Map<String, ColumnType> fixed = TableSchema.fixedColumns(signal);
        SortedMap<String, ColumnType> attributes = new TreeMap<>();
        for (Map<String, Value> row : rows(signal)) {
            row.forEach((name, value) -> {
                if (!fixed.containsKey(name)) {
                    attributes.merge(name, value.type(), (a, b) -> a == b ? a : ColumnType.ANY);
                }
            });
        }
        return new TableSchema(signal, fixed, attributes);
    }

    @Override
    public Cursor scan(Scan scan) {
        TableSchema schema = schema(scan.signal());
        List<Map<String, Value>> rows = rows(scan.signal());
        return new Cursor() {
            private int at;
            private int scanned;
            private int pruned;

            @Override
            public @Nullable Batch next() {
                while (at < rows.size()) {
                    List<Map<String, Value>> segment = rows.subList(at, Math.min(rows.size(), at + segmentRows));
                    at += segment.size();
                    if (segment.stream().anyMatch(row -> mayMatch(scan, row))) {
                        scanned++;
                        return batch(schema, scan, segment);
                    }
                    pruned++;
                }
                return null;
            }

            @Override
            public void narrow(long fromNanos, long toNanos) {} // it may give more than is wanted

            @Override
            public int segmentsScanned() {
                return scanned;
            }

            @Override
            public int chunksRead() {
                return scanned * scan.columns().size();
            }

            @Override
            public int segmentsPruned() {
                return pruned;
            }

            @Override
            public void close() {}
        };
    }

    private static boolean mayMatch(Scan scan, Map<String, Value> row) {
        Value timestamp = row.get("timestamp");
        Value service = row.get("service");
        boolean timely = timestamp == null
                || (Long) timestamp.value() >= scan.fromNanos() && (Long) timestamp.value() <= scan.toNanos();
        boolean served =
                scan.services().isEmpty() || service != null && scan.services().contains((String) service.value());
        return timely && served;
    }

    private static Batch batch(TableSchema schema, Scan scan, List<Map<String, Value>> rows) {
        List<Vector> vectors = new ArrayList<>();
        for (ColumnRef column : scan.columns()) {
            vectors.add(
                    !column.attribute() && column.name().equals("attrs")
                            ? attrs(schema, rows)
                            : vector(schema, column, rows));
        }
        return new Batch(rows.size(), vectors);
    }

    private static Vector vector(TableSchema schema, ColumnRef column, List<Map<String, Value>> rows) {
        ColumnType type = column.attribute()
                ? schema.attributes().get(column.name())
                : schema.fixed().get(column.name());
        if (type == null) {
            throw new IllegalArgumentException("no " + column);
        }
        if (type == ColumnType.TEXT) {
            return texts(column.name(), rows);
        }
        ColumnBuilder builder = new ColumnBuilder(type, rows.size());
        for (Map<String, Value> row : rows) {
            Value value = row.get(column.name());
            if (value == null) {
                builder.appendNull();
            } else if (type == ColumnType.ANY) {
                builder.appendAny(value.type(), value.value());
            } else {
                builder.appendBoxed(value.value());
            }
        }
        return builder.build();
    }

    private static Vector texts(String name, List<Map<String, Value>> rows) {
        List<String> dictionary = new ArrayList<>(List.of(UNUSED_ENTRY));
        int[] ids = new int[rows.size()];
        boolean[] nulls = new boolean[rows.size()];
        for (int i = 0; i < ids.length; i++) {
            Value value = rows.get(i).get(name);
            nulls[i] = value == null;
            if (value == null) {
                continue;
            }
            int known = dictionary.indexOf((String) value.value());
            boolean again = known < 0 || i % 3 == 2;
            ids[i] = again ? dictionary.size() : known;
            if (again) {
                dictionary.add((String) value.value());
            }
        }
        return new TextVector(ColumnType.TEXT, dictionary.toArray(String[]::new), ids, ids.length, nulls);
    }

    private static Vector attrs(TableSchema schema, List<Map<String, Value>> rows) {
        ColumnBuilder builder = new ColumnBuilder(ColumnType.JSON, rows.size());
        for (Map<String, Value> row : rows) {
            Map<String, String> fields = new LinkedHashMap<>();
            new TreeMap<>(row).forEach((name, value) -> {
                if (!schema.fixed().containsKey(name)) {
                    fields.put(name, json(value));
                }
            });
            StringBuilder json = new StringBuilder("{");
            fields.forEach((name, text) -> json.append(json.length() > 1 ? "," : "")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(text));
            builder.appendText(json.append('}').toString());
        }
        return builder.build();
    }

    private static String json(Value value) {
        return switch (value.type()) {
            case LONG, DOUBLE, BOOLEAN, DURATION -> value.value().toString();
            case TIMESTAMP -> '"' + ValueText.timestamp((Long) value.value()) + '"';
            case BYTES -> '"' + ValueText.hex((byte[]) value.value()) + '"';
            default -> '"' + value.value().toString() + '"';
        };
    }

    @Override
    public void close() {}
}
