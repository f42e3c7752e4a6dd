/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.RepairReport;
import io.ttlog.storage.Store;
import io.ttlog.storage.VerifyReport;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog verify}: reads and checks every byte of a store. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads every file of a store and checks every checksum.",
            "",
            "Prints a line for each damage: file, offset and problem. Ends with 4 when there is any.",
            "",
            "With --repair, which fails while another process writes the store, all that can still be read goes into new files:"
                    + " whole row groups of segments, whole records of logs. Damaged files are kept in the folder 'damaged', and"
                    + " a line tells each loss: file, offset, rows. Ends with 4 when rows are lost. Without it nothing is changed."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(names = "--repair", description = "Rescue what can be read, and keep the rest aside.")
    private boolean repair;

    @Option(
            names = "--rebuild-manifest",
            description =
                    "With --repair: when the manifest is lost or damaged, make it anew from the segments. Compares"
                            + " rows, so that none is there twice; what senders have sent may be sent again.")
    private boolean rebuildManifest;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path data = store.require();
        if (repair) {
            return repair(data);
        }
        VerifyReport report;
        try {
            report = Store.verify(data);
        } catch (CorruptDataException e) {
            terminal.out().println(e.getMessage()); // names file and offset
            return ExitCode.CORRUPTION;
        }
        for (Finding note : report.notes()) {
            terminal.err().println("note: " + note);
        }
        for (Finding damage : report.damage()) {
            terminal.out().println(damage);
        }
        terminal.out().println(outcome(report));
        return report.damage().isEmpty() ? ExitCode.DONE : ExitCode.CORRUPTION;
    }

    private int repair(Path data) {
        RepairReport report = Store.repair(data, rebuildManifest);
        report.notes().forEach(note -> terminal.err().println("note: " + note));
        report.losses().forEach(terminal.out()::println);
        report.kept().forEach(file -> terminal.out().println("kept: " + file));
        report.verified().damage().forEach(terminal.out()::println);
        boolean repaired = !report.losses().isEmpty()
                || !report.kept().isEmpty()
                || !report.notes().isEmpty();
        terminal.out().println((repaired ? "repaired: " : "nothing to repair: ") + outcome(report.verified()));
        return report.losses().isEmpty() && report.verified().damage().isEmpty() ? ExitCode.DONE : ExitCode.CORRUPTION;
    }

    /** Rows and damage in one sentence. */
    static String outcome(VerifyReport report) {
        String rows = Counted.of(report.rows(), "row");
        int places = report.damage().size();
        if (places == 0) {
            return rows + " in " + Counted.of(report.files(), "file") + (report.rows() == 1 ? " is" : " are")
                    + " sound, no damage";
        }
        long files = report.damage().stream().map(Finding::file).distinct().count();
        return rows + (report.rows() == 1 ? " is" : " are") + " sound, " + Counted.of(places, "place") + " in "
                + Counted.of(files, "file") + (places == 1 ? " is" : " are") + " damaged";
    }
}
