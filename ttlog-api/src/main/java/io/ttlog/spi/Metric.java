/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A metric by its name, with its series by their labels. Safe for all threads. */
final class Metric<S> {
    private final String name;
    private final Function<SeriesKey<S>, S> maker;
    private final Metrics metrics;
    private final S unlabelled;
    private final SeriesTable<S> series = new SeriesTable<>();
    private final LongAdder overflows = new LongAdder();
    private volatile String unit = "";
    private volatile String description = "";

    @SuppressWarnings("NullAway") // the maker only keeps the reference
    Metric(String name, Function<SeriesKey<S>, S> maker, Metrics metrics) {
        this.name = name;
        this.maker = maker;
        this.metrics = metrics;
        this.unlabelled = maker.apply(new SeriesKey<>(this, List.of()));
    }

    String name() {
        return name;
    }

    String unit() {
        return unit;
    }

    String description() {
        return description;
    }

    Metrics metrics() {
        return metrics;
    }

    S unlabelled() {
        return unlabelled;
    }

    /** Says unit and description. Who is first is right; who says something else later is wrong, which is counted. */
    synchronized void describe(@Nullable String newUnit, @Nullable String newDescription) {
        unit = described(unit, newUnit);
        description = described(description, newDescription);
    }

    private String described(String known, @Nullable String said) {
        String text = said == null ? "" : said;
        String bounded =
                text.length() > Metrics.DESCRIPTION_CHARS_MAX ? text.substring(0, Metrics.DESCRIPTION_CHARS_MAX) : text;
        if (!known.isEmpty() && !bounded.isEmpty() && !known.equals(bounded)) {
            misused();
        }
        return known.isEmpty() ? bounded : known;
    }

    S labelled(@Nullable String name1, @Nullable String value1) {
        if (name1 != null && value1 != null) {
            S known = series.find(name1, value1);
            if (known != null) {
                return known;
            }
        }
        return labelled(new String[] {name1, value1});
    }

    S labelled(@Nullable String name1, @Nullable String value1, @Nullable String name2, @Nullable String value2) {
        if (name1 != null && value1 != null && name2 != null && value2 != null) {
            S known = series.find(name1, value1, name2, value2);
            if (known != null) {
                return known;
            }
        }
        return labelled(new String[] {name1, value1, name2, value2});
    }

    S labelled(
            @Nullable String name1,
            @Nullable String value1,
            @Nullable String name2,
            @Nullable String value2,
            @Nullable String name3,
            @Nullable String value3) {
        if (name1 != null && value1 != null && name2 != null && value2 != null && name3 != null && value3 != null) {
            S known = series.find(name1, value1, name2, value2, name3, value3);
            if (known != null) {
                return known;
            }
        }
        return labelled(new String[] {name1, value1, name2, value2, name3, value3});
    }

    S labelled(@Nullable String @Nullable [] namesAndValues) {
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
        S known = series.find(labels);
        if (known != null) {
            return known;
        }
        List<String> bounded = labels;
        if (series.size() >= Metrics.SERIES_MAX) {
            overflows.increment();
            metrics.overflowed();
            bounded = List.of(Metrics.OVERFLOW, "true");
        }
        return series.findOrAdd(bounded, key -> maker.apply(new SeriesKey<>(this, key)));
    }

    /** How often a combination of labels was asked for beyond the bound. */
    long overflows() {
        return overflows.sum();
    }

    void forEach(Consumer<S> action) {
        action.accept(unlabelled);
        series.forEach(action);
    }

    void misused() {
        metrics.misused();
    }
}
