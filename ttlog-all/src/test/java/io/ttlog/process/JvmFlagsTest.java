/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.process.Child.Ended;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What store and file sink say on standard error, and what they do where the JVM forbids them something. */
class JvmFlagsTest {
    private static final String[] ALL = {"none", "lz4", "zstd", "zstd:9", "snappy"};
    private static final String ENABLED = "--enable-native-access=ALL-UNNAMED";
    private static final String DENIED = "--illegal-native-access=deny";

    @TempDir
    Path folder;

    private Ended run(int version, List<String> flags, String... codecs) throws Exception {
        try (Child child = Child.start(folder, List.of(), Jdk.ofVersion(version), flags, CodecsProgram.class, codecs)) {
            Ended ended = child.end();
            assertThat(ended.status()).as(ended.err()).isZero();
            return ended;
        }
    }

    private static List<String> wholeRoad(String... codecs) {
        return Arrays.stream(codecs)
                .map(codec -> codec + " true true 1000 1000 1 3.0")
                .toList();
    }

    @Test
    void saysNothingOnJava17WithAnyCodec() throws Exception {
        Ended ended = run(17, List.of(), "default", "none", "lz4", "zstd", "zstd:9", "snappy");
        assertThat(ended.out()).isEqualTo(wholeRoad("default", "none", "lz4", "zstd", "zstd:9", "snappy"));
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void saysNothingOnJava25WithoutNativeCode() throws Exception {
        Ended ended = run(25, List.of(), "default", "none", "lz4");
        assertThat(ended.out()).isEqualTo(wholeRoad("default", "none", "lz4"));
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void onlyTheJvmWarnsOfZstandardOnJava25() throws Exception {
        Ended ended = run(25, List.of(), "zstd");
        assertThat(ended.out()).isEqualTo(wholeRoad("zstd"));
        assertThat(ended.err().lines()).allMatch(line -> line.isEmpty() || line.startsWith("WARNING: "));
        assertThat(ended.err()).containsOnlyOnce("has been called by com.github.luben.zstd");
    }

    @Test
    void worksAndSaysNothingWhereUnsafeIsDenied() throws Exception {
        Ended ended = run(25, List.of("--sun-misc-unsafe-memory-access=deny", ENABLED), ALL);
        assertThat(ended.out()).isEqualTo(wholeRoad(ALL));
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void writesLz4WhereNativeAccessIsDeniedAndSaysHowToReadZstandard() throws Exception {
        Ended fresh = run(25, List.of(DENIED), "zstd", "snappy");
        assertThat(fresh.out()).isEqualTo(wholeRoad("zstd", "snappy"));
        assertThat(fresh.err().lines())
                .filteredOn(line -> line.startsWith("ttlog: "))
                .hasSize(8);
        assertThat(fresh.err())
                .contains("ttlog: sink store writes lz4 instead of zstd: codec zstd cannot load its library here")
                .contains("ttlog: sink file writes lz4 instead of snappy: codec snappy cannot load its library here");

        Ended native9 = run(25, List.of(ENABLED), "zstd:9");
        assertThat(native9.out()).isEqualTo(wholeRoad("zstd:9"));
        assertThat(run(25, List.of(DENIED), "zstd:9").out())
                .singleElement()
                .asString()
                .startsWith("zstd:9 true true NOT_AVAILABLE ")
                .contains("codec zstd cannot load its library here", ENABLED);
    }
}
