/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounds, errors and hostile patterns. What is found, {@link RegexOracleTest} compares. */
@Timeout(60)
class RegexTest {
    private static RegexSyntaxException refusal(String pattern) {
        RegexSyntaxException e = catchThrowableOfType(RegexSyntaxException.class, () -> Regex.of(pattern));
        return Objects.requireNonNull(e, pattern);
    }

    private static void assertRefused(String pattern, int index, String what) {
        RegexSyntaxException e = refusal(pattern);
        assertThat(e).as(pattern).hasMessageContaining(what);
        assertThat(e.index()).as(pattern).isEqualTo(index);
    }

    @Test
    void pointsAtWhatCannotBeRead() {
        assertRefused("ab)", 2, "closes no group");
        assertRefused("a(b", 1, "has no end");
        assertRefused("a[b", 1, "have no end");
        assertRefused("a|*", 2, "nothing before *");
        assertRefused("a**", 2, "repeats a repetition");
        assertRefused("a{2,1}", 1, "least count above");
        assertRefused("a{1001}", 1, "more than 1000 times");
        assertRefused("a\\", 1, "ends with a \\");
        assertRefused("a\\1", 1, "references to groups");
        assertRefused("a(?=b)", 1, "look-around");
        assertRefused("a(?<!b)", 1, "look-around");
        assertRefused("a(?x)", 1, "expected (?:...)");
        assertRefused("(?P<n>a)(?P<n>b)", 8, "two groups are named n");
        assertRefused("(?P<>a)", 0, "name of a group");
        assertRefused("\\pX", 0, "no category");
        assertRefused("\\p{Klingon}", 0, "no category");
        assertRefused("[[:nope:]]", 1, "is no class");
        assertRefused("[z-a]", 1, "ends before it begins");
        assertRefused("[a-\\d]", 3, "has no meaning");
        assertRefused("\\x{110000}", 0, "expected a character");
        assertRefused("\\q", 0, "has no meaning");
        assertRefused("(?i", 0, "expected (?:...)");
    }

    @Test
    void refusesWhatIsBeyondABound() {
        assertThat(refusal("a".repeat(1_000_000))).hasMessageContaining("more than 16384");
        assertThat(refusal("(".repeat(10_000))).hasMessageContaining("nested deeper than 250");
        assertThat(refusal("((a{100}){100}){100}")).hasMessageContaining("more than 10000 instructions");
        assertThat(refusal("(x{1000}){1000}")).hasMessageContaining("more than 10000 instructions");
        assertThat(refusal("((((((x{1000}){1000}){1000}){1000}){1000}){1000}){1000}"))
                .hasMessageContaining("more than 10000 instructions");
        String sets = java.util.stream.IntStream.range(0, 4_000)
                .mapToObj(i -> "[^" + Character.toString(0x4e00 + 2 * i) + "]")
                .collect(Collectors.joining());
        assertThat(refusal(sets.substring(0, 16_000))).hasMessageContaining("too many different sets");
    }

    @Test
    void hostilePatternsReadALongTextInLinearTime() {
        String text = "a".repeat(200_000);
        for (String pattern : List.of(
                "(a*)*b", "(a|a)*b", "(a+)+$b", "(a|aa)+b", "(.*)(.*)(.*)(.*)b", "(?:a?){50}a{50}b", "(a*?)*?b")) {
            RegexMatcher matcher = Regex.of(pattern).matcher(0);
            assertThat(matcher.isFound(text)).as(pattern).isFalse();
            assertThat(matcher.find(text.substring(0, 20_000), 0)).as(pattern).isFalse();
        }
    }

    @Test
    void aPatternOfTooManyStatesIsSimulated() {
        // the state has to remember which of the last 20 were a: 2^20 states
        RegexMatcher matcher = Regex.of("a[ab]{20}c").matcher(0);
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append(random.nextBoolean() ? 'a' : 'b');
        }
        assertThat(matcher.isFound(text.toString())).isFalse();
        assertThat(matcher.isFound(text + "ab" + "b".repeat(19) + "c")).isTrue();
        assertThat(matcher.isFound("ab" + "b".repeat(18) + "c")).isFalse();
    }

    @Test
    void statesBegunAnewFindTheSame() {
        RegexMatcher matcher = Regex.of("x[ab]{14}c").matcher(0);
        RegexMatcher simulation = Regex.of("x[ab]{14}c").matcher(0);
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 1_000; j++) {
                text.append("xabxabxabc".charAt(random.nextInt(10)));
            }
            assertThat(matcher.isFound(text.toString())).isEqualTo(simulation.find(text.toString(), 0));
        }
    }

    @Test
    void tellsWhatEveryMatchContains() {
        assertThat(Regex.of("status=[45][0-9][0-9]|\" [45][0-9][0-9] ").requiredLiterals())
                .containsExactly("status=", "\" ");
        assertThat(Regex.of("a+(bcd|efg)h?").requiredLiterals()).containsExactly("bcd", "efg");
        assertThat(Regex.of("(?i)order 4711").requiredLiterals()).containsExactly(" 4711");
        assertThat(Regex.of("order.*|x*").requiredLiterals()).isEmpty();
        assertThat(Regex.of("^(?:timeout){2}").requiredLiterals()).containsExactly("timeout");
    }
}
