/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Sets that patterns name: of Perl and of POSIX (ASCII only, as in RE2), of Unicode's categories and scripts. */
final class NamedSets {
    static final CharSet DIGIT = CharSet.ofPairs("09");
    static final CharSet SPACE = CharSet.ofPairs("\t\n\f\r  ");
    static final CharSet WORD = CharSet.ofPairs("09AZ__az");
    static final CharSet NEWLINE = CharSet.of('\n');

    private static final Map<String, CharSet> POSIX = Map.ofEntries(
            Map.entry("alnum", CharSet.ofPairs("09AZaz")),
            Map.entry("alpha", CharSet.ofPairs("AZaz")),
            Map.entry("ascii", CharSet.ofPairs("\0\u007f")),
            Map.entry("blank", CharSet.ofPairs("\t\t  ")),
            Map.entry("cntrl", CharSet.ofPairs("\0\u001f\u007f\u007f")),
            Map.entry("digit", DIGIT),
            Map.entry("graph", CharSet.ofPairs("!~")),
            Map.entry("lower", CharSet.ofPairs("az")),
            Map.entry("print", CharSet.ofPairs(" ~")),
            Map.entry("punct", CharSet.ofPairs("!/:@[`{~")),
            Map.entry("space", CharSet.ofPairs("\t\r  ")),
            Map.entry("upper", CharSet.ofPairs("AZ")),
            Map.entry("word", WORD),
            Map.entry("xdigit", CharSet.ofPairs("09AFaf")));

    /** The two letters of each category, at the index that {@link Character#getType} gives; unused ones are blank. */
    private static final String[] CATEGORIES = {
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "", "Zs", "Zl", "Zp", "Cc", "Cf", "",
        "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
    };

    /** Sets of Unicode that were asked for; there are as many names as categories and scripts, about 250. */
    private static final Map<String, CharSet> UNICODE = new ConcurrentHashMap<>();

    private NamedSets() {}

    /** {@code [:name:]}, or null when there is none. */
    static @Nullable CharSet posix(String name) {
        return POSIX.get(name);
    }

    /** A category such as L or Lu, a script such as Greek, or Any; null when there is none. */
    static @Nullable CharSet unicode(String name) {
        if (name.equals("Any")) {
            return CharSet.ALL;
        }
        CharSet known = UNICODE.get(name);
        if (known != null) {
            return known;
        }
        IntPredicate member = member(name);
        if (member == null) {
            return null;
        }
        CharSet set = collect(member);
        UNICODE.put(name, set);
        return set;
    }

    private static @Nullable IntPredicate member(String name) {
        boolean category = false;
        for (String known : CATEGORIES) {
            category |= !name.isEmpty() && known.startsWith(name) && !known.equals("Cn");
        }
        if (category) {
            return point -> CATEGORIES[Character.getType(point)].startsWith(name)
                    && Character.getType(point) != Character.UNASSIGNED;
        }
        // Unicode's own spelling only, as RE2 has it: forName would take greek and GREK, too
        if (name.length() < 3 || !Character.isUpperCase(name.charAt(0)) || name.equals(name.toUpperCase(Locale.ROOT))) {
            return null;
        }
        UnicodeScript script;
        try {
            script = UnicodeScript.forName(name);
        } catch (IllegalArgumentException e) {
            return null; // the caller says which name is unknown, and where
        }
        return point -> UnicodeScript.of(point) == script;
    }

    private static CharSet collect(IntPredicate member) {
        List<int[]> ranges = new ArrayList<>();
        int from = -1;
        for (int point = 0; point <= Character.MAX_CODE_POINT + 1; point++) {
            boolean in = point <= Character.MAX_CODE_POINT && member.test(point);
            if (in && from < 0) {
                from = point;
            } else if (!in && from >= 0) {
                ranges.add(new int[] {from, point - 1});
                from = -1;
            }
        }
        return CharSet.of(ranges);
    }
}
