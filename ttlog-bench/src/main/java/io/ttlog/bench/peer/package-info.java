/* SPDX-License-Identifier: Apache-2.0 */
/**
 * ttlog and its peers behind one seam. A <em>peer</em> is a library that records the same event: one class each, started by
 * name through {@link io.ttlog.bench.peer.Peers}, and alone in its JVM, so that a call through {@link
 * io.ttlog.bench.peer.Peer} has one receiver and is inlined. The package knows nothing of how it is measured.
 */
@NullMarked
package io.ttlog.bench.peer;

import org.jspecify.annotations.NullMarked;
