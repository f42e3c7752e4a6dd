/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import io.ttlog.query.sql.Statements;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Inputs of a stream: UTF-8, as if they had been typed. */
public final class Script implements Inputs {
    /** Longest input; nobody means a longer one, and a mistaken file is told at once. */
    private static final int CHARS_MAX = 1 << 20;

    private final BufferedReader reader;

    /** Reads the stream, which {@link #close} closes. */
    public Script(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String next() throws IOException {
        StringBuilder input = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            input.append(line).append('\n');
            if (input.length() > CHARS_MAX) {
                throw new IOException("a statement is longer than " + CHARS_MAX + " characters; is this a script?");
            }
            String text = input.toString();
            if (Shell.isCommand(text) || !text.isBlank() && !Statements.isOpen(text)) {
                return text;
            }
        }
        return input.toString().isBlank() ? null : input.toString();
    }

    @Override
    public boolean pause(Duration time) {
        return false;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
