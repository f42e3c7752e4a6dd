/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.sink.console.EventJson;
import io.ttlog.core.sink.console.EventLayout;
import io.ttlog.core.sink.console.EventLine;
import io.ttlog.core.sink.file.EventFiles;
import io.ttlog.core.sink.file.FileReader;
import io.ttlog.core.sink.file.FileReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    /** Text is handed on when it has grown to this. */
    private static final int TEXT_CHARS_MAX = 64 << 10;

    /** How events are printed. */
    enum Format {
        text,
        json,
        ndjson
    }

    private final Terminal terminal;
    private final StringBuilder text = new StringBuilder();
    private long events;
    private boolean damaged;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (lines for people), json (one array) or ndjson (an object a line); default:"
                    + " ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Event files, or directories of them.")
    private List<Path> arguments = List.of();

    CatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> files = files();
        if (format == Format.json) {
            text.append('[');
        }
        for (Path file : files) {
            print(file);
        }
        if (format == Format.json) {
            text.append(events == 0 ? "]\n" : "\n]\n");
        }
        printText();
        terminal.out().flush();
        return damaged ? ExitCode.CORRUPTION : ExitCode.DONE;
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

    private void print(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            note(file, "it is empty: its writer ended before it wrote the header");
            return;
        }
        try (FileReader reader = FileReader.open(file)) {
            EventLayout layout = layout(reader);
            while (reader.next()) {
                if (format == Format.json) {
                    text.append(events == 0 ? "\n" : ",\n");
                }
                layout.append(text, reader.event());
                if (format == Format.json) {
                    text.setLength(text.length() - 1); // the line end comes behind the comma
                }
                events++;
                if (text.length() >= TEXT_CHARS_MAX) {
                    printText();
                }
            }
            tell(file, reader.report());
        } catch (TTLogException e) {
            if (e.code().type() != ErrorCode.Type.CORRUPTION) {
                throw e;
            }
            damaged = true;
            printText();
            terminal.err().println("ttlog: " + e.getMessage());
        }
    }

    private EventLayout layout(FileReader reader) {
        return format == Format.text ? new EventLine(reader::symbol, colored()) : new EventJson(reader::symbol);
    }

    private boolean colored() {
        String noColor = System.getenv("NO_COLOR");
        return terminal.outShown() && (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    private void tell(Path file, FileReport report) {
        if (report.damageCount() > 0 || report.tornBytes() > 0) {
            printText(); // what was read comes before what was not
        }
        for (FileReport.Damage damage : report.damages()) {
            terminal.err()
                    .println("ttlog: " + damage.problem()
                            + (damage.bytes() == 0 ? "" : "; " + Counted.of(damage.bytes(), "byte") + " passed over"));
        }
        long more = report.damageCount() - report.damages().size();
        if (more > 0) {
            terminal.err().println("ttlog: " + file + ": and " + Counted.of(more, "other damaged place"));
        }
        damaged |= report.damageCount() > 0;
        if (report.tornBytes() > 0) {
            note(
                    file,
                    "the last " + Counted.of(report.tornBytes(), "byte")
                            + " are a frame that was not written to its end; its events are not there");
        }
    }

    private void note(Path file, String what) {
        terminal.err().println("note: " + file + ": " + what);
    }

    private void printText() {
        terminal.out().append(text);
        terminal.out().flush();
        text.setLength(0);
    }
}
