/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class LogMacrosTest {
    @Test
    void isWhatItsGeneratorWrites() throws IOException {
        boolean same = Files.readString(LogMacrosSource.FILE).equals(LogMacrosSource.text());
        assertThat(same)
                .as("%s is what LogMacrosSource writes; run its main", LogMacrosSource.FILE)
                .isTrue();
    }
}
