/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The three streams of a command, and whether people are behind them.
 *
 * @param in standard input, bytes
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 * @param inTyped whether standard input is a terminal
 * @param outShown whether standard output is a terminal
 * @param errShown whether standard error is a terminal
 */
public record Terminal(
        InputStream in, PrintWriter out, PrintWriter err, boolean inTyped, boolean outShown, boolean errShown) {
    /** The streams of this process. */
    public static Terminal ofProcess() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                writer(new StandardOutput(new FileOutputStream(FileDescriptor.out)), false),
                writer(new FileOutputStream(FileDescriptor.err), true),
                isTerminal(0),
                isTerminal(1),
                isTerminal(2));
    }

    /** Says on standard error what damage an answer leaves out, and returns the exit code for that. */
    int tellDamage(List<String> damage) {
        for (String place : damage) {
            err.println("ttlog: " + place);
        }
        if (damage.isEmpty()) {
            return ExitCode.DONE;
        }
        err.println(
                "ttlog: rows may be missing from this answer because of the damage above; './ttlog verify' tells more");
        return ExitCode.CORRUPTION;
    }

    static PrintWriter writer(OutputStream stream, boolean autoFlush) {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), autoFlush);
    }

    /** Asks /proc, because System.console() looks at both streams at once and changes its meaning in JDK 22. */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException | SecurityException e) {
            return false; // then nothing is drawn, which is right everywhere
        }
        return false; // no /proc: nothing is drawn
    }
}
