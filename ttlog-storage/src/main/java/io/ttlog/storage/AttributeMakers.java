/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.AttributeStats.Maker;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RestValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who made the attributes of a table. Reads all attribute columns; keeps each attribute once a service that used it. */
final class AttributeMakers {
    private static final ColumnKey SERVICE = new ColumnKey("service", false, ColumnType.TEXT);
    private static final Pattern VARYING = Pattern.compile("[0-9a-fA-F]{8,}|[0-9]+");

    private final Set<ColumnKey> columns = new HashSet<>();
    private final Set<ColumnKey> restKeys = new HashSet<>();
    private final Map<String, Set<ColumnKey>> byService = new HashMap<>();

    private AttributeMakers() {}

    /** Those of all tables. */
    static List<AttributeStats> of(StoreSnapshot snapshot) {
        List<AttributeStats> all = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            AttributeMakers makers = new AttributeMakers();
            snapshot.segments(signal).forEach(segment -> makers.add(segment.file()));
            snapshot.memtableRuns(signal).forEach(makers::add);
            all.add(makers.stats(signal));
        }
        return all;
    }

    private void add(Run run) {
        for (RowGroup group : run.groups()) {
            @Nullable String[] services = services(group);
            for (ColumnKey key : run.columns()) {
                Chunk chunk = key.attribute() ? group.read(key) : null;
                if (chunk == null) {
                    continue;
                }
                if (key.equals(RestColumn.KEY)) {
                    RestValues rest = new RestValues(chunk);
                    for (ColumnKey attribute : rest.keys()) {
                        restKeys.add(attribute);
                        for (int row : rest.rows(attribute)) {
                            used(attribute, services[row]);
                        }
                    }
                    continue;
                }
                columns.add(key);
                boolean[] nulls = chunk.nulls();
                for (int row = 0; row < services.length; row++) {
                    if (nulls == null || !nulls[row]) {
                        used(key, services[row]);
                    }
                }
            }
        }
    }

    private void used(ColumnKey key, @Nullable String service) {
        byService
                .computeIfAbsent(service == null ? "" : service, s -> new HashSet<>())
                .add(key);
    }

    private static @Nullable String[] services(RowGroup group) {
        @Nullable String[] services = new String[group.rowCount()];
        Chunk chunk = group.read(SERVICE);
        if (chunk != null) {
            BinaryValues values = (BinaryValues) chunk.values();
            boolean[] nulls = chunk.nulls();
            int value = 0;
            for (int row = 0; row < services.length; row++) {
                if (nulls == null || !nulls[row]) {
                    services[row] = values.text(values.ids()[value++]);
                }
            }
        }
        return services;
    }

    private AttributeStats stats(Signal signal) {
        Set<ColumnKey> all = new HashSet<>(columns);
        all.addAll(restKeys);
        Map<String, Integer> patterns = new TreeMap<>();
        all.forEach(key -> patterns.merge(VARYING.matcher(key.name()).replaceAll("#"), 1, Integer::sum));
        Map<String, Integer> services = new TreeMap<>();
        byService.forEach((service, keys) -> services.put(service, keys.size()));
        return new AttributeStats(signal, columns.size(), restKeys.size(), mostFirst(patterns), mostFirst(services));
    }

    private static List<Maker> mostFirst(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> new Maker(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(Maker::attributes).reversed())
                .toList();
    }
}
