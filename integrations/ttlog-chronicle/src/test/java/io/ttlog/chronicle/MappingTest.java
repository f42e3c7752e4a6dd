/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No file stays mapped that was closed: a process may have only so many mappings. */
@Timeout(120)
class MappingTest {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int TIMES = 2000;
    private static final int FILE_BYTES = 8 << 10;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();

    @BeforeEach
    void needsLinux() {
        assumeTrue(Files.isReadable(MAPPINGS), "needs " + MAPPINGS);
    }

    private long mapped() throws IOException {
        BackgroundResourceReleaser
                .releasePendingResources(); // Chronicle unmaps in a thread of its own, at most 128 late
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            return lines.filter(line -> line.contains(directory.toString())).count();
        }
    }

    private long opened() throws IOException {
        try (Stream<Path> links = Files.list(OPEN_FILES)) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).startsWith(directory);
                        } catch (IOException gone) {
                            return false; // the descriptor of this very listing
                        }
                    })
                    .count();
        }
    }

    private Sink sink() throws IOException {
        return new ChronicleSink(directory, "shop", FILE_BYTES, Clock.systemUTC(), symbols);
    }

    private void writeAFile() throws IOException {
        try (Sink sink = sink()) {
            byte[] batch = SampleEvents.batch(new SampleEvents(symbols).fixed());
            sink.write(batch, 0, batch.length);
        }
    }

    @Test
    void aReaderLetsGoOfItsFile() throws IOException {
        writeAFile();
        for (int i = 0; i < TIMES; i++) {
            try (ChronicleReader reader = ChronicleReader.open(directory)) {
                assertThat(reader.next()).isTrue();
                if (i == 0) {
                    assertThat(mapped()).as("while it is open").isEqualTo(1);
                }
            }
        }
        assertThat(mapped()).isZero();
        assertThat(opened()).isZero();
    }

    @Test
    void aReaderLetsGoOfAFileThatIsDamaged() throws IOException {
        Path damaged = directory.resolve("0000000001.ttlc");
        Files.write(damaged, new byte[FILE_BYTES]);
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> ChronicleReader.open(directory)).isInstanceOf(CorruptDataException.class);
        }
        assertThat(mapped()).isZero();
        assertThat(opened()).isZero();
    }

    @Test
    void aSinkLetsGoOfEachFileThatItEnds() throws IOException {
        for (int i = 0; i < TIMES / 10; i++) {
            writeAFile();
        }
        assertThat(mapped()).isZero();
        assertThat(opened()).isZero();
    }
}
