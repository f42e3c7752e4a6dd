/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The series of a metric by their labels, in any order. To find one allocates nothing and takes no lock: the hash of a set of labels
 * is the sum of those of its labels, and entries never change. Safe for all threads. It only grows; who adds bounds it.
 */
final class SeriesTable<S> {
    private static final int SLOTS_MIN = 16;
    private static final int HASH_FACTOR = 0x9E37_79B1;

    private static final class Entry<S> {
        final int hash;
        final String[] labels;
        final S series;
        final @Nullable Entry<S> next;

        Entry(int hash, String[] labels, S series, @Nullable Entry<S> next) {
            this.hash = hash;
            this.labels = labels;
            this.series = series;
            this.next = next;
        }

        boolean has(String name, String value) {
            for (int i = 0; i < labels.length; i += 2) {
                if (labels[i].equals(name)) {
                    return labels[i + 1].equals(value);
                }
            }
            return false;
        }
    }

    /** By hash; a power of two, at least as many as entries. Replaced as a whole by who adds, under the lock. */
    private volatile @Nullable Entry<S>[] slots = newSlots(SLOTS_MIN);

    private volatile int size;

    @SuppressWarnings({"unchecked", "rawtypes"}) // no generic arrays
    private static <S> @Nullable Entry<S>[] newSlots(int length) {
        return new Entry[length];
    }

    int size() {
        return size;
    }

    @Nullable
    S find(String name, String value) {
        final int hash = hash(name, value);
        for (Entry<S> e = first(hash); e != null; e = e.next) {
            if (e.hash == hash && e.labels.length == 2 && e.has(name, value)) {
                return e.series;
            }
        }
        return null;
    }

    @Nullable
    S find(String name1, String value1, String name2, String value2) {
        final int hash = hash(name1, value1) + hash(name2, value2);
        for (Entry<S> e = first(hash); e != null; e = e.next) {
            if (e.hash == hash
                    && e.labels.length == 4
                    && e.has(name1, value1)
                    && e.has(name2, value2)
                    && !name1.equals(name2)) {
                return e.series;
            }
        }
        return null;
    }

    @Nullable
    S find(String name1, String value1, String name2, String value2, String name3, String value3) {
        final int hash = hash(name1, value1) + hash(name2, value2) + hash(name3, value3);
        for (Entry<S> e = first(hash); e != null; e = e.next) {
            if (e.hash == hash
                    && e.labels.length == 6
                    && e.has(name1, value1)
                    && e.has(name2, value2)
                    && e.has(name3, value3)
                    && !name1.equals(name2)
                    && !name1.equals(name3)
                    && !name2.equals(name3)) {
                return e.series;
            }
        }
        return null;
    }

    /** Of labels whose names differ. */
    @Nullable
    S find(List<String> labels) {
        final int hash = hash(labels);
        for (Entry<S> e = first(hash); e != null; e = e.next) {
            if (e.hash == hash && e.labels.length == labels.size() && hasAll(e, labels)) {
                return e.series;
            }
        }
        return null;
    }

    private static boolean hasAll(Entry<?> entry, List<String> labels) {
        for (int i = 0; i < labels.size(); i += 2) {
            if (!entry.has(labels.get(i), labels.get(i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** That of the labels, whose names differ; made if there is none. */
    synchronized S findOrAdd(List<String> labels, Function<List<String>, S> maker) {
        S known = find(labels);
        if (known != null) {
            return known;
        }
        S added = maker.apply(labels);
        @Nullable Entry<S>[] table = size < slots.length ? slots.clone() : larger(slots);
        put(table, hash(labels), labels.toArray(String[]::new), added);
        slots = table; // after the entry: who sees one sees the other
        size++;
        return added;
    }

    private static <S> @Nullable Entry<S>[] larger(@Nullable Entry<S>[] slots) {
        @Nullable Entry<S>[] table = newSlots(slots.length * 2);
        for (Entry<S> slot : slots) {
            for (Entry<S> e = slot; e != null; e = e.next) {
                put(table, e.hash, e.labels, e.series);
            }
        }
        return table;
    }

    private static <S> void put(@Nullable Entry<S>[] table, int hash, String[] labels, S series) {
        final int slot = spread(hash) & table.length - 1;
        table[slot] = new Entry<>(hash, labels, series, table[slot]);
    }

    private @Nullable Entry<S> first(int hash) {
        final @Nullable Entry<S>[] table = slots;
        return table[spread(hash) & table.length - 1];
    }

    void forEach(Consumer<S> action) {
        for (Entry<S> slot : slots) {
            for (Entry<S> e = slot; e != null; e = e.next) {
                action.accept(e.series);
            }
        }
    }

    private static int hash(List<String> labels) {
        int hash = 0;
        for (int i = 0; i < labels.size(); i += 2) {
            hash += hash(labels.get(i), labels.get(i + 1));
        }
        return hash;
    }

    private static int hash(String name, String value) {
        final int mixed = (name.hashCode() * 31 + value.hashCode()) * HASH_FACTOR;
        return mixed ^ mixed >>> 15; // not linear, or the sums of swapped values would be equal
    }

    private static int spread(int hash) {
        return hash * HASH_FACTOR >>> 16 ^ hash;
    }
}
