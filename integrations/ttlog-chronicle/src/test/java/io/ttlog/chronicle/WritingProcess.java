/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another JVM, with the flags of a test, which logs, says how many events are WRITTEN, and goes on until it is killed. */
final class WritingProcess {
    private static final int EVENTS_A_ROUND = 500;

    private WritingProcess() {}

    static Process start(Path directory, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), WritingProcess.class.getName(), directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) {
        try (TTLogSession session = TTLog.init()
                .service("child")
                .data(Path.of(args[0]))
                .console(false)
                .store(false)
                .sink("chronicle")
                .option("chronicle.bytesMax", "16777216")
                .start()) {
            for (long n = 0; session.directory() != null; ) {
                for (int i = 0; i < EVENTS_A_ROUND; i++) {
                    TTLog.info("event {number}", n++);
                }
                if (!TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(30))) {
                    System.out.println("not written");
                    return;
                }
                System.out.println("written " + n);
            }
        } catch (TTLogException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
