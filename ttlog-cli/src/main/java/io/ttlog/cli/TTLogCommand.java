/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.cli.StandardOutput.OutputException;
import io.ttlog.cli.demo.DemoCommand;
import io.ttlog.cli.receive.ReceiveCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command: holds the others and tells their failures. */
@Command(
        name = "ttlog",
        mixinStandardHelpOptions = true,
        version = "ttlog 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Telemetry in a store that answers SQL.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:usage", "4:corruption found"})
public final class TTLogCommand implements Callable<Integer> {
    private final CommandLine line;
    private final Terminal terminal;

    private TTLogCommand(Terminal terminal) {
        this.terminal = terminal;
        this.line = new CommandLine(this)
                .addSubcommand(new BackupCommand(terminal))
                .addSubcommand(new CatCommand(terminal))
                .addSubcommand(new CompactCommand(terminal))
                .addSubcommand(new DemoCommand(terminal.errShown()))
                .addSubcommand(new ExportCommand(terminal))
                .addSubcommand(new ImportCommand(terminal))
                .addSubcommand(new QueryCommand(terminal))
                .addSubcommand(new ReceiveCommand(terminal))
                .addSubcommand(new RestoreCommand(terminal))
                .addSubcommand(new RetentionCommand(terminal))
                .addSubcommand(new ShellCommand(terminal))
                .addSubcommand(new StatsCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, arguments) -> misused(failure))
                .setExecutionStrategy(this::execute)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }

    /** Runs the command that the arguments name, on the terminal's streams, and returns the exit code. */
    public static int run(Terminal terminal, String... arguments) {
        TTLogCommand command = new TTLogCommand(terminal);
        int code = command.line.execute(arguments);
        try {
            terminal.out().flush();
        } catch (OutputException e) {
            int unheard = command.outputFailed(e);
            code = code == ExitCode.DONE ? unheard : code;
        }
        terminal.err().flush();
        return code;
    }

    @Override
    public Integer call() {
        throw new ParameterException(line, "a command is missing");
    }

    private int execute(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (OutputException e) { // from the help or version; from a command it comes to the handler below
            return outputFailed(e);
        }
    }

    private int outputFailed(OutputException failure) {
        if (!failure.isReaderGone()) {
            terminal.err().println("ttlog: " + failure.getMessage());
        }
        return ExitCode.FAILED;
    }

    private int failed(Exception failure) {
        if (failure instanceof OutputException output) {
            return outputFailed(output);
        }
        terminal.out().flush(); // what was printed before the failure comes before it
        terminal.err().println("ttlog: " + Reason.of(failure));
        if (failure instanceof TTLogException known) {
            if (known.code().type() == ErrorCode.Type.INTERNAL) {
                failure.printStackTrace(terminal.err());
            }
            return known.code().type() == ErrorCode.Type.CORRUPTION ? ExitCode.CORRUPTION : ExitCode.FAILED;
        }
        if (!(failure instanceof IOException || failure instanceof UncheckedIOException)) {
            failure.printStackTrace(terminal.err()); // a defect, which nobody can report from a message alone
        }
        return ExitCode.FAILED;
    }

    /** The reason and a short usage: all of the help would scroll the reason away. */
    private int misused(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        terminal.err().println("ttlog: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, terminal.err());
        terminal.err().print(command.getHelp().fullSynopsis());
        if (command == line) {
            terminal.err()
                    .println("Commands: "
                            + String.join(", ", line.getSubcommands().keySet()));
        }
        terminal.err().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more.");
        return ExitCode.USAGE;
    }
}
