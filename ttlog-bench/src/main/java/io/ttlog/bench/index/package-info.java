/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Structures that could say which row groups have a key (RFC-0022), beside the one that was taken: those that were not stay runnable here. {@link
 * io.ttlog.bench.index.FilterCandidates} measures all of them with the keys of real row groups. Each belongs to one thread.
 */
@NullMarked
package io.ttlog.bench.index;

import org.jspecify.annotations.NullMarked;
