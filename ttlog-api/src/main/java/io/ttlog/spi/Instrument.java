/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A metric by its name, with its series by their labels. Safe for all threads. */
final class Instrument<S> {
    private final String name;
    private final Function<SeriesKey<S>, S> maker;
    private final Metrics metrics;
    private final S unlabelled;
    private final ConcurrentHashMap<List<String>, S> series = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway") // the maker only keeps the reference
    Instrument(String name, Function<SeriesKey<S>, S> maker, Metrics metrics) {
        this.name = name;
        this.maker = maker;
        this.metrics = metrics;
        this.unlabelled = maker.apply(new SeriesKey<>(this, List.of()));
    }

    String name() {
        return name;
    }

    S unlabelled() {
        return unlabelled;
    }

    S labelled(String @Nullable ... namesAndValues) {
        if (namesAndValues == null || namesAndValues.length % 2 != 0) {
            misused();
            return unlabelled;
        }
        Map<String, String> ordered = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
        }
        List<String> labels = new ArrayList<>(ordered.size() * 2);
        ordered.forEach((label, value) -> {
            labels.add(label);
            labels.add(value);
        });
        return labels.isEmpty() ? unlabelled : labelled(List.copyOf(labels));
    }

    private S labelled(List<String> labels) {
        S known = series.get(labels);
        if (known != null) {
            return known;
        }
        List<String> bounded = labels;
        if (series.size() >= Metrics.SERIES_MAX) {
            metrics.overflowed();
            bounded = List.of(Metrics.OVERFLOW, "true");
        }
        return series.computeIfAbsent(bounded, key -> maker.apply(new SeriesKey<>(this, key)));
    }

    void forEach(Consumer<S> action) {
        action.accept(unlabelled);
        series.values().forEach(action);
    }

    void misused() {
        metrics.misused();
    }
}
