/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.storage.BackupReport;
import io.ttlog.storage.Store;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog backup}: copies a store as it is at one moment, also while another process writes it. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes or renews a backup of a store, also while another process writes it.",
            "",
            "The backup is the store as it was at one moment, with every row that was written before. If the target holds an"
                    + " earlier backup of the same store, only what is new is brought there; whenever this is broken off, the"
                    + " target holds the earlier backup or the new one. Everything in the target is read and checked"
                    + " afterwards. A backup can be queried as any store; 'ttlog restore' makes one of it that can be written.",
            "",
            "On the same file system segments are linked, which costs no room, and protects from deletion and mistakes and not"
                    + " from a bad disk: for that name a target on another, or say --copy. Ends with 4 when there is damage."
        })
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description =
                    "The backup: a directory that is not there, is empty, or holds an earlier backup of this store.")
    private Path target = Path.of("");

    @Option(names = "--copy", description = "Copy segments also where they could be linked.")
    private boolean copy;

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BackupReport report = Store.backup(store.require(), target, copy);
        report.verified().damage().stream().map(Finding::toString).forEach(terminal.out()::println);
        terminal.out()
                .println(Counted.of(report.copied() + report.linked(), "segment") + " brought (" + report.linked()
                        + " by link), " + report.kept() + " there already, " + Counted.of(report.bytes(), "byte")
                        + " written, " + Counted.of(report.removed(), "file") + " removed");
        terminal.out().println("backup: " + VerifyCommand.outcome(report.verified()));
        return report.verified().damage().isEmpty() ? ExitCode.DONE : ExitCode.CORRUPTION;
    }
}
