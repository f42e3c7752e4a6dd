/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The append log (RFC-0002): what was handed to the operating system survives a killed process.
 *
 * <p>A <em>log file</em> is a header and <em>records</em>; a record defines symbols or holds events. Each event has a
 * <em>sequence</em>, counted from 1 over the life of the store. Every file defines the symbols that it uses, so that it can
 * be read alone. A file has one writer in its life: a process never appends to what another one, or itself before a failure,
 * has left. {@link io.ttlog.storage.log.LogWriter} belongs to one thread; {@link io.ttlog.storage.log.LogFile} to the thread
 * that opened it. The package knows no columns.
 */
@NullMarked
package io.ttlog.storage.log;

import org.jspecify.annotations.NullMarked;
