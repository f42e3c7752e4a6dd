/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.storage.RestoreReport;
import io.ttlog.storage.Store;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttlog restore}: makes a store of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a store of a backup, which stays as it is.",
            "",
            "Copies what the manifest of the backup names, and tells what else lies there. Refuses a backup with symbolic links"
                    + " or devices in it. The restored store is read and checked, can be written, and is a store of its own:"
                    + " its backups go to a directory of their own. Ends with 4 when the backup was damaged; the rest is"
                    + " restored then, and 'ttlog verify --repair' mends it."
        })
final class RestoreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--from", required = true, paramLabel = "DIR", description = "The backup, or a copy of a store.")
    private Path backup = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "The new store: a directory that is not there, or empty.")
    private Path target = Path.of("");

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        RestoreReport report = Store.restore(StoreDirectory.require("--from", backup), target);
        report.leftOut().forEach(file -> terminal.err().println("left out: " + file));
        report.verified().damage().stream().map(Finding::toString).forEach(terminal.out()::println);
        terminal.out()
                .println(Counted.of(report.segments(), "segment") + " and " + Counted.of(report.bytes(), "byte")
                        + " restored");
        terminal.out().println("restored: " + VerifyCommand.outcome(report.verified()));
        return report.verified().damage().isEmpty() ? ExitCode.DONE : ExitCode.CORRUPTION;
    }
}
