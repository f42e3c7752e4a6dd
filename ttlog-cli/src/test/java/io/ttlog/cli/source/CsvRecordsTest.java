/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {
    private static ReaderRun logs(String text, String... map) throws Exception {
        return ReaderRun.of(Signal.LOG, new CsvRecords(), text, map);
    }

    private static ReaderRun metrics(String text) throws Exception {
        return ReaderRun.of(Signal.METRIC, new CsvRecords(), text);
    }

    @Test
    void readsQuotedFieldsAndGivesTextsTheTypeTheyShow() throws Exception {
        ReaderRun run = logs("\uFEFFmessage,n,d,s,e\r\n\"a, \"\"b\"\"\r\nc\",42,1.5,007,\r\n");
        assertThat(run.event())
                .containsOnly(
                        entry("timestamp", "2026-03-01T00:00:00Z"),
                        entry("service", "import"),
                        entry("level", "INFO"),
                        entry("message", "a, \"b\"\r\nc"),
                        entry("attrs.n", 42L),
                        entry("attrs.d", 1.5),
                        entry("attrs.s", "007"));
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t"})
    void readsFieldsThatTheHeaderSeparatesOtherwise(String separator) throws Exception {
        ReaderRun run = logs("message;n;d\n\"a;b\nc\";1,5;x,y\nshort;1\n".replace(";", separator));
        assertThat(run.event())
                .contains(entry("message", "a" + separator + "b\nc"), entry("attrs.n", "1,5"), entry("attrs.d", "x,y"));
        assertThat(run.report()).contains("source:4: 2 fields where the header has 3");
        assertThat(logs("\"a,b\";m\n1;2\n".replace(";", separator)).event())
                .contains(entry("attrs.a,b", 1L), entry("attrs.m", 2L));
        assertThat(logs("message,n\na;b,c\n".replace(";", separator)).event())
                .contains(entry("message", "a" + separator + "b"), entry("attrs.n", "c"));
    }

    @Test
    void rejectsABadRecordAndGoesOn() throws Exception {
        ReaderRun run = logs("a,b\n1,2\n\"x\"y,3\n4\n5,6,7\n8,5\" disk\n\n9,\"open\n10,11\n");
        assertThat(run.events()).extracting(e -> e.get("attrs.a")).containsExactly(1L, 8L, 10L);
        assertThat(run.rejected()).isEqualTo(4);
        assertThat(run.report())
                .contains("source:3: not CSV")
                .contains("source:4: 1 fields where the header has 2")
                .contains("source:5: 3 fields")
                .contains("source:8: a quote that is not closed");
    }

    @Test
    void keepsFieldsNamedAsTheOverflowTogetherWithWhatOverflows() throws Exception {
        assertThat(logs("message,,import_overflow,import_overflow\nm,a,b=1,2\n").event())
                .contains(entry("attrs.import_overflow", "=a\nb=1\n2"))
                .doesNotContainKey("attrs.import_overflow_2");
    }

    @Test
    void readsMetricsWithLabels() throws Exception {
        ReaderRun run = metrics("""
                metric,labels,kind,ts_ms,value
                cpu,pod=a=b;service=x;e=,counter,5,1.5
                bad,oops,gauge,5,1
                10.0.0.1:80,,gauge,1661140279607,NaN
                none,,gauge,5,
                word,,gauge,5,fast
                odd,,summary,5,1
                """);
        assertThat(run.events()).hasSize(3);
        assertThat(run.events().get(0))
                .containsOnly(
                        entry("timestamp", "1970-01-01T00:00:00.005Z"),
                        entry("service", "import"),
                        entry("name", "cpu"),
                        entry("kind", "counter"),
                        entry("value", 1.5),
                        entry("attrs.pod", "a=b"),
                        entry("attrs.service", "x"),
                        entry("attrs.e", ""));
        assertThat(run.events().get(1)).contains(entry("name", "10.0.0.1:80"), entry("value", Double.NaN));
        assertThat(run.events().get(2)).contains(entry("kind", "gauge"), entry("attrs.kind", "summary"));
        assertThat(run.report())
                .contains("source:3: label 'oops' is not name=value")
                .contains("source:5: no value")
                .contains("source:6: field 'value' is no number that is recognised: 'fast'");
    }

    @Test
    void computesDurationsFromStartAndEndAndKeepsWhatItCannotUse() throws Exception {
        String header = "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration\n";
        String line = "0087f677c0a2cf3f80a551987167911b,ee744a66e6efcb2e,root,pod-1,Recv.,1661140374351773094,"
                + "1661140374362982609,11209\n";
        assertThat(ReaderRun.of(Signal.SPAN, new CsvRecords(), header + line, "service=PodName")
                        .event())
                .containsOnly(
                        entry("timestamp", "2022-08-22T03:52:54.351773094Z"),
                        entry("service", "pod-1"),
                        entry("name", "Recv."),
                        entry("kind", "internal"),
                        entry("status", "unset"),
                        entry("duration", 11_209_515L),
                        entry("trace_id", "0087f677c0a2cf3f80a551987167911b"),
                        entry("span_id", "ee744a66e6efcb2e"),
                        entry("attrs.Duration", 11_209L));
        assertThat(ReaderRun.of(Signal.SPAN, new CsvRecords(), header + line, "duration=Duration")
                        .event())
                .contains(entry("duration", 11_209L), entry("attrs.EndTimeUnixNano", 1661140374362982609L));
    }

    @Test
    void keepsATimeBefore1970() throws Exception {
        assertThat(logs(
                                "TimeUnixNano,Timestamp,Log\n-6795364578871345152,2023-01-30T12:01:02.090,x\n",
                                "timestamp=TimeUnixNano")
                        .event())
                .contains(
                        entry("timestamp", "1754-08-30T22:43:41.128654848Z"),
                        entry("attrs.Timestamp", "2023-01-30T12:01:02.090"),
                        entry("message", "x"));
    }
}
