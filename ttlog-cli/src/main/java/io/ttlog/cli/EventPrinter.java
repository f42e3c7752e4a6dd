/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.core.sink.console.EventJson;
import io.ttlog.core.sink.console.EventLayout;
import io.ttlog.core.sink.console.EventLine;
import io.ttlog.core.sink.file.FileReader;
import io.ttlog.core.sink.file.FileReport;
import java.io.IOException;
import java.nio.file.Path;

/** Prints events of files on standard output, and on standard error what is wrong with the files. One thread. */
final class EventPrinter {
    /** Text is handed on when it has grown to this. */
    private static final int TEXT_CHARS_MAX = 64 << 10;

    /** How events are printed. */
    enum Format {
        text,
        json,
        ndjson
    }

    private final Terminal terminal;
    private final Format format;
    private final StringBuilder text = new StringBuilder();
    private long events;
    private boolean damaged;

    EventPrinter(Terminal terminal, Format format) {
        this.terminal = terminal;
        this.format = format;
        if (format == Format.json) {
            text.append('[');
        }
    }

    /** How the events of one file are printed. */
    EventLayout layout(FileReader reader) {
        return format == Format.text ? new EventLine(reader::symbol, colored()) : new EventJson(reader::symbol);
    }

    private boolean colored() {
        String noColor = System.getenv("NO_COLOR");
        return terminal.outShown() && (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Prints what the reader has not read yet. */
    void print(FileReader reader, EventLayout layout) throws IOException {
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
                flush();
            }
        }
    }

    /** Tells the damage of a file, but for the first {@code told} places. */
    void tellDamage(Path file, FileReport report, long told) {
        if (report.damageCount() <= told) {
            return;
        }
        damaged = true;
        flush(); // what was read comes before what was not
        int listed = report.damages().size();
        for (FileReport.Damage damage : report.damages().subList((int) Math.min(told, listed), listed)) {
            terminal.err()
                    .println("ttlog: " + damage.problem()
                            + (damage.bytes() == 0 ? "" : "; " + Counted.of(damage.bytes(), "byte") + " passed over"));
        }
        long more = report.damageCount() - Math.max(told, listed);
        if (more > 0) {
            terminal.err().println("ttlog: " + file + ": and " + Counted.of(more, "other damaged place"));
        }
    }

    /** Tells of a file of which nothing can be read. */
    void tellDamage(String problem) {
        damaged = true;
        flush();
        terminal.err().println("ttlog: " + problem);
    }

    void noteTornTail(Path file, FileReport report) {
        note(
                file,
                "the last " + Counted.of(report.tornBytes(), "byte")
                        + " are a frame that was not written to its end; its events are not there");
    }

    void noteEmpty(Path file) {
        note(file, "it is empty: its writer ended before it wrote the header");
    }

    /** Tells what is no damage. */
    void note(Path file, String what) {
        flush();
        terminal.err().println("note: " + file + ": " + what);
        terminal.err().flush();
    }

    /** Hands on what was printed. */
    void flush() {
        terminal.out().append(text);
        terminal.out().flush();
        text.setLength(0);
    }

    /** Nothing more is printed. */
    void end() {
        if (format == Format.json) {
            text.append(events == 0 ? "]\n" : "\n]\n");
        }
        flush();
    }

    /** Whether damage was told. */
    boolean isDamaged() {
        return damaged;
    }
}
