/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands that only read ask of {@code --data}, so that a mistyped name is no empty store. */
final class StoreDirectory {
    private StoreDirectory() {}

    /**
     * Returns when the directory exists and holds anything.
     *
     * @throws TTLogException when it does not
     */
    static void require(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "--data " + directory + ": there is no such directory, so no store");
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            if (!files.iterator().hasNext()) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION, "--data " + directory + ": the directory is empty, so no store");
            }
        }
    }
}
