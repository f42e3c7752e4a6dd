/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NativeAccessTest {
    private static final int JAVA = Runtime.version().feature();

    /** What a child JVM runs: compresses by the default and says which it is. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            byte[] block = new byte[1000];
            int bytes = Codecs.QUIET.compress(new byte[100], 0, 100, block, 0);
            System.out.print(Codecs.QUIET.name() + (bytes > 0 ? "" : " wrote nothing"));
        }
    }

    @Test
    void defaultCodecPrintsNoWarning() throws Exception {
        assertThat(outputOf()).isEqualTo(JAVA < 24 ? "zstd" : "lz4");
    }

    @Test
    void defaultCodecIsZstdWhereNativeAccessIsEnabled() throws Exception {
        assertThat(JAVA < 24 ? outputOf() : outputOf("--enable-native-access=ALL-UNNAMED"))
                .isEqualTo("zstd");
    }

    @Test
    void missingLibraryIsNotChosen() {
        assertThat(NativeAccess.isQuiet("no.such.Codec")).isFalse();
    }

    private static String outputOf(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return output;
    }
}
