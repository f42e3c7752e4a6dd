/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import io.ttlog.core.event.EventFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonRecordsTest {
    private static ReaderRun logs(String text, String... map) throws Exception {
        return ReaderRun.of(Signal.LOG, new JsonRecords(Signal.LOG), text, map);
    }

    private static ReaderRun spans(String text, String... map) throws Exception {
        return ReaderRun.of(Signal.SPAN, new JsonRecords(Signal.SPAN), text, map);
    }

    @Test
    void keepsTheTypesOfFieldsAndFlattensObjects() throws Exception {
        Map<String, Object> event = logs("""
                        {"@timestamp":"2023-07-10T11:42:36Z","Message":"hi \\ud800","severity":"warning","long":-7,\
                        "big":18446744073709551616,"huge":123456789012345678901,"double":1.50,"yes":true,"none":null,\
                        "far":1e999,"user":{"type":"IAM","a":{"b":1},"empty":{}},"list":[1, {"x":2.10}]}
                        """).event();
        assertThat(event)
                .containsOnly(
                        entry("timestamp", "2023-07-10T11:42:36Z"),
                        entry("service", "import"),
                        entry("level", "WARN"),
                        entry("message", "hi \ud800"),
                        entry("attrs.severity", "warning"),
                        entry("attrs.long", -7L),
                        entry("attrs.big", 0x1p64),
                        entry("attrs.huge", "123456789012345678901"),
                        entry("attrs.double", 1.5),
                        entry("attrs.yes", true),
                        entry("attrs.far", "1e999"),
                        entry("attrs.user.type", "IAM"),
                        entry("attrs.user.a.b", 1L),
                        entry("attrs.user.empty", "{}"),
                        entry("attrs.list", "[1, {\"x\":2.10}]"));
    }

    @Test
    void rejectsWhatIsNoObjectAndGoesOn() throws Exception {
        ReaderRun run =
                logs("{\"a\":1\n42\n\n{\"a\":1} x\n[{\"a\":2},7]\n{\"a\":3}\n{\"a\":01}\n" + "[".repeat(2000) + "\n");
        assertThat(run.events()).extracting(e -> e.get("attrs.a")).containsExactly(2L, 3L);
        assertThat(run.rejected()).isEqualTo(6);
        assertThat(run.report())
                .contains("source:1: not JSON")
                .contains("source:2: a JSON object or an array of objects is expected")
                .contains("source:4: ")
                .contains("source:5: a JSON object")
                .contains("source:7: not JSON")
                .contains("source:8: not JSON");
    }

    @Test
    void tellsEqualNamesApart() throws Exception {
        assertThat(logs("{\"a.b\":1,\"a\":{\"b\":2},\"a.b\":3}").event())
                .contains(entry("attrs.a.b", 1L), entry("attrs.a.b_2", 2L), entry("attrs.a.b_3", 3L));
    }

    @Test
    void keepsKeysWhoseTypeChanges() throws Exception {
        assertThat(logs("{\"k\":1}\n{\"k\":\"one\"}\n{\"k\":true}\n{\"k\":[1]}\n")
                        .events())
                .extracting(e -> e.get("attrs.k"))
                .containsExactly(1L, "one", true, "[1]");
    }

    @Test
    void keepsEveryFieldOfAnObjectWithMoreThanAnEventHolds() throws Exception {
        StringBuilder text = new StringBuilder("{\"message\":\"wide\"");
        for (int i = 0; i < 5000; i++) {
            text.append(",\"k").append(i).append("\":").append(i);
        }
        Map<String, Object> event = logs(text.append('}').toString()).event();
        long fields =
                event.keySet().stream().filter(k -> k.startsWith("attrs.k")).count();
        String overflow = String.valueOf(event.get("attrs.import_overflow"));
        assertThat(fields + overflow.lines().count()).isEqualTo(5000);
        assertThat(overflow).endsWith("k4999=4999");
    }

    @Test
    void readsSpansOfZipkin() throws Exception {
        ReaderRun run = spans("""
                [{"traceId":"ef86c83c0a05a6d6","parentId":"ef86c83c0a05a6d6","id":"ecc00062ceef4bf0","kind":"CLIENT","name":"get",\
                "timestamp":1531282088548312,"duration":20333,"localEndpoint":{"serviceName":"mobile","ipv4":"172.17.0.13"},\
                "tags":{"http.method":"GET","error":"boom"}},\
                {"traceId":"ef86c83c0a05a6d6","id":"ecc00062ceef4bf1","shared":true}]
                """);
        assertThat(run.events().get(0))
                .containsOnly(
                        entry("timestamp", "2018-07-11T04:08:08.548312Z"),
                        entry("service", "mobile"),
                        entry("name", "get"),
                        entry("kind", "client"),
                        entry("status", "error"),
                        entry("error", "boom"),
                        entry("duration", 20_333_000L),
                        entry("trace_id", "0000000000000000ef86c83c0a05a6d6"),
                        entry("span_id", "ecc00062ceef4bf0"),
                        entry("parent_id", "ef86c83c0a05a6d6"),
                        entry("attrs.localEndpoint.ipv4", "172.17.0.13"),
                        entry("attrs.http.method", "GET"));
        assertThat(run.events().get(1))
                .contains(
                        entry("timestamp", "2018-07-11T04:08:08.548312Z"), // the earliest of the document
                        entry("duration", EventFormat.DURATION_UNKNOWN),
                        entry("attrs.shared", true));
    }

    @Test
    void readsDocumentsOfJaeger() throws Exception {
        String trace = """
                {"processes":{"p1":{"serviceName":"api","tags":[{"key":"host","value":"h1"}]}},"traceID":"A","spans":[\
                {"traceID":"A","spanID":"trace-1","operationName":"O1","references":[],"startTime":0,"duration":100,"processID":"p1"},\
                {"traceID":"A","spanID":"B","operationName":"O2","startTime":10,"duration":7,"processID":"p1","references":\
                [{"refType":"CHILD_OF","traceID":"A","spanID":"A"}],"tags":[{"key":"error","type":"bool","value":"true"},\
                {"key":"span.kind","value":"server"},{"key":"n","type":"int64","value":5}],"logs":[{"timestamp":1}]}]}""";
        for (String document : new String[] {trace, "{\"data\":[" + trace + "]}", "{\"data\":" + trace + "}"}) {
            ReaderRun run = spans(document);
            assertThat(run.events()).as(run.report()).hasSize(2);
            assertThat(run.events().get(0))
                    .containsOnly(
                            entry("timestamp", "1970-01-01T00:00:00Z"),
                            entry("service", "api"),
                            entry("name", "O1"),
                            entry("kind", "internal"),
                            entry("status", "unset"),
                            entry("duration", 100_000L),
                            entry("trace_id", "0000000000000000000000000000000a"),
                            entry("attrs.spanID", "trace-1"),
                            entry("attrs.processID", "p1"),
                            entry("attrs.process.host", "h1"));
            assertThat(run.events().get(1))
                    .contains(
                            entry("timestamp", "1970-01-01T00:00:00.000010Z"),
                            entry("kind", "server"),
                            entry("status", "error"),
                            entry("span_id", "000000000000000b"),
                            entry("parent_id", "000000000000000a"),
                            entry("attrs.n", 5L),
                            entry("attrs.logs", "[{\"timestamp\":1}]"));
        }
    }

    @Test
    void mapsFieldsInObjectsOverWhatTheFormatGives() throws Exception {
        ReaderRun run = spans(
                "{\"t\":{\"start\":1675079459},\"d\":5,\"traceId\":\"A\",\"id\":\"B\",\"name\":\"n\",\"op\":\"o\"}",
                "timestamp=t.start",
                "duration=d",
                "name=op");
        assertThat(run.event())
                .contains(
                        entry("timestamp", "2023-01-30T11:50:59Z"),
                        entry("duration", 5L),
                        entry("name", "o"),
                        entry("attrs.name", "n"));
    }
}
