/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TOPK: the most frequent values, with how often they came. Exact up to {@link #VALUES_MAX} different values of a group. Beyond, as Space-Saving has it
 * (Metwally and others, 2005), rare ones are forgotten, half of them at once, and one that comes again is taken to have come as often as the
 * most frequent that was forgotten: counts are never too low, and too high by at most the number of rows by half the bound.
 */
final class TopK extends Accumulator {
    static final int VALUES_MAX = 10_000;

    private final ColumnType type;
    private final int wanted;
    private @Nullable Counts[] groups = new Counts[0];

    TopK(ColumnType type, int wanted) {
        this.type = type;
        this.wanted = wanted;
    }

    private static final class Counts {
        private Map<String, Long> counts = new HashMap<>();

        /** What a value that is not among the counts may have come at most. */
        private long forgotten;

        private void add(String value, long times) {
            Long known = counts.get(value);
            counts.put(value, (known == null ? forgotten : known) + times);
            if (counts.size() > VALUES_MAX) {
                shrink();
            }
        }

        private void shrink() {
            List<Map.Entry<String, Long>> sorted = sorted();
            Map<String, Long> kept = new HashMap<>();
            for (int i = 0; i < sorted.size(); i++) {
                if (i < VALUES_MAX / 2) {
                    kept.put(sorted.get(i).getKey(), sorted.get(i).getValue());
                } else {
                    forgotten = Math.max(forgotten, sorted.get(i).getValue());
                }
            }
            counts = kept;
        }

        /** The most frequent first, equals by value. */
        private List<Map.Entry<String, Long>> sorted() {
            return counts.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
                            .thenComparing(Map.Entry::getKey))
                    .toList();
        }

        private void add(Counts other) {
            if (other.forgotten > 0) {
                counts.replaceAll((value, count) -> other.counts.containsKey(value) ? count : count + other.forgotten);
            }
            long before = forgotten;
            other.counts.forEach((value, count) -> {
                Long known = counts.get(value);
                counts.put(value, (known == null ? before : known) + count);
            });
            forgotten = before + other.forgotten;
            if (counts.size() > VALUES_MAX) {
                shrink();
            }
        }
    }

    @Override
    void resize(int count) {
        groups = Arrays.copyOf(groups, count);
    }

    @Override
    void add(int[] rowGroups, @Nullable Vector values, int count) {
        for (int row = 0; values != null && row < count; row++) {
            Object value = values.boxed(row);
            if (value != null) {
                counts(rowGroups[row]).add(json(value, Vectors.typeAt(values, row)), 1);
            }
        }
    }

    private Counts counts(int group) {
        Counts known = groups[group];
        if (known == null) {
            known = new Counts();
            groups[group] = known;
        }
        return known;
    }

    private static String json(Object value, ColumnType type) {
        boolean finite = !(value instanceof Double number) || Double.isFinite(number);
        if ((value instanceof Number && type != ColumnType.TIMESTAMP && type != ColumnType.DURATION
                        || value instanceof Boolean)
                && finite) {
            return value.equals(-0.0) ? "0.0" : value.toString();
        }
        return type == ColumnType.JSON ? value.toString() : quoted(Conversion.text(value, type));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    @Override
    void merge(Accumulator other, int[] into, int count) {
        TopK more = (TopK) other;
        for (int group = 0; group < count; group++) {
            Counts theirs = more.groups[group];
            if (theirs != null) {
                counts(into[group]).add(theirs);
            }
        }
    }

    @Override
    boolean isApproximate() {
        return Arrays.stream(groups).anyMatch(g -> g != null && g.forgotten > 0);
    }

    @Override
    void result(int group, ColumnBuilder results) {
        Counts known = groups[group];
        if (known == null) {
            results.appendNull();
            return;
        }
        StringBuilder json = new StringBuilder("[");
        known.sorted().stream()
                .limit(wanted)
                .forEach(e -> json.append(json.length() > 1 ? "," : "")
                        .append("{\"value\":")
                        .append(e.getKey())
                        .append(",\"count\":")
                        .append(e.getValue())
                        .append('}'));
        results.appendText(json.append(']').toString());
    }

    @Override
    public String toString() {
        return "topk " + wanted + " of " + type;
    }
}
