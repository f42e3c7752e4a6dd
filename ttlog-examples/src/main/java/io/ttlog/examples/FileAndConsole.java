/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.flush;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.warn;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;

/** No store: events go to compressed files and to the console, callers wait rather than lose one, and it adds up. */
final class FileAndConsole {
    private FileAndConsole() {}

    public static void main(String[] args) {
        TTLogSession session = TTLog.init()
                .service("importer")
                .data(Path.of("ttlog-data"))
                .store(false)
                .console(true)
                .sink("file")
                .option("file.codec", "lz4")
                .level(Level.INFO)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(10))
                .start();
        try (session) {
            for (int line = 1; line <= 3; line++) {
                info("Line {line} read", line);
            }
            warn("Line {line} is empty", 4);
            boolean safe = flush(Ack.SYNCED, Duration.ofSeconds(10));
            System.out.println("survives a power failure: " + safe);

            Stats stats = session.stats();
            long dropped = stats.dropped() + stats.droppedBy("file");
            System.out.println(
                    stats.submitted() + " submitted = " + stats.stored("file") + " in files + " + dropped + " dropped");
        }
    }
}
