/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The shell: {@link io.ttlog.cli.shell.Shell} answers one input after the other, which an
 * {@link io.ttlog.cli.shell.Inputs} brings: a {@link io.ttlog.cli.shell.Prompt} from people (with JLine, the only place that
 * imports it), a {@link io.ttlog.cli.shell.Script} from a file or a pipe. An <em>input</em> is a command that begins with a
 * dot, or statements up to a semicolon. One thread.
 */
@NullMarked
package io.ttlog.cli.shell;

import org.jspecify.annotations.NullMarked;
