/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.List;
import java.util.Random;

/** Makes random patterns and texts of few letters, so that matches are frequent. */
final class RandomPattern {
    private static final List<String> ATOMS = List.of(
            "a",
            "b",
            "c",
            "ab",
            "0",
            " ",
            "\\n",
            "é",
            "🎉",
            "k",
            ".",
            "\\d",
            "\\D",
            "\\w",
            "\\W",
            "\\s",
            "\\S",
            "[ab]",
            "[^a]",
            "[a-c0]",
            "[^\\d]",
            "[[:alpha:]]",
            "[[:^digit:]]",
            "[é-ü]",
            "\\pL",
            "\\p{Lu}",
            "\\PN",
            "\\x41",
            "\\x{1F389}",
            "\\.",
            "\\Q.a\\E",
            "[\\w-]",
            "[]a]",
            "A",
            "K",
            "s");
    private static final List<String> PLACES = List.of("^", "$", "\\b", "\\B", "\\A", "\\z", "(?m)", "(?s)", "(?U)");
    private static final List<String> REPEATS =
            List.of("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "{0}");
    private static final List<String> LETTERS = List.of(
            "a", "a", "a", "b", "b", "c", "A", "B", "0", "9", "_", " ", "\n", ".", "é", "É", "🎉", "k", "\u212a",
            "\u017f", "S", "s", "\ud83c");

    private final Random random;

    RandomPattern(Random random) {
        this.random = random;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Without (?i) in the middle: RE2/J takes {@code A.|(?i)A} for {@code A(?:.|)}, so that it does not find a. */
    String pattern() {
        return (random.nextInt(4) == 0 ? "(?i)" : "") + pattern(2);
    }

    private String pattern(int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int option = random.nextInt(3); option >= 0; option--) {
            for (int part = random.nextInt(4); part >= 0; part--) {
                if (random.nextInt(7) == 0) {
                    pattern.append(one(PLACES));
                    continue;
                }
                boolean group = depth > 0 && random.nextInt(3) == 0;
                pattern.append(group ? (random.nextBoolean() ? "(" : "(?:") + pattern(depth - 1) + ")" : one(ATOMS));
                if (random.nextInt(3) == 0) {
                    String repeat = one(REPEATS);
                    // RE2/J places a group that is repeated no time at 0 instead of nowhere
                    pattern.append(group && repeat.equals("{0}") ? "?" : repeat);
                }
            }
            pattern.append(option > 0 ? "|" : "");
        }
        return pattern.toString();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(one(LETTERS));
        }
        return text.toString();
    }
}
