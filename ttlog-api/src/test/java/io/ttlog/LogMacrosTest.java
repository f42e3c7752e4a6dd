/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LogMacrosTest {
    @Test
    void isWhatItsGeneratorWrites() throws IOException {
        isSame(LogMacrosSource.FILE, LogMacrosSource.text());
        isSame(LogMacrosSource.LIMITED_FILE, LogMacrosSource.limitedText());
    }

    private static void isSame(Path file, String written) throws IOException {
        boolean same = Files.readString(file).equals(written);
        assertThat(same)
                .as("%s is what LogMacrosSource writes; run its main", file)
                .isTrue();
    }
}
