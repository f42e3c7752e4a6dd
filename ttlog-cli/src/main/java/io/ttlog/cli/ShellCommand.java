/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.TTLogException;
import io.ttlog.cli.output.Format;
import io.ttlog.cli.shell.Inputs;
import io.ttlog.cli.shell.Prompt;
import io.ttlog.cli.shell.Script;
import io.ttlog.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog shell}: answers SQL that is typed. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Answers SQL that is typed, or that comes from standard input, about a store.",
            "",
            "A statement ends with a semicolon, on the same line or a later one. Tab completes keywords, tables, columns and"
                    + " attributes. Commands begin with a dot; .help tells them.",
            "",
            "Where standard input is no terminal, the first statement that fails ends the shell with exit code 1."
        })
final class ShellCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "What was typed before (default: .ttlog_history in the home directory).")
    private @Nullable Path history;

    ShellCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path data = store.require();
        StoreQuery query = new StoreQuery(data, range.range());
        Shell shell = new Shell(
                statement -> query.ask(statement, Map.of()),
                data,
                terminal.out(),
                output,
                terminal.outShown() ? QueryCommand.CELL_CHARS_SHOWN : Integer.MAX_VALUE,
                result -> QueryCommand.tellLoss(terminal, result));
        boolean typed = terminal.inTyped() && terminal.outShown();
        try (Inputs inputs = typed ? prompt(data) : new Script(terminal.in())) {
            for (String input = inputs.next(); input != null; input = inputs.next()) {
                try {
                    if (!shell.answer(input, inputs)) {
                        return ExitCode.DONE;
                    }
                } catch (TTLogException | IllegalArgumentException wrong) {
                    if (!typed) {
                        throw wrong;
                    }
                    terminal.err().println(Reason.of(wrong));
                }
            }
        }
        return ExitCode.DONE;
    }

    private Inputs prompt(Path data) throws IOException {
        Path file = history == null ? Path.of(System.getProperty("user.home"), ".ttlog_history") : history;
        return new Prompt(TerminalBuilder.builder().system(true).build(), file, data);
    }
}
