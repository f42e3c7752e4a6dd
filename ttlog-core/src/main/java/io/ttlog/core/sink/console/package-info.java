/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Events as lines for people, on standard output. One event is one line, errors follow on lines of their own; fields are
 * always shown. On request events are JSON lines for programs instead. Control characters of values are escaped, so that no value can forge a line or steer a terminal.
 *
 * <p>A sink belongs to one thread. Nothing else of ttlog prints.
 */
@NullMarked
package io.ttlog.core.sink.console;

import org.jspecify.annotations.NullMarked;
