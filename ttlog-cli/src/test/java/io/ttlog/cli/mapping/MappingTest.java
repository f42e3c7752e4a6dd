/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.source.JsonRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
    private static ReaderRun logs(String text, String... map) throws Exception {
        return ReaderRun.of(Signal.LOG, new JsonRecords(Signal.LOG), text, map);
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> Mapping.of(Signal.LOG, List.of("duration=x")))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("'duration' is no column of logs; these are: timestamp, level");
        assertThatThrownBy(() -> Mapping.of(Signal.LOG, List.of("message")))
                .hasMessageContaining("'message' is not column=sourceField");
        assertThatThrownBy(() -> Mapping.of(Signal.LOG, List.of("message=a", "message=b")))
                .hasMessageContaining("mapped twice");
    }

    @Test
    void mapsOneFieldToTwoColumns() throws Exception {
        assertThat(logs("{\"x\":\"up\"}", "message=x", "logger=x").event())
                .contains(entry("message", "up"), entry("logger", "up"))
                .doesNotContainKey("attrs.x");
    }

    @Test
    void prefersWhatIsMappedToWhatIsKnown() throws Exception {
        assertThat(logs("{\"message\":\"known\",\"text\":\"mapped\"}", "message=text")
                        .event())
                .contains(entry("message", "mapped"), entry("attrs.message", "known"));
    }

    @Test
    void prefersTheMostTellingName() throws Exception {
        assertThat(logs("{\"time\":\"2020-01-01\",\"@timestamp\":\"2021-01-01\",\"EventTime\":\"2022-01-01\"}")
                        .event())
                .contains(
                        entry("timestamp", "2021-01-01T00:00:00Z"),
                        entry("attrs.time", "2020-01-01"),
                        entry("attrs.EventTime", "2022-01-01"));
    }

    @Test
    void rejectsRecordsWithoutTheMappedTimestampAndNamesMappedFieldsThatNoRecordHas() throws Exception {
        ReaderRun run = logs("{\"t\":\"2020-01-01\"}\n{\"t\":\"soon\"}\n{}\n", "timestamp=t", "logger=nowhere");
        assertThat(run.events()).hasSize(1);
        assertThat(run.report())
                .contains("source:2: field 't' is no timestamp that is recognised: 'soon'")
                .contains("source:3: no field 't', which is mapped to timestamp");
        assertThat(run.writer().unseen()).containsExactly(Column.LOGGER);
        assertThat(logs("{\"t\":\"9999-12-31T00:00:00Z\"}", "timestamp=t").report())
                .contains("source:1: field 't' is a time out of range 1677..2262: '9999-12-31T00:00:00Z'");
    }

    @ParameterizedTest
    @CsvSource({
        "LOG, trace_id, nothex, no trace id",
        "LOG, trace_id, 5, no trace id",
        "LOG, span_id, 00000000000000000b7, no span id",
        "LOG, level, whatever, no level",
        "SPAN, trace_id, nothex, no trace id",
        "SPAN, parent_id, up, no span id",
        "SPAN, kind, sideways, no kind of span",
        "SPAN, status, maybe, no status",
        "METRIC, kind, summary, no kind of metric",
        "METRIC, value, fast, no number",
    })
    void rejectsRecordsWhoseMappedFieldIsNotWhatItsColumnHolds(
            Signal signal, String column, String value, String reason) throws Exception {
        String other = signal == Signal.METRIC && !column.equals("value") ? ",\"value\":1" : "";
        String quoted = value.equals("5") ? value : "\"" + value + "\"";
        ReaderRun run = ReaderRun.of(
                signal, new JsonRecords(signal), "{\"name\":\"n\"" + other + ",\"x\":" + quoted + "}\n", column + "=x");
        assertThat(run.events()).isEmpty();
        assertThat(run.rejected()).isEqualTo(1);
        assertThat(run.report())
                .contains("source:1: field 'x' is " + reason)
                .contains("that is recognised: '" + value + "'");
    }

    @Test
    void keepsRecordsWhoseMappedFieldSaysThatThereIsNone() throws Exception {
        ReaderRun run = ReaderRun.of(
                Signal.SPAN, new JsonRecords(Signal.SPAN), "{\"x\":\"root\",\"l\":null}\n", "parent_id=x", "kind=l");
        assertThat(run.event()).doesNotContainKey("parent_id").containsEntry("kind", "internal");
        assertThat(logs("{\"x\":\"\",\"y\":\"null\"}\n", "trace_id=x", "span_id=y")
                        .event())
                .doesNotContainKeys("trace_id", "span_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\""})
    void takesAMappedTruthForAnError(String truth) throws Exception {
        String text = "{\"err\":" + truth + ",\"status\":\"ok\"}";
        assertThat(logs(text, "error=err").event())
                .containsEntry("error", "true")
                .doesNotContainKey("attrs.err");
        assertThat(ReaderRun.of(Signal.SPAN, new JsonRecords(Signal.SPAN), text, "error=err")
                        .event())
                .contains(entry("error", "true"), entry("status", "ok"))
                .doesNotContainKey("attrs.err");
        assertThat(ReaderRun.of(Signal.SPAN, new JsonRecords(Signal.SPAN), text, "error=err", "status=none")
                        .event())
                .contains(entry("error", "true"), entry("status", "error"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOG", "SPAN"})
    void takesAMappedUntruthForNoErrorAndKeepsIt(Signal signal) throws Exception {
        assertThat(ReaderRun.of(signal, new JsonRecords(signal), "{\"err\":false}", "error=err")
                        .event())
                .doesNotContainKey("error")
                .doesNotContainEntry("status", "error")
                .containsEntry("attrs.err", false);
        assertThat(ReaderRun.of(signal, new JsonRecords(signal), "{\"err\":\"false\"}", "error=err")
                        .event())
                .doesNotContainKey("error")
                .containsEntry("attrs.err", "false");
    }

    @Test
    void findsTheService() throws Exception {
        byte[] text = "{\"service\":\"own\"}".getBytes(StandardCharsets.UTF_8);
        JsonRecords reader = new JsonRecords(Signal.LOG);
        assertThat(ReaderRun.ofBytes(Signal.LOG, null, reader, text).event()).containsEntry("service", "own");
        assertThat(ReaderRun.ofBytes(Signal.LOG, "given", reader, text).event())
                .contains(entry("service", "given"), entry("attrs.service", "own"));
        assertThat(ReaderRun.ofBytes(Signal.LOG, "given", reader, text, "service=service")
                        .event())
                .containsEntry("service", "own");
        assertThat(ReaderRun.ofBytes(Signal.LOG, "given", reader, text, "service=absent")
                        .event())
                .containsEntry("service", "given");
    }

    @Test
    void keepsWhatAColumnCannotHold() throws Exception {
        assertThat(logs("{\"level\":\"AUDIT_SUCCESS\",\"trace_id\":\"trace-1\",\"span_id\":\"B\",\"error\":false}")
                        .event())
                .contains(
                        entry("level", "INFO"),
                        entry("attrs.level", "AUDIT_SUCCESS"),
                        entry("attrs.trace_id", "trace-1"),
                        entry("span_id", "000000000000000b"),
                        entry("attrs.error", false));
    }

    @Test
    void putsNamesThatAreTooLongIntoAttributes() throws Exception {
        String name = "n".repeat(3000);
        ReaderRun run = logs("{\"logger\":\"" + name + "\",\"" + name + "\":1}");
        assertThat(run.event()).contains(entry("attrs.logger", name), entry("attrs.import_overflow", name + "=1"));
        assertThat(run.writer().namesRefused()).isEqualTo(2);
    }
}
