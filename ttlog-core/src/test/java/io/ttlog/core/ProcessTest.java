/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.TTLog;
import io.ttlog.core.ChildJvm.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: what is printed at the start, and what is kept at the end. No JVM flag is given. */
class ProcessTest {
    @TempDir
    Path directory;

    private Ended run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        return ChildJvm.run(directory, List.of(), program, arguments);
    }

    /** Logs and ends in the way that its argument names, without a stop. */
    static final class Talker {
        private Talker() {}

        public static void main(String[] arguments) {
            TTLog.init().service("talker").store(false).start();
            for (int i = 0; i < 100; i++) {
                TTLog.info("line {n}", i);
            }
            switch (arguments[0]) {
                case "exit" -> System.exit(3);
                case "throw" -> throw new IllegalStateException("pretended");
                default -> TTLog.warn("end of main");
            }
        }
    }

    /**
     * Uses the sinks of this module with the console off, and the codecs that are Java: about the native libraries of zstd
     * and snappy JDK 24 and later print a warning, which only a flag or the manifest of the application turns off.
     */
    static final class Quiet {
        private Quiet() {}

        public static void main(String[] arguments) {
            for (String codec : List.of("none", "lz4")) {
                try (var session = TTLog.init()
                        .service("quiet")
                        .console(false)
                        .store(false)
                        .sink("file")
                        .sink("memory")
                        .option("file.directory", "events-" + codec)
                        .option("file.codec", codec)
                        .start()) {
                    TTLog.info("quiet {n}", 1);
                    TTLog.counter("quiet").increment();
                    TTLog.span("quiet", () -> TTLog.info("inside"));
                    System.out.println(TTLog.flush(io.ttlog.Ack.SYNCED, java.time.Duration.ofSeconds(20)));
                    System.out.println(session.directory());
                }
            }
        }
    }

    @Test
    void printsNothingOnStandardErrorWithoutAFlag() throws Exception {
        Ended ended = run(Quiet.class);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).containsOnly("true", "ttlog-data").hasSize(4);
        for (String codec : List.of("none", "lz4")) {
            assertThat(directory.resolve("events-" + codec)).isNotEmptyDirectory();
        }
    }

    @Test
    void deliversEverythingWhenMainEndsWithoutAStop() throws Exception {
        Ended ended = run(Talker.class, "end");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).hasSize(101);
        assertThat(ended.out().get(99)).contains("line 99  n=99");
        assertThat(ended.out().get(100)).contains("WARN").contains("end of main");
    }

    @Test
    void deliversEverythingWhenTheProgramExits() throws Exception {
        Ended ended = run(Talker.class, "exit");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).hasSize(100);
        assertThat(ended.out().get(99)).contains("line 99  n=99");
    }

    @Test
    void deliversEverythingWhenMainThrows() throws Exception {
        Ended ended = run(Talker.class, "throw");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("pretended");
        assertThat(ended.out()).hasSize(100);
    }
}
