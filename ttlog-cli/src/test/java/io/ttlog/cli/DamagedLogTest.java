/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte of the log of a killed writer is flipped: what is left is answered, and nobody can take it for all there was. */
class DamagedLogTest {
    private static final int BATCHES = 20;

    @TempDir
    Path folder;

    private Path store = Path.of("");
    private String log = "";

    /** The files as they are while the writer runs, copied: what kill -9 leaves. */
    @BeforeEach
    void damageTheLogOfAKilledWriter() throws IOException {
        Path live = folder.resolve("live");
        store = folder.resolve("store");
        try (TTLogSession session =
                TTLog.init().service("shop").data(live).console(false).start()) {
            for (int i = 0; i < BATCHES; i++) {
                TTLog.info("Order {n}", (long) i);
                assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofMinutes(1))).isTrue(); // a record of the log each
            }
            copy(session.directory(), store);
        }
        Path file;
        try (Stream<Path> files = Files.list(store.resolve("log"))) {
            file = files.findFirst().orElseThrow();
        }
        log = "log/" + file.getFileName();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(from)) {
            sources = files.toList();
        }
        for (Path source : sources) {
            Files.copy(source, to.resolve(from.relativize(source).toString()));
        }
    }

    @Test
    void queryAnswersWithWhatIsLeftAndEndsWith4() {
        CommandRun run = CommandRun.of("query", "--data", store.toString(), "-o", "csv", "SELECT count(*) FROM logs");
        assertThat(run.out().lines()).containsExactly("count(*)", String.valueOf(BATCHES - 1));
        assertThat(run.err()).contains(log + " at offset ", "rows may be missing");
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void statsEndWith4() {
        CommandRun run = CommandRun.of("stats", "--data", store.toString());
        assertThat(run.out()).contains(String.valueOf(BATCHES - 1));
        assertThat(run.err()).contains(log + " at offset ");
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void nextWriterSaysSoAndVerifyKeepsSayingSo() throws IOException {
        CommandRun run = CommandRun.of(
                "import",
                "--data",
                store.toString(),
                "--format",
                "ndjson",
                Files.writeString(folder.resolve("one.ndjson"), "{\"ts\":1,\"message\":\"m\"}\n")
                        .toString());
        assertThat(run.code()).as(run.err()).isZero();
        CommandRun verify = CommandRun.of("verify", "--data", store.toString());
        assertThat(verify.out()).contains("damaged/" + log.substring("log/".length()) + " at offset 0: ");
        assertThat(verify.code()).isEqualTo(4);
    }
}
