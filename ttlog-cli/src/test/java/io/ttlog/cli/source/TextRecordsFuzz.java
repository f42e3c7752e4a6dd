/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lines of text logs, each alone and joined. */
class TextRecordsFuzz extends ReaderContract {
    @Override
    protected boolean isAccepted(byte[] input) throws Exception {
        isImported(Signal.LOG, new TextRecords(ReaderRun.timestamps(), true, false), input);
        return isImported(
                Signal.LOG, new TextRecords(ReaderRun.timestamps(), false, true), input, surelyNotBlank(input));
    }

    /** Lines with a letter, or the like, in them. */
    private static long surelyNotBlank(byte[] input) {
        long lines = 0;
        boolean blank = true;
        for (byte b : input) {
            if (b == '\n') {
                blank = true;
            } else if (blank && b > ' ') {
                blank = false;
                lines++;
            }
        }
        return lines;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        put(seeds, "log4j", "[2016-12-20 00:04:03,231] TRACE [Controller 0]: checking (x) (kafka.KafkaController)\n");
        put(
                seeds,
                "logback",
                "2016-12-20 00:04:03.231 [main] WARN  c.f.Bar - all is - well\n\tat c.f.Bar.run(Bar:7)\n");
        put(seeds, "syslog", "<34>Mar 27 13:06:56 combo sshd(pam_unix)[19939]: authentication failure; uid=0\n");
        put(
                seeds,
                "syslog-5424",
                "<165>1 2003-10-11T22:14:15.003Z host.example.com evntslog 7 ID47 [x@1 a=\"b\"] An event\n");
        put(
                seeds,
                "access",
                "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /a?b HTTP/1.1\" 200 2304 \"-\" \"Mozilla/5.0\"\n");
        put(seeds, "jvm", "2023-01-30T11:50:59.971+0100: 1.234: [GC (Allocation Failure) 512K->64K, 0.001 secs]\n");
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, String text) {
        seeds.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
