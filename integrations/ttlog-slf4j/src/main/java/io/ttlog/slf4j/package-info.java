/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The SLF4J 2 provider: finds itself through {@code META-INF/services}, needs no configuration, and gives what is logged through
 * SLF4J to the ttlog that runs in the process ({@link io.ttlog.TTLog#init}). RFC-0010 says what becomes of what.
 *
 * <p>Words: a <em>format</em> is SLF4J's text with {@code {}} in it, which becomes the template of the event; its arguments become
 * the fields {@code arg0}, {@code arg1}... A <em>context</em> is what the MDC of one thread holds.
 *
 * <p>Threads: everything here is called by the application's threads and keeps no lock while it records. Only the MDC keeps anything
 * for a thread. Imports: ttlog-api and SLF4J, nothing of the runtime.
 */
@NullMarked
package io.ttlog.slf4j;

import org.jspecify.annotations.NullMarked;
