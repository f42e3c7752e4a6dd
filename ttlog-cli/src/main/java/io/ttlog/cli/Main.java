/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

/** Where the launcher enters. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = TTLogCommand.run(Terminal.ofProcess(), arguments);
        System.exit(code);
    }
}
