/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.sink.file.EventFiles;
import io.ttlog.core.sink.file.FileReader;
import io.ttlog.core.sink.file.FileReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ttlog cat}: prints the events of event files. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the events of files that the file sink wrote, also while it writes them.",
            "",
            "Files are read in the order of their names, which is that of time, whichever folder they are in. Damage is told on"
                    + " standard error, and then it ends with 4; a last frame that was not written to its end, as a killed"
                    + " process or a running one leaves it, is only noted."
        })
final class CatCommand implements Callable<Integer> {
    /** How long a signal waits for the end of what is being printed. */
    private static final long END_SECONDS_MAX = 5;

    private final Terminal terminal;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (lines for people), json (one array) or ndjson (an object a line); default:"
                    + " ${DEFAULT-VALUE}.")
    private EventPrinter.Format format = EventPrinter.Format.text;

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Go on as files are written and new ones come, until Ctrl-C (exit code 130) or SIGTERM (143). A FILE"
                            + " is followed by the newer ones beside it.")
    private boolean follow;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Event files, or directories of them.")
    private List<Path> arguments = List.of();

    CatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (follow && format == EventPrinter.Format.json) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--follow cannot go with --format json, whose array would never end; it goes with text and ndjson");
        }
        EventPrinter printer = new EventPrinter(terminal, format);
        if (follow) {
            follow(printer);
        } else {
            for (Path file : files()) {
                print(printer, file);
            }
        }
        printer.end();
        return printer.isDamaged() ? ExitCode.CORRUPTION : ExitCode.DONE;
    }

    /** Returns only when the process is about to end by a signal, whose exit code it then has. */
    private void follow(EventPrinter printer) throws IOException, InterruptedException {
        for (Path argument : arguments) {
            if (!Files.exists(argument)) {
                throw new NoSuchFileException(argument.toString());
            }
            if (Files.isDirectory(argument) && EventFiles.in(argument).isEmpty()) {
                printer.note(argument, "it holds no event files yet, which will be named events-*.ttlog");
            }
        }
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended), "ttlog-cat-end"));
        try (Following following = new Following(printer, arguments)) {
            following.run(() -> !asked.await(Following.POLL_MILLIS, TimeUnit.MILLISECONDS));
        } finally {
            ended.countDown();
        }
    }

    /** The process gets a signal: the last line is printed to its end. */
    private static void end(CountDownLatch asked, CountDownLatch ended) {
        asked.countDown();
        try {
            if (!ended.await(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                System.err.println("ttlog: nobody read the last lines within " + END_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                List<Path> inside = EventFiles.in(argument);
                if (inside.isEmpty()) {
                    throw new TTLogException(
                            ErrorCode.CONFIGURATION,
                            argument + ": the directory holds no event files, which would be named events-*.ttlog");
                }
                files.addAll(inside);
            } else {
                files.add(argument);
            }
        }
        files.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        return files;
    }

    private static void print(EventPrinter printer, Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            printer.noteEmpty(file);
            return;
        }
        try (FileReader reader = FileReader.open(file)) {
            printer.print(reader, printer.layout(reader));
            FileReport report = reader.report();
            printer.tellDamage(file, report, 0);
            if (report.tornBytes() > 0) {
                printer.noteTornTail(file, report);
            }
        } catch (TTLogException e) {
            if (e.code().type() != ErrorCode.Type.CORRUPTION) {
                throw e;
            }
            printer.tellDamage(String.valueOf(e.getMessage()));
        }
    }
}
