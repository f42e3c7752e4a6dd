/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Takes the whole road with each codec that is an argument, or the default of store and file sink: {@code default}. With each it
 * logs, ends a span, counts, seals, asks, starts again, asks again, reads the event files, and prints what it has found. Of what
 * cannot be read it prints why.
 */
final class CodecsProgram {
    static final int EVENTS = 1000;

    private CodecsProgram() {}

    public static void main(String[] codecs) throws IOException {
        for (String codec : codecs) {
            Path data = Path.of("data-" + codec);
            Path events = Path.of("events-" + codec);
            String flushed = run(codec, data, events, EVENTS) + " " + run(codec, data, events, 0);
            System.out.println(codec + " " + flushed + " " + kept(data, events));
        }
    }

    /** Two sessions, so that the second takes over what the first has sealed. */
    private static boolean run(String codec, Path data, Path events, int count) {
        var builder = TTLog.init()
                .service("codecs")
                .data(data)
                .console(false)
                .selfMetrics(false)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
                .sink("file")
                .option("file.directory", events.toString());
        if (!codec.equals("default")) {
            builder.option("store.codec", codec).option("file.codec", codec);
        }
        try (TTLogSession session = builder.start()) {
            for (long n = 0; n < count; n++) {
                TTLog.info(Kept.TEMPLATE, "main", n, Kept.text(n));
            }
            if (count > 0) {
                TTLog.span("whole", () -> TTLog.counter(codec).add(3));
            }
            return TTLog.flush(Ack.SYNCED, Duration.ofSeconds(20))
                    && session.stats().conserved();
        }
    }

    private static String kept(Path data, Path events) throws IOException {
        try {
            List<Long> stored = Kept.inStore(data).getOrDefault("main", List.of());
            Kept.assertFirst(stored, 0);
            List<Long> filed = Kept.inFiles(events).getOrDefault("main", List.of());
            Kept.assertFirst(filed, 0);
            return stored.size() + " " + filed.size() + " " + Kept.value(data, "SELECT count(*) FROM spans") + " "
                    + Kept.value(data, "SELECT max(value) FROM metrics");
        } catch (TTLogException e) {
            return e.code() + " " + e.getMessage();
        }
    }
}
