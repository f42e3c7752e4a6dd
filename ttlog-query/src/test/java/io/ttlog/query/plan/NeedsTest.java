/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Function;
import io.ttlog.query.expression.Like;
import io.ttlog.query.expression.RegexFunction;
import io.ttlog.query.regex.Regex;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.index.Need;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final String TEXT =
            "order fbd4c8e8-c8d8-4ce1-a1d1-5c445fa333ee of user_7 took 1234 ms, trace=401a01e7fc28c93d6d7d2b76d3ba09d0";

    /** The keys of one text, and nothing else. */
    private static final class OneText implements Need.Evidence {
        private final Set<Need.Key> keys = new HashSet<>();

        OneText() {
            Need equal = Need.equal(new ColumnKey("message", false, ColumnType.TEXT), TEXT);
            keys.addAll(((Need.Keyed) equal).keys());
        }

        @Override
        public boolean mayHaveValue(ColumnKey column) {
            return true;
        }

        @Override
        public boolean mayBeWithin(ColumnKey column, long low, long high) {
            return true;
        }

        @Override
        public boolean mayBeWithin(ColumnKey column, double low, double high) {
            return true;
        }

        @Override
        public boolean mayHold(ColumnKey column, KeyKind kind, long key) {
            return keys.contains(new Need.Key(kind, key));
        }
    }

    private static Need.Ruling ruling(String pattern) {
        Like like = new Like(new Column(0, ColumnType.TEXT), Constant.of(ColumnType.TEXT, pattern), '\\', false);
        return Needs.of(like, List.of(ColumnRef.fixed("message"))).ruling(new OneText());
    }

    @Test
    void noPatternThatMatchesIsRuledOut() {
        for (int from = 0; from <= TEXT.length(); from++) {
            for (int to = from; to <= TEXT.length(); to++) {
                String before = from == 0 ? "" : "%";
                String behind = to == TEXT.length() ? "" : "%";
                String part = TEXT.substring(from, to);
                assertThat(ruling(before + part.replace("_", "\\_") + behind))
                        .as(part)
                        .isEqualTo(Need.Ruling.POSSIBLE);
                assertThat(ruling("%" + part + "%")).as(part).isEqualTo(Need.Ruling.POSSIBLE);
            }
        }
    }

    @Test
    void patternsWithOtherWordsOrIdsAreRuledOut() {
        for (String pattern :
                List.of("%took 1235 ms%", "ordre x%", "%fbd4c8e8-c8d8-4ce1-a1d1-5c445fa333ef%", "% ns, %", "order")) {
            assertThat(ruling(pattern)).as(pattern).isEqualTo(Need.Ruling.FILTER);
        }
    }

    private static Need.Ruling tokenRuling(String token) {
        Function hasToken = new Function(
                "has_token",
                ColumnType.BOOLEAN,
                List.of(new Column(0, ColumnType.TEXT), Constant.of(ColumnType.TEXT, token)),
                (vectors, count) -> vectors[0]);
        return Needs.of(hasToken, List.of(ColumnRef.fixed("message"))).ruling(new OneText());
    }

    @Test
    void noTokenOfTheTextIsRuledOut() {
        for (String token : TEXT.split("[^a-zA-Z0-9_\\x{80}-\\x{10ffff}]+", 0)) {
            if (!token.isEmpty()) {
                assertThat(tokenRuling(token)).as(token).isEqualTo(Need.Ruling.POSSIBLE);
            }
        }
        for (String token : List.of("rder", "ordr", "tookk", "12345")) {
            assertThat(tokenRuling(token)).as(token).isEqualTo(Need.Ruling.FILTER);
        }
    }

    @Test
    void aRegularExpressionNeedsOneOfTheWordsThatEveryMatchContains() {
        List<ColumnRef> columns = List.of(ColumnRef.fixed("message"));
        Column message = new Column(0, ColumnType.TEXT);
        for (String pattern : List.of(" took \\d+ ", " took | nothing ", "(?i) TOOK ", ".*")) {
            assertThat(Needs.of(RegexFunction.matches("m", message, Regex.of(pattern)), columns)
                            .ruling(new OneText()))
                    .as(pattern)
                    .isEqualTo(Need.Ruling.POSSIBLE);
        }
        assertThat(Needs.of(RegexFunction.matches("m", message, Regex.of(" nothing | nowhere ")), columns)
                        .ruling(new OneText()))
                .isEqualTo(Need.Ruling.FILTER);
    }
}
