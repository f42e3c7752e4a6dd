/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What holds for every parser, whatever the bytes: it takes them or refuses them as documented, soon and with bounded memory.
 *
 * <p>By default the inputs in {@code src/test/resources/.../<class>Inputs/fuzz} are tried: what the writers write, and what
 * was found. In the Maven profile {@code fuzz} Jazzer makes more of them, guided by the branches that they reach, and puts
 * one that fails there as {@code crash-*} or {@code timeout-*}. With {@code -Dttlog.fuzz.seeds=write} the others are written anew.
 */
public abstract class FuzzContract {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration RUN_TIME_MAX = Duration.ofSeconds(20);
    private static final Pattern FINDING = Pattern.compile("(crash|timeout|oom)-.*");

    /**
     * Parses the bytes.
     *
     * @return whether they are whole and undamaged; false also when they were refused by an exception that is documented
     * @throws Exception when the parser does what it may not do
     */
    protected abstract boolean isAccepted(byte[] input) throws Exception;

    /** Inputs by name, some hundred bytes each, made by what writes such bytes in earnest; accepted ones. */
    protected abstract Map<String, byte[]> written() throws Exception;

    /** Most bytes that the parsing of one input may allocate in all. */
    protected abstract long allocatedBytesMax();

    /** One input, of Jazzer or of a test. */
    @FuzzTest
    public void fuzz(byte[] input) throws Exception {
        run(input);
    }

    private boolean run(byte[] input) throws Exception {
        long startNanos = System.nanoTime();
        long startBytes = THREADS.getCurrentThreadAllocatedBytes();
        boolean accepted = isAccepted(input);
        long nanos = System.nanoTime() - startNanos;
        if (THREADS.getCurrentThreadAllocatedBytes() - startBytes > allocatedBytesMax()) {
            startBytes = THREADS.getCurrentThreadAllocatedBytes(); // once more, without the loading of classes
            isAccepted(input);
            long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - startBytes;
            if (allocatedBytes > allocatedBytesMax()) {
                throw new AssertionError(input.length + " bytes of input made it allocate " + allocatedBytes
                        + " bytes, at most " + allocatedBytesMax());
            }
        }
        if (nanos > RUN_TIME_MAX.toNanos()) {
            throw new AssertionError(input.length + " bytes of input took " + TimeUnit.NANOSECONDS.toMillis(nanos)
                    + " ms, at most " + RUN_TIME_MAX.toMillis());
        }
        return accepted;
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void acceptsWhatIsWritten() throws Exception {
        Map<String, byte[]> written = written();
        assertThat(written).isNotEmpty();
        for (Map.Entry<String, byte[]> seed : written.entrySet()) {
            assertThat(run(seed.getValue())).as(seed.getKey()).isTrue();
        }
        if ("write".equals(System.getProperty("ttlog.fuzz.seeds"))) {
            Path directory =
                    Path.of("src/test/resources", getClass().getPackageName().replace('.', '/'), inputs());
            Files.createDirectories(directory);
            for (Map.Entry<String, byte[]> seed : written.entrySet()) {
                Files.write(directory.resolve(seed.getKey()), seed.getValue());
            }
        }
    }

    @TestFactory
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    List<DynamicTest> staysInItsBoundsWithEachSeedAndFinding() throws Exception {
        URL resource = getClass().getResource(inputs());
        assertThat(resource).as("resource " + inputs()).isNotNull();
        assert resource != null;
        try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
            List<Path> inputs = files.sorted().toList();
            assertThat(inputs).isNotEmpty();
            return inputs.stream()
                    .map(file -> DynamicTest.dynamicTest("" + file.getFileName(), () -> check(file)))
                    .toList();
        }
    }

    private void check(Path file) throws Exception {
        boolean accepted = run(Files.readAllBytes(file));
        boolean finding = FINDING.matcher("" + file.getFileName()).matches();
        assertThat(accepted || finding).as("an old seed is still accepted").isTrue();
    }

    private String inputs() {
        return getClass().getSimpleName() + "Inputs/fuzz";
    }
}
