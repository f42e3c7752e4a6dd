/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A set of code points: sorted ranges that neither overlap nor touch. Immutable. */
final class CharSet {
    static final CharSet ALL = new CharSet(new int[] {0, Character.MAX_CODE_POINT});
    static final CharSet NONE = new CharSet(new int[0]);

    /** First and last of each range, one after the other. */
    private final int[] bounds;

    private CharSet(int[] bounds) {
        this.bounds = bounds;
    }

    static CharSet of(int point) {
        return new CharSet(new int[] {point, point});
    }

    /** The ranges, each of a first and a last, in any order. */
    static CharSet of(List<int[]> ranges) {
        List<int[]> sorted =
                ranges.stream().sorted(Comparator.comparingInt(r -> r[0])).toList();
        int[] bounds = new int[sorted.size() * 2];
        int size = 0;
        for (int[] range : sorted) {
            if (size > 0 && range[0] <= bounds[size - 1] + 1) {
                bounds[size - 1] = Math.max(bounds[size - 1], range[1]);
            } else {
                bounds[size++] = range[0];
                bounds[size++] = range[1];
            }
        }
        return new CharSet(Arrays.copyOf(bounds, size));
    }

    /** The ranges of first and last characters that follow each other in the text, such as {@code "azAZ"}. */
    static CharSet ofPairs(String pairs) {
        List<int[]> ranges = new java.util.ArrayList<>();
        for (int i = 0; i < pairs.length(); i += 2) {
            ranges.add(new int[] {pairs.charAt(i), pairs.charAt(i + 1)});
        }
        return of(ranges);
    }

    int rangeCount() {
        return bounds.length / 2;
    }

    int first(int range) {
        return bounds[2 * range];
    }

    int last(int range) {
        return bounds[2 * range + 1];
    }

    void addTo(List<int[]> ranges) {
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new int[] {bounds[i], bounds[i + 1]});
        }
    }

    CharSet negated() {
        int[] result = new int[bounds.length + 2];
        int size = 0;
        int from = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i] > from) {
                result[size++] = from;
                result[size++] = bounds[i] - 1;
            }
            from = bounds[i + 1] + 1;
        }
        if (from <= Character.MAX_CODE_POINT) {
            result[size++] = from;
            result[size++] = Character.MAX_CODE_POINT;
        }
        return new CharSet(Arrays.copyOf(result, size));
    }

    /** The only member, or -1 when there is not exactly one. */
    int single() {
        return bounds.length == 2 && bounds[0] == bounds[1] ? bounds[0] : -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CharSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }
}
