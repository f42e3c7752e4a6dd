/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where events go after the pipeline: the {@link io.ttlog.core.sink.Sink} seam and the sinks that need no other module.
 * Each sink is called by one thread of its own, so that a slow one never holds up another.
 */
@NullMarked
package io.ttlog.core.sink;

import org.jspecify.annotations.NullMarked;
