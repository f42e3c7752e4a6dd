/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The classes of code points that the sets of a program do not tell apart: states have a successor per class, not per code point.
 * Immutable.
 */
final class Alphabet {
    private static final int LOW = 256;

    /** Where intervals begin, the first at 0, and the class of each. */
    private final int[] starts;

    private final int[] classes;

    /** The classes of the first code points. */
    private final int[] low = new int[LOW];

    /** The kinds of {@link Places}, of each class. */
    private final int[] kinds;

    /** Of each set: its classes. */
    private final BitSet[] members;

    private Alphabet(int[] starts, int[] classes, int count, List<CharSet> sets) {
        this.starts = starts;
        this.classes = classes;
        this.kinds = new int[count];
        for (int point = 0; point < LOW; point++) {
            low[point] = search(point);
        }
        this.members = new BitSet[sets.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = new BitSet(count);
            CharSet set = sets.get(i);
            for (int range = 0; range < set.rangeCount(); range++) {
                for (int at = interval(set.first(range)); at < starts.length && starts[at] <= set.last(range); at++) {
                    members[i].set(classes[at]);
                }
            }
        }
    }

    /**
     * Parts the code points by the sets.
     *
     * @param tellsPlaces whether words and newlines are to be told apart, too
     */
    static Alphabet of(List<CharSet> sets, boolean tellsPlaces) {
        List<CharSet> all = new ArrayList<>(sets);
        if (tellsPlaces) {
            all.add(NamedSets.WORD);
            all.add(NamedSets.NEWLINE);
        }
        TreeSet<Integer> bounds = new TreeSet<>();
        bounds.add(0);
        for (CharSet set : all) {
            for (int range = 0; range < set.rangeCount(); range++) {
                bounds.add(set.first(range));
                if (set.last(range) < Character.MAX_CODE_POINT) {
                    bounds.add(set.last(range) + 1);
                }
            }
        }
        int[] starts = bounds.stream().mapToInt(Integer::intValue).toArray();
        int[] classes = new int[starts.length];
        int count = 1;
        long work = 0;
        for (CharSet set : all) {
            // refines: what is in the set and was in a class with what is not, gets a class of its own
            Map<Integer, Integer> split = new HashMap<>();
            for (int range = 0; range < set.rangeCount(); range++) {
                int at = Arrays.binarySearch(starts, set.first(range));
                for (; at < starts.length && starts[at] <= set.last(range); at++) {
                    Integer known = split.get(classes[at]);
                    if (known == null) {
                        known = count++;
                        split.put(classes[at], known);
                    }
                    classes[at] = known;
                    if (++work > Regex.SET_WORK_MAX) {
                        throw new RegexSyntaxException(0, "the pattern has too many different sets of characters");
                    }
                }
            }
        }
        return renumbered(starts, classes, sets, tellsPlaces);
    }

    private static Alphabet renumbered(int[] starts, int[] classes, List<CharSet> sets, boolean tellsPlaces) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < classes.length; i++) {
            Integer number = numbers.get(classes[i]);
            if (number == null) {
                number = numbers.size();
                numbers.put(classes[i], number);
            }
            classes[i] = number;
        }
        Alphabet alphabet = new Alphabet(starts, classes, numbers.size(), sets);
        if (tellsPlaces) {
            alphabet.kinds[alphabet.low['\n']] = Places.NEWLINE;
            alphabet.kinds[alphabet.low['a']] = Places.WORD;
            for (int point = 0; point < 128; point++) {
                if (point == '_' || Character.isLetterOrDigit(point)) {
                    alphabet.kinds[alphabet.low[point]] = Places.WORD;
                }
            }
        }
        return alphabet;
    }

    private int interval(int point) {
        int at = Arrays.binarySearch(starts, point);
        return at < 0 ? -at - 2 : at;
    }

    private int search(int point) {
        return classes[interval(point)];
    }

    /** The number of classes. */
    int count() {
        return kinds.length;
    }

    int classOf(int point) {
        return point < LOW ? low[point] : search(point);
    }

    /** The classes of the first 256 code points. */
    int[] low() {
        return low;
    }

    int kind(int charClass) {
        return kinds[charClass];
    }

    boolean isMember(int set, int charClass) {
        return members[set].get(charClass);
    }
}
