/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void asksAllLogsUnlessTold() {
        assertThat(TTLog.query().toSql()).isEqualTo("SELECT * FROM logs");
    }

    @Test
    void putsTheQueryOfTheDesignTogether() {
        assertThat(TTLog.query()
                        .traces()
                        .select("span_id", "duration")
                        .whereService("api")
                        .whereDurationGreaterThan(Duration.ofSeconds(1))
                        .lastHour()
                        .orderBy("duration")
                        .descending()
                        .limit(10)
                        .toSql())
                .isEqualTo("SELECT span_id, duration FROM traces WHERE (service = 'api') AND (duration > 1000000000ns)"
                        + " AND (timestamp > now() - 3600000000000ns) ORDER BY duration DESC LIMIT 10");
    }

    @Test
    void quotesTextsAndKeys() {
        assertThat(TTLog.query().whereAttribute("it's", "'; DROP--").toSql())
                .isEqualTo("SELECT * FROM logs WHERE attrs['it''s'] = '''; DROP--'");
    }

    @Test
    void writesEachTypeAsALiteral() {
        assertThat(TTLog.query()
                        .metrics()
                        .whereAttribute("a", 1)
                        .whereAttribute("b", 1e20)
                        .whereAttribute("c", true)
                        .whereAttribute("d", null)
                        .whereAttribute("e", 'x')
                        .between(Instant.ofEpochSecond(0, 1), Instant.EPOCH.plusSeconds(60))
                        .toSql())
                .isEqualTo("SELECT * FROM metrics WHERE (attrs['a'] = 1) AND (attrs['b'] = 100000000000000000000.0)"
                        + " AND (attrs['c'] = true) AND (attrs['d'] IS NULL) AND (attrs['e'] = 'x')"
                        + " AND (timestamp >= TIMESTAMP '1970-01-01T00:00:00.000000001Z')"
                        + " AND (timestamp < TIMESTAMP '1970-01-01T00:01:00Z')");
    }

    @Test
    void keepsConditionsApart() {
        assertThat(TTLog.query()
                        .where("a = 1 OR b = 2")
                        .whereLevelAtLeast(Level.ERROR)
                        .toSql())
                .isEqualTo("SELECT * FROM logs WHERE (a = 1 OR b = 2) AND (level IN ('ERROR', 'FATAL'))");
    }

    @Test
    void refusesWhatHasNoLiteral() {
        assertThatThrownBy(() -> TTLog.query().whereAttribute("x", Double.NaN))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> TTLog.query().whereAttribute("x", new int[0]))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("[I");
        assertThatThrownBy(() -> TTLog.query().limit(-1)).hasMessageContaining("-1");
    }

    @Test
    void saysWhatIsMissingWhenThereIsNothingToAsk() {
        assertThatThrownBy(() -> TTLog.query().execute())
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AVAILABLE))
                .hasMessageContaining("start ttlog first");
    }
}
