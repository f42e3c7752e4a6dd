/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --data} of commands that only read: must hold a store, so that a mistyped name is no empty one. */
final class StoreDirectory {
    /** Every store has one of them, also one that lost the others. */
    private static final List<String> SIGNS = List.of("LOCK", "MANIFEST", "segments", "log");

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The store.")
    private Path directory = Path.of("");

    /**
     * The directory, which exists and holds a file of a store.
     *
     * @throws TTLogException when it does not
     */
    Path require() {
        return require("--data", directory);
    }

    /** As {@link #require()}, of a directory that another option names. */
    static Path require(String option, Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, option + " " + directory + ": it is not a directory, so no store");
        }
        if (!Files.isDirectory(directory)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, option + " " + directory + ": there is no such directory, so no store");
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new TTLogException(ErrorCode.CONFIGURATION, option + " " + directory + ": permission denied");
        }
        if (SIGNS.stream().noneMatch(name -> Files.exists(directory.resolve(name)))) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    option + " " + directory + ": the directory holds no store, whose files would be "
                            + String.join(", ", SIGNS));
        }
        return directory;
    }
}
