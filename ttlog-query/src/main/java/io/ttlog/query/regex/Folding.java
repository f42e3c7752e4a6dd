/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is the same without regard to case: Unicode's simple folding, as far as the JDK's tables know it. The table is made when a
 * pattern first asks for it, in some milliseconds.
 */
final class Folding {
    /** Beyond the last script with cases (Adlam, U+1E900). */
    private static final int POINTS_MAX = 0x20000;

    /** I with a dot and i without are equal to i and I in Turkish only. */
    private static final int DOTTED_I = 0x130;

    private static final int DOTLESS_I = 0x131;

    private Folding() {}

    private static final class Table {
        /** Points that are equal to others, ascending. */
        static final int[] POINTS;

        /** Of each of them: all that are equal, itself included. */
        static final int[][] ORBITS;

        static {
            Map<Integer, List<Integer>> byKey = new HashMap<>();
            for (int point = 0; point < POINTS_MAX; point++) {
                int key = key(point);
                if (key != point) {
                    byKey.computeIfAbsent(key, k -> new ArrayList<>(List.of(k))).add(point);
                }
            }
            Map<Integer, int[]> orbits = new HashMap<>();
            for (List<Integer> equal : byKey.values()) {
                int[] orbit = equal.stream().mapToInt(Integer::intValue).toArray();
                for (int point : orbit) {
                    orbits.put(point, orbit);
                }
            }
            POINTS = orbits.keySet().stream()
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            ORBITS = Arrays.stream(POINTS).mapToObj(orbits::get).toArray(int[][]::new);
        }

        private static int key(int point) {
            return point == DOTTED_I || point == DOTLESS_I
                    ? point
                    : Character.toLowerCase(Character.toUpperCase(point));
        }
    }

    /** The point and all that are equal to it. */
    static CharSet of(int point) {
        return folded(CharSet.of(point));
    }

    /** The set and all that is equal to a member. */
    static CharSet folded(CharSet set) {
        List<int[]> ranges = new ArrayList<>();
        set.addTo(ranges);
        for (int range = 0; range < set.rangeCount(); range++) {
            int at = Arrays.binarySearch(Table.POINTS, set.first(range));
            for (int i = at < 0 ? -at - 1 : at; i < Table.POINTS.length && Table.POINTS[i] <= set.last(range); i++) {
                for (int equal : Table.ORBITS[i]) {
                    ranges.add(new int[] {equal, equal});
                }
            }
        }
        return CharSet.of(ranges);
    }
}
