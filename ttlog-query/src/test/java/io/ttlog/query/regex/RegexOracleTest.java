/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random patterns find in random texts what RE2/J finds. */
class RegexOracleTest {
    private static final int PATTERNS = 20_000;
    private static final int TEXTS = 12;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomPattern patterns = new RandomPattern(random);

    @Test
    void findsWhatRe2jFinds() {
        int matches = 0;
        int compared = 0;
        for (int round = 0; round < PATTERNS; round++) {
            String pattern = patterns.pattern();
            Pattern oracle;
            try {
                oracle = Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                continue; // a repetition of a flag; refusals have a test of their own
            }
            Regex regex = Regex.of(pattern);
            int[] groups = IntStream.rangeClosed(0, oracle.groupCount()).toArray();
            RegexMatcher matcher = regex.matcher(groups);
            assertThat(regex.groupCount()).as(pattern).isEqualTo(oracle.groupCount());
            for (int i = 0; i < TEXTS; i++) {
                String text = patterns.text();
                String what = "'" + pattern + "' in '" + text + "', -Dttlog.seed=" + seed;
                Matcher expected = oracle.matcher(text);
                boolean found = expected.find();
                matches += found ? 1 : 0;
                compared++;
                assertThat(matcher.isFound(text)).as(what).isEqualTo(found);
                assertThat(matcher.find(text, 0)).as(what).isEqualTo(found);
                if (found) {
                    assertThat(bounds(matcher, groups)).as(what).isEqualTo(bounds(expected, groups));
                }
            }
        }
        assertThat(compared).isGreaterThan(PATTERNS * TEXTS / 2);
        assertThat(matches).as("both answers are frequent").isBetween(compared / 10, compared * 9 / 10);
    }

    private static List<Integer> bounds(RegexMatcher matcher, int[] groups) {
        List<Integer> bounds = new ArrayList<>();
        for (int group : groups) {
            bounds.add(matcher.start(group));
            bounds.add(matcher.end(group));
        }
        return bounds;
    }

    private static List<Integer> bounds(Matcher matcher, int[] groups) {
        List<Integer> bounds = new ArrayList<>();
        for (int group : groups) {
            bounds.add(matcher.start(group));
            bounds.add(matcher.end(group));
        }
        return bounds;
    }

    @Test
    void longTextsHaveTheSameMatchesWhateverTheStates() {
        for (int round = 0; round < 300; round++) {
            String pattern = patterns.pattern();
            Pattern oracle;
            try {
                oracle = Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                continue;
            }
            RegexMatcher matcher = Regex.of(pattern).matcher(0);
            String text = String.join(
                    "",
                    java.util.stream.Stream.generate(patterns::text).limit(60).toList());
            String what = "'" + pattern + "' in '" + text + "', -Dttlog.seed=" + seed;
            Matcher expected = oracle.matcher(text);
            int from = 0;
            while (from <= text.length() && expected.find(from)) {
                assertThat(matcher.find(text, from)).as(what + " from " + from).isTrue();
                assertThat(List.of(matcher.start(0), matcher.end(0)))
                        .as(what)
                        .containsExactly(expected.start(), expected.end());
                from = expected.end() > expected.start()
                        ? expected.end()
                        : expected.end()
                                + (expected.end() < text.length()
                                        ? Character.charCount(text.codePointAt(expected.end()))
                                        : 1);
            }
            assertThat(from > text.length() || !matcher.find(text, from))
                    .as(what + " from " + from)
                    .isTrue();
        }
    }
}
