/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void saysWhatExceptionsAboutFilesSayByTheirClassNames() {
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("/x: there is no such file");
        assertThat(Reason.of(new NotDirectoryException("/x"))).isEqualTo("/x: it is not a directory");
        assertThat(Reason.of(new FileAlreadyExistsException("/x"))).isEqualTo("/x: a file of that name is in the way");
        assertThat(Reason.of(new FileSystemException("/x", null, "Is a directory")))
                .isEqualTo("/x: Is a directory");
        assertThat(Reason.of(new UncheckedIOException(new AccessDeniedException("/x"))))
                .isEqualTo("/x: permission denied");
    }

    @Test
    void saysItInsideTheMessagesOfOthers() {
        IOException cause = new AccessDeniedException("/x/LOCK");
        assertThat(Reason.of(new TTLogException(ErrorCode.IO, "opening store /x failed: " + cause, cause)))
                .endsWith("opening store /x failed: /x/LOCK: permission denied");
        assertThat(Reason.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }
}
