/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SingleColumnRowMapper;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** The driver behind the real JdbcTemplate of Spring. */
class SpringTest {
    @TempDir
    static Path data;

    private final JdbcTemplate template =
            new JdbcTemplate(new SimpleDriverDataSource(new TTLogDriver(), "jdbc:ttlog:" + data));

    @BeforeAll
    static void store() {
        try (TTLogSession session =
                TTLog.init().service("shop").data(data).console(false).start()) {
            for (long user = 1; user <= 3; user++) {
                TTLog.info("User {user_id} paid {amount}", user, user * 1.5);
            }
            session.flush(Ack.WRITTEN, Duration.ofSeconds(30));
        }
    }

    @Test
    void queriesForOneValue() {
        assertThat(template.queryForObject("SELECT count(*) FROM logs", Long.class))
                .isEqualTo(3);
        assertThat(template.queryForObject("SELECT max(user_id) FROM logs", Integer.class))
                .isEqualTo(3);
        assertThat(template.queryForObject("SELECT 'x'", String.class)).isEqualTo("x");
    }

    @Test
    void queriesForMaps() {
        List<Map<String, Object>> rows =
                template.queryForList("SELECT user_id, amount FROM logs WHERE user_id > 1 ORDER BY user_id");
        assertThat(rows).containsExactly(Map.of("user_id", 2L, "amount", 3.0), Map.of("user_id", 3L, "amount", 4.5));
    }

    @Test
    void takesParameters() {
        assertThat(template.queryForList("SELECT user_id FROM logs WHERE user_id >= ? ORDER BY 1", Long.class, 2))
                .containsExactly(2L, 3L);
    }

    @Test
    void mapsRows() {
        assertThat(template.query(
                        "SELECT message FROM logs ORDER BY user_id", new SingleColumnRowMapper<>(String.class)))
                .containsExactly("User 1 paid 1.5", "User 2 paid 3.0", "User 3 paid 4.5");
    }

    @Test
    void translatesErrors() {
        assertThatThrownBy(() -> template.queryForList("SELEC 1")).isInstanceOf(BadSqlGrammarException.class);
    }
}
