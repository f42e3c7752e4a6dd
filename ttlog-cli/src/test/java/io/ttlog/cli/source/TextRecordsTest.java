/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextRecordsTest {
    private static ReaderRun read(String text) throws Exception {
        return ReaderRun.of(Signal.LOG, new TextRecords(ReaderRun.timestamps(), false, true), text);
    }

    private static ReaderRun multiline(String text) throws Exception {
        return ReaderRun.of(Signal.LOG, new TextRecords(ReaderRun.timestamps(), true, true), text);
    }

    @Test
    void readsLog4jAsKafkaSetsIt() throws Exception {
        assertThat(
                        read("[2016-12-20 00:04:03,231] TRACE [Controller 0]: checking (x) (kafka.controller.KafkaController)\n")
                                .event())
                .containsOnly(
                        entry("timestamp", "2016-12-20T00:04:03.231Z"),
                        entry("service", "import"),
                        entry("level", "TRACE"),
                        entry("logger", "kafka.controller.KafkaController"),
                        entry("message", "[Controller 0]: checking (x)"));
    }

    @Test
    void readsLogback() throws Exception {
        assertThat(read("2016-12-20 00:04:03.231 [main] WARN  c.f.Bar - all is - well")
                        .event())
                .contains(
                        entry("level", "WARN"),
                        entry("thread", "main"),
                        entry("logger", "c.f.Bar"),
                        entry("message", "all is - well"));
    }

    @Test
    void readsSpringBoot() throws Exception {
        assertThat(read("2023-01-30 11:50:59.971  INFO 17 --- [nio-8080-exec-1] t.s.TravelServiceImpl  : found : 3")
                        .event())
                .contains(
                        entry("level", "INFO"),
                        entry("thread", "nio-8080-exec-1"),
                        entry("logger", "t.s.TravelServiceImpl"),
                        entry("attrs.pid", 17L),
                        entry("message", "found : 3"));
    }

    @Test
    void readsSyslogWithAndWithoutPriority() throws Exception {
        assertThat(read("Feb 27 13:06:56 ip-10-77 sshd[1291]: Server listening on 0.0.0.0 port 22.")
                        .event())
                .containsOnly(
                        entry("timestamp", "2026-02-27T13:06:56Z"),
                        entry("service", "sshd"),
                        entry("level", "INFO"),
                        entry("logger", "sshd"),
                        entry("attrs.host", "ip-10-77"),
                        entry("attrs.pid", 1291L),
                        entry("message", "Server listening on 0.0.0.0 port 22."));
        assertThat(read("<34>Feb 27 13:06:56 box su: failed").event())
                .contains(entry("level", "FATAL"), entry("attrs.facility", 4L), entry("message", "failed"));
        assertThat(read("<165>1 2003-10-11T22:14:15.003Z box app 77 ID47 - it works")
                        .event())
                .contains(
                        entry("level", "INFO"),
                        entry("logger", "app"),
                        entry("attrs.pid", 77L),
                        entry("attrs.msgid", "ID47"),
                        entry("message", "it works"));
        assertThat(read("Feb 27 13:06:56 box last message repeated 2 times").event())
                .contains(entry("message", "box last message repeated 2 times"));
    }

    @Test
    void readsAccessLogs() throws Exception {
        assertThat(read("83.149.9.216 - frank [17/May/2015:10:05:03 +0000] \"GET /a?b=\\\"c HTTP/1.1\" 404 203"
                                + " \"http://x/\" \"Mozilla/5.0 (X)\"")
                        .event())
                .containsOnly(
                        entry("timestamp", "2015-05-17T10:05:03Z"),
                        entry("service", "import"),
                        entry("level", "WARN"),
                        entry("attrs.client", "83.149.9.216"),
                        entry("attrs.user", "frank"),
                        entry("attrs.method", "GET"),
                        entry("attrs.path", "/a?b=\\\"c"),
                        entry("attrs.protocol", "HTTP/1.1"),
                        entry("attrs.status", 404L),
                        entry("attrs.bytes", 203L),
                        entry("attrs.referrer", "http://x/"),
                        entry("attrs.user_agent", "Mozilla/5.0 (X)"),
                        entry(
                                "message",
                                "83.149.9.216 - frank \"GET /a?b=\\\"c HTTP/1.1\" 404 203 \"http://x/\" \"Mozilla/5.0 (X)\""));
        assertThat(read("::1 - - [17/May/2015:10:05:03 +0000] \"-\" 500 -").event())
                .contains(entry("level", "ERROR"), entry("attrs.request", "-"))
                .doesNotContainKey("attrs.bytes");
    }

    @Test
    void readsLevelsInBracketsButNotWordsThatOnlyLookLikeOne() throws Exception {
        assertThat(read("[Wed Oct 11 14:32:52 2000] [core:error] [client ::1] denied")
                        .event())
                .contains(
                        entry("level", "ERROR"),
                        entry("attrs.module", "core"),
                        entry("message", "[client ::1] denied"));
        assertThat(read("2016-12-20T00:04:03Z Error opening file").event())
                .contains(entry("level", "INFO"), entry("message", "Error opening file"));
        assertThat(read("2016-12-20T00:04:03Z ERROR: opening").event())
                .contains(entry("level", "ERROR"), entry("message", "opening"));
        assertThat(read("2016-12-19T16:31:46.725+0100: 1.595: [GC pause").event())
                .contains(entry("timestamp", "2016-12-19T15:31:46.725Z"), entry("message", "1.595: [GC pause"));
    }

    @Test
    void keepsALineWithoutTimestampAtTheTimeBeforeItAndReportsIt() throws Exception {
        ReaderRun run = read("2016-12-20T00:04:03Z INFO up\r\nwhat is this\n   indented\njava.io.IOException: gone\n");
        assertThat(run.events())
                .extracting(e -> e.get("message"))
                .containsExactly("up", "what is this", "   indented", "java.io.IOException: gone");
        assertThat(run.events()).extracting(e -> e.get("timestamp")).containsOnly("2016-12-20T00:04:03Z");
        assertThat(run.rejected()).isEqualTo(1);
        assertThat(run.report()).startsWith("source:2: no timestamp is recognised");
    }

    @Test
    void reportsLinesBeforeTheFirstTimestampOnlyIfThereIsOne() throws Exception {
        ReaderRun plain = read("one\ntwo\n");
        assertThat(plain.events()).hasSize(2);
        assertThat(plain.rejected()).isZero();
        assertThat(plain.writer().timeless()).isEqualTo(2);
        ReaderRun mixed = read("one\ntwo\n2016-12-20T00:04:03Z INFO up\n");
        assertThat(mixed.events()).hasSize(3);
        assertThat(mixed.rejected()).isEqualTo(2);
    }

    @Test
    void joinsLinesWithoutTimestampWhenAsked() throws Exception {
        ReaderRun run = multiline("""
                head
                [2016-12-20 00:04:03,231] ERROR broke
                \tat a.B.c(B.java:1)
                 (k.server.Kafka)
                [2016-12-20 00:04:04,231] INFO fine
                """);
        assertThat(run.events())
                .extracting(e -> e.get("message"))
                .containsExactly("head", "broke\n\tat a.B.c(B.java:1)\n", "fine");
        assertThat(run.events().get(1)).contains(entry("logger", "k.server.Kafka"), entry("level", "ERROR"));
    }

    @Test
    void skipsBlankLinesAndSaysSo() throws Exception {
        ReaderRun run = read("2016-12-20T00:04:03Z a\n\n  \n2016-12-20T00:04:04Z b");
        assertThat(run.events()).hasSize(2);
        assertThat(run.report()).contains("2 blank lines were skipped");
    }

    @Test
    void readsLinesThatAreNotUtf8ByteByByte() throws Exception {
        byte[] bytes = "2016-12-20T00:04:03Z caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        ReaderRun run =
                ReaderRun.ofBytes(Signal.LOG, null, new TextRecords(ReaderRun.timestamps(), false, true), bytes);
        assertThat(run.event()).containsEntry("message", "caf\u00e9");
        assertThat(run.report()).contains("1 lines were not UTF-8");
    }

    @Test
    void keepsAllOfALineThatIsTooLongInPieces() throws Exception {
        String line = "x".repeat(2 * Lines.TEXT_BYTES_MAX + 5);
        for (String end : new String[] {"", "\n"}) {
            ReaderRun run = read("a\n" + line + end + "b".repeat(end.length()));
            StringBuilder all = new StringBuilder();
            for (Map<String, Object> event : run.events()) {
                all.append(event.get("message"));
            }
            assertThat(all.toString()).isEqualTo("a" + line + "b".repeat(end.length()));
            assertThat(run.rejected()).isEqualTo(1);
            assertThat(run.report()).startsWith("source:2: a line of more than");
        }
        ReaderRun exact = read("y".repeat(Lines.TEXT_BYTES_MAX) + "\nz");
        assertThat(exact.events()).hasSize(2);
    }

    @Test
    void lettingTheUserNameTheServiceBeatsTheProgram() throws Exception {
        ReaderRun run = ReaderRun.ofBytes(
                Signal.LOG,
                "auth",
                new TextRecords(ReaderRun.timestamps(), false, false),
                "Feb 27 13:06:56 box sshd[1]: hello".getBytes(StandardCharsets.UTF_8));
        assertThat(run.event()).contains(entry("service", "auth"), entry("logger", "sshd"));
    }
}
