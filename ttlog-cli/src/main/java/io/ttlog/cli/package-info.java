/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command line: {@link io.ttlog.cli.Main} starts it, {@link io.ttlog.cli.TTLogCommand} holds the commands, one class each.
 * Results go to standard output and everything else to standard error; the exit codes are in {@link io.ttlog.cli.ExitCode}.
 *
 * <p>Commands reach the world through {@link io.ttlog.cli.Terminal}, so that tests run them in their own process. Imports picocli,
 * which no other package does.
 */
@NullMarked
package io.ttlog.cli;

import org.jspecify.annotations.NullMarked;
