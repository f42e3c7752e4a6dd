/* SPDX-License-Identifier: Apache-2.0 */
/**
 * ttlog's context for Micrometer's context-propagation, and so for Reactor and Spring: found through {@code META-INF/services}, needs
 * no configuration. RFC-0014 says how.
 *
 * <p>Words: an <em>accessor</em> is what the library asks for the value that a thread has, and tells which one it shall have; a
 * <em>snapshot</em> is what it took from a thread, to be given to another.
 *
 * <p>Threads: each call is about the thread that makes it. Between two scopes nothing is kept for a thread. Imports: ttlog-api and
 * context-propagation, nothing of the runtime.
 */
@NullMarked
package io.ttlog.propagation;

import org.jspecify.annotations.NullMarked;
