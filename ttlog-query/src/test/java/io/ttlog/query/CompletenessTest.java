/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.QueryResult.Completeness;
import io.ttlog.QueryResult.Completeness.Loss;
import io.ttlog.QueryResult.Execution;
import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.TableSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an answer says of its own completeness. */
class CompletenessTest {
    private static final List<String> TABLES = List.of(
            "table logs",
            "timestamp | level | service | message",
            "2026-01-01T08:00:00Z | INFO | api | a",
            "2026-01-01T09:00:00Z | INFO | api | b",
            "2026-01-01T09:00:00.5Z | WARN | web | c",
            "2026-01-01T10:00:00Z | INFO | api | d",
            "",
            "table spans",
            "timestamp | duration | service | name",
            "2026-01-01T09:00:00Z | 2s | api | GET",
            "",
            "table ttlog_gaps",
            "timestamp | until | service | signal | level | reason | count | sink",
            "2026-01-01T08:59:59Z | 2026-01-01T09:00:00Z | api | log | INFO | ring_full | 4 | NULL",
            "2026-01-01T09:00:00Z | 2026-01-01T09:00:01Z | api | log | WARN | sink_failed | 5 | store",
            "2026-01-01T09:00:00Z | 2026-01-01T09:00:01Z | api | log | WARN | sink_failed | 1000 | file",
            "2026-01-01T09:00:00Z | 2026-01-01T09:00:01Z | web | log | WARN | ring_full | 3 | NULL",
            "2026-01-01T09:00:00Z | 2026-01-01T09:00:01Z | NULL | span | NULL | too_large | 1 | NULL",
            "2026-01-01T11:00:00Z | 2026-01-01T11:00:01Z | api | log | WARN | shutdown | 9223372036854775807 | NULL");

    private static Snapshot snapshot(int segmentRows) {
        MemorySnapshot snapshot = new MemorySnapshot(segmentRows);
        for (SqlCase table : SqlCase.parse("CompletenessTest", TABLES)) {
            snapshot.put(table.signal(), table.rows());
        }
        return snapshot;
    }

    private static Execution execution(String sql) {
        Execution small = SqlFileTest.ENGINE.query(snapshot(1), sql).execution();
        Execution large = SqlFileTest.ENGINE.query(snapshot(1000), sql).execution();
        assertThat(small.completeness()).isEqualTo(large.completeness());
        assertThat(large.complete()).isEqualTo(large.completeness().lost() == 0);
        return large;
    }

    private static void assertLost(String sql, long found, Loss... losses) {
        Completeness completeness = execution(sql).completeness();
        assertThat(completeness.byReason()).as(sql).containsExactly(losses);
        long lost = 0;
        for (Loss loss : losses) {
            lost += loss.events();
        }
        assertThat(completeness.lost()).as(sql).isEqualTo(lost);
        assertThat(completeness.fraction()).as(sql).isEqualTo(found / ((double) found + lost));
    }

    @Test
    void countsTheGapsThatTouchTheRangeOfTimes() {
        String logs = "SELECT message FROM logs WHERE timestamp ";
        assertLost(
                logs + "BETWEEN '2026-01-01T08:30:00Z' AND '2026-01-01T09:30:00Z'",
                2,
                loss("ring_full", 7),
                loss("sink_failed", 5));
        assertLost(logs + "<= '2026-01-01T08:59:59Z'", 1, loss("ring_full", 4));
        assertThat(execution(logs + "< '2026-01-01T08:59:59Z'").complete()).isTrue();
        assertLost(
                logs + "BETWEEN '2026-01-01T09:00:01Z' AND '2026-01-01T10:30:00Z'",
                1,
                loss("sink_failed", 5),
                loss("ring_full", 3));
        assertThat(execution(logs + "BETWEEN '2026-01-01T09:00:01.000000001Z' AND '2026-01-01T10:59:59Z'")
                        .completeness())
                .isEqualTo(Completeness.ALL);
    }

    private static Loss loss(String reason, long events) {
        return new Loss(reason, events);
    }

    @Test
    void countsTheGapsOfTheServicesAskedFor() {
        String until10 = "SELECT count(*) FROM logs WHERE timestamp <= '2026-01-01T10:30:00Z' AND service ";
        assertLost(until10 + "= 'web'", 1, loss("ring_full", 3));
        assertLost(until10 + "= 'api'", 3, loss("sink_failed", 5), loss("ring_full", 4));
        assertLost(until10 + "IN ('api', 'web')", 4, loss("ring_full", 7), loss("sink_failed", 5));
        assertThat(execution(until10 + "= 'other'").complete()).isTrue();
    }

    @Test
    void aGapWithoutAServiceMayBeOfAny() {
        assertLost("SELECT name FROM spans WHERE service = 'api'", 1, loss("too_large", 1));
        assertLost("SELECT name FROM spans", 1, loss("too_large", 1));
    }

    @Test
    void looksAtTheTableAskedOnly() {
        assertThat(execution("SELECT * FROM metrics").complete()).isTrue();
        assertThat(execution("SELECT * FROM ttlog_gaps").complete()).isTrue();
        assertThat(execution("SELECT 1").complete()).isTrue();
        assertThat(execution("SELECT * FROM logs WHERE FALSE").complete()).isTrue();
    }

    @Test
    void aLimitOrAGroupChangesNothing() {
        String range = " FROM logs WHERE timestamp < '2026-01-01T10:30:00Z'";
        assertLost("SELECT message" + range + " LIMIT 1", 4, loss("ring_full", 7), loss("sink_failed", 5));
        assertLost(
                "SELECT level, count(*)" + range + " GROUP BY level", 4, loss("ring_full", 7), loss("sink_failed", 5));
    }

    @Test
    void sumsBeyond64BitsStopThere() {
        Completeness completeness = execution("SELECT * FROM logs").completeness();
        assertThat(completeness.lost()).isEqualTo(Long.MAX_VALUE);
        assertThat(completeness.byReason().get(0)).isEqualTo(loss("shutdown", Long.MAX_VALUE));
        assertThat(completeness.fraction()).isBetween(0.0, 1e-17);
    }

    @Test
    void damagedGapsLeaveTheAnswerAndAreTold() {
        Snapshot sound = snapshot(1000);
        Snapshot damaged = new Snapshot() {
            @Override
            public TableSchema schema(Signal signal) {
                return sound.schema(signal);
            }

            @Override
            public Cursor scan(Scan scan) {
                if (scan.signal() == Signal.GAP) {
                    throw new CorruptDataException("ttlog_gaps/1.seg", 17, "pretended");
                }
                return sound.scan(scan);
            }

            @Override
            public void close() {}
        };
        var result = SqlFileTest.ENGINE.query(damaged, "SELECT * FROM logs");
        assertThat(result.rows()).hasSize(4);
        assertThat(result.execution().damage()).singleElement().asString().contains("ttlog_gaps/1.seg", "17");
        assertThat(result.execution().complete()).isFalse();
    }
}
