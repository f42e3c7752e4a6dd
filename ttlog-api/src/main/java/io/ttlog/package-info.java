/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The front door of ttlog: {@link io.ttlog.TTLog} and the few types that its methods name.
 *
 * <p>No call here throws, blocks or does I/O on the caller's thread once ttlog is started, unless the caller asked for
 * it ({@link io.ttlog.Overflow#BLOCK}, {@link io.ttlog.TTLog#flush}, queries). Before the start and after the stop every
 * call is a no-op. The package imports nothing but the JDK.
 */
@NullMarked
package io.ttlog;

import org.jspecify.annotations.NullMarked;
