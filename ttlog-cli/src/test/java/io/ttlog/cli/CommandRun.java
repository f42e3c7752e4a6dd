/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One command run in this process, with its streams apart.
 *
 * @param code what the process would end with
 * @param out all of standard output
 * @param err all of standard error
 */
public record CommandRun(int code, String out, String err) {
    /** Runs the command that the arguments name. */
    public static CommandRun of(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    /** Runs the command with bytes on standard input. */
    public static CommandRun withInput(byte[] in, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(in), new PrintWriter(out), new PrintWriter(err), false, false, false);
        int code = TTLogCommand.run(terminal, arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Imports text from standard input. */
    public static CommandRun imports(Path data, String text, String... options) {
        return imports(data, text.getBytes(StandardCharsets.UTF_8), options);
    }

    /** Imports bytes from standard input. */
    public static CommandRun imports(Path data, byte[] in, String... options) {
        return withInput(
                in,
                Stream.of(List.of("import", "--data", data.toString()), List.of(options), List.of("-"))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    /** The lines of the answer to SQL as CSV, without the header. */
    public static List<String> answers(Path data, String sql) {
        CommandRun run = of("query", "--data", data.toString(), "-o", "csv", sql);
        if (run.code != 0 || !run.err.isEmpty()) {
            throw new AssertionError(sql + " failed with " + run);
        }
        return run.out.lines().skip(1).toList();
    }

    /** The last line of standard output. */
    public String lastLine() {
        List<String> lines = out.lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
