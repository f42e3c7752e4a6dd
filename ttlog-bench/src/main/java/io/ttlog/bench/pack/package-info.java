/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Designs for the events of a frame (RFC-0008) side by side: packed ones, as version 3 of the event files has them, and {@link
 * io.ttlog.bench.pack.PlainRecords}, as version 2 had them, which is kept so that it can be measured.
 *
 * <p>Everything here belongs to one thread. Imports ttlog-core and the values of the benchmarks ({@code bench.peer.Fields}).
 */
@NullMarked
package io.ttlog.bench.pack;

import org.jspecify.annotations.NullMarked;
