/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The latest events, decoded, in memory: for tests and for looking at a running process. Bounded by number and by bytes.
 * The sink is written by one thread and may be read by all. A {@link io.ttlog.core.sink.memory.Subscription} sees what comes.
 */
@NullMarked
package io.ttlog.core.sink.memory;

import org.jspecify.annotations.NullMarked;
