/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that somebody types, with completion by tab, several lines, and a history that is kept in a file. Control-C clears
 * what was typed, Control-D ends.
 */
public final class Prompt implements Inputs {
    private static final String FIRST = "ttlog> ";
    private static final String NEXT = "   ..> ";
    /** Inputs that the history keeps. */
    private static final int HISTORY_MAX = 10_000;

    private final Terminal terminal;
    private final LineReader reader;

    /**
     * Prompts in a terminal, which {@link #close} closes.
     *
     * @param history the file, which is made
     * @param data the store, for completion
     */
    public Prompt(Terminal terminal, Path history, Path data) {
        this.terminal = terminal;
        Completions completions = new Completions(() -> Schema.of(data));
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("ttlog")
                .parser(new StatementParser())
                .completer((lines, line, candidates) -> {
                    String before = line.line().substring(0, line.cursor());
                    for (String each : completions.of(line.line(), before)) {
                        candidates.add(new Candidate(each));
                    }
                })
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_SIZE, HISTORY_MAX)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_MAX)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, NEXT)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // ! is part of SQL
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .build();
    }

    @Override
    public @Nullable String next() {
        while (true) {
            try {
                String input = reader.readLine(FIRST);
                if (!input.isBlank()) {
                    return input;
                }
            } catch (UserInterruptException again) {
                // what was typed is given up, as in other shells
            } catch (EndOfFileException end) {
                return null;
            }
        }
    }

    @Override
    public boolean pause(Duration time) throws IOException {
        AtomicBoolean interrupted = new AtomicBoolean();
        Terminal.SignalHandler before =
                terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true)); // or the process would end
        Attributes attributes = terminal.enterRawMode();
        try {
            NonBlockingReader keys = terminal.reader();
            int key = keys.read(time.toMillis());
            return key == NonBlockingReader.READ_EXPIRED && !interrupted.get();
        } finally {
            terminal.setAttributes(attributes);
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    @Override
    public void close() throws IOException {
        reader.getHistory().save();
        terminal.close();
    }
}
