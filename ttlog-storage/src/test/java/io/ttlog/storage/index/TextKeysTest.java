/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.Wtf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextKeysTest {
    private static final String UUID = "fbd4c8e8-c8d8-4ce1-a1d1-5c445fa333ee";
    private static final String TRACE = "401a01e7fc28c93d6d7d2b76d3ba09d0";
    private static final List<String> PIECES = List.of(
            " ",
            "-",
            "_",
            ".",
            "/",
            "a",
            "f",
            "9",
            "x",
            "é",
            "😀",
            "\ud83d",
            "word",
            "4ce1",
            "c8d8",
            "5c445fa333ee",
            "fbd4c8e8",
            "0123456789abcdef",
            "ABCDEF0123456789",
            UUID,
            UUID.toUpperCase(java.util.Locale.ROOT),
            TRACE,
            TRACE + "ab",
            TRACE + TRACE);

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private record Found(long[] words, long[] ids) {}

    private static Found keys(String text, boolean openBefore, boolean openBehind) {
        byte[] bytes = Wtf8.encode(text);
        Keys words = new Keys();
        Keys ids = new Keys();
        TextKeys.add(bytes, 0, bytes.length, openBefore, openBehind, words, ids);
        return new Found(words.sorted(), ids.sorted());
    }

    private static long[] hashes(String... texts) {
        return Arrays.stream(texts)
                .map(Wtf8::encode)
                .mapToLong(bytes -> Keys.of(bytes, 0, bytes.length))
                .sorted()
                .toArray();
    }

    @Test
    void wordsAreRunsOfLettersDigitsAndUnderscores() {
        Found found = keys("GET /api/v2?user_id=42, größe: 3.5", false, false);
        assertThat(found.words()).containsExactly(hashes("GET", "api", "v2", "user_id", "42", "größe", "3", "5"));
        assertThat(found.ids()).isEmpty();
    }

    @Test
    void aUuidIsOneIdAndNoWord() {
        Found found = keys("order " + UUID + " paid", false, false);
        assertThat(found.words()).containsExactly(hashes("order", "paid"));
        assertThat(found.ids()).containsExactly(hashes(UUID));
    }

    @Test
    void aUuidIsFoundWhereverItStands() {
        assertThat(keys("x" + UUID + "7", false, false).ids()).contains(hashes(UUID));
        assertThat(keys(UUID, true, true).ids()).containsExactly(hashes(UUID));
        assertThat(keys(UUID + "-" + UUID.substring(9), false, false).ids())
                .contains(hashes(UUID.substring(28) + "-" + UUID.substring(9)));
    }

    @Test
    void longHexadecimalRunsAreIds() {
        assertThat(keys("span 0123456789abcdef!", false, false).ids()).containsExactly(hashes("0123456789abcdef"));
        assertThat(keys("trace " + TRACE, false, false).ids()).hasSize(1);
        assertThat(keys(TRACE, true, true).ids())
                .isEqualTo(keys("in " + TRACE + ".", false, false).ids());
        assertThat(keys("x" + TRACE + "0", false, false).ids())
                .contains(keys(TRACE.substring(1) + "0", true, true).ids());
        assertThat(keys("0123456789abcdef", true, true).ids())
                .as("may be longer there")
                .isEmpty();
    }

    @Test
    void theEdgesOfAPartAreNoWords() {
        assertThat(keys("outer inner edge", true, true).words()).containsExactly(hashes("inner"));
        assertThat(keys("outer inner edge", false, true).words()).containsExactly(hashes("outer", "inner"));
        assertThat(keys(" c8d8-4ce1 ", true, true).words())
                .as("may be of a UUID")
                .isEmpty();
    }

    @Test
    void longRunsAreTakenInPieces() {
        String digits = TRACE.repeat(1000);
        assertThat(keys(digits, false, false).ids())
                .contains(keys(digits.substring(4090, 4140), true, true).ids());
        String random = randomDigits(20_000);
        long[] ids = keys(random, false, false).ids();
        for (int from = 0; from + 32 <= random.length(); from += 7) {
            assertThat(ids)
                    .as("from " + from)
                    .contains(
                            keys(random.substring(from, from + 32), true, true).ids());
        }
    }

    /** A filter puts keys where their upper bits say: the least of many hashes would all come to one place. */
    @Test
    void keysAreSpreadEvenly() {
        for (int digits : new int[] {16, 32}) {
            int[] places = new int[8];
            for (int i = 0; i < 4000; i++) {
                places[(int) (keys(randomDigits(digits), false, false).ids()[0] >>> 61)]++;
            }
            for (int place : places) {
                assertThat(place)
                        .as(digits + " digits, -Dttlog.seed=" + seed + Arrays.toString(places))
                        .isBetween(350, 650);
            }
        }
    }

    private String randomDigits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(Character.forDigit(random.nextInt(16), 16));
        }
        return digits.toString();
    }

    /** What makes pruning right: whatever a part is certain of, each text around it has. */
    @Test
    void aTextHasAllKeysOfEachOfItsParts() {
        int certain = 0;
        for (int round = 0; round < 200_000; round++) {
            List<String> pieces = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                pieces.add(PIECES.get(random.nextInt(PIECES.size())));
            }
            String text = String.join("", pieces);
            int from = random.nextInt(text.length() + 1);
            int to = from + random.nextInt(text.length() - from + 1);
            boolean inPair = from > 0
                            && from < text.length()
                            && Character.isSurrogatePair(text.charAt(from - 1), text.charAt(from))
                    || to > 0 && to < text.length() && Character.isSurrogatePair(text.charAt(to - 1), text.charAt(to));
            Found part = keys(
                    text.substring(from, to),
                    from > 0 || random.nextBoolean(),
                    to < text.length() || random.nextBoolean());
            Found whole = keys(text, false, false);
            String what = "'" + text + "' from " + from + " to " + to + (inPair ? " within a pair" : "")
                    + ", -Dttlog.seed=" + seed;
            assertThat(isSubset(part.words(), whole.words())).as(what).isTrue();
            assertThat(isSubset(part.ids(), whole.ids())).as(what).isTrue();
            certain += part.words().length + part.ids().length;
        }
        assertThat(certain).isGreaterThan(20_000);
    }

    private static boolean isSubset(long[] some, long[] sorted) {
        return Arrays.stream(some).allMatch(key -> Arrays.binarySearch(sorted, key) >= 0);
    }
}
