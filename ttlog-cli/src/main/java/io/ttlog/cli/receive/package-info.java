/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The receiving end of the socket sink (RFC-0007): {@code ttlog receive} listens, checks what comes, and appends it to a store.
 *
 * <p>Threads: the command's own thread accepts connections and lets the store do what is due; each connection has a thread,
 * which reads, checks, and calls {@link io.ttlog.cli.receive.Intake}, whose lock makes one writer of them all. Nothing that comes
 * over a connection is believed before it was checked, and each wait and buffer has a named limit.
 */
@NullMarked
package io.ttlog.cli.receive;

import org.jspecify.annotations.NullMarked;
