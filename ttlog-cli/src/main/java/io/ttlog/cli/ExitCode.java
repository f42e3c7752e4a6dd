/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

/** What the process ends with; part of the contract of the command line. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CORRUPTION = 4;

    private ExitCode() {}
}
