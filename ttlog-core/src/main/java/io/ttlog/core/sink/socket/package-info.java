/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Events to a receiver in another process (RFC-0007): the sending sink, and of the receiving end what both need, messages and
 * connections. The receiver itself is in the command line, because it needs a store.
 *
 * <p>Vocabulary: a <em>frame</em> is a block of events with their symbols, as in an event file. Each start of a sender begins a
 * <em>stream</em> of frames numbered from 1. A frame lies in the <em>spool</em>, a directory of bounded size, until the receiver has
 * <em>acknowledged</em> it, which means that it is durable there. <em>Messages</em> are what goes over a connection, whose one end
 * here is a <em>wire</em>: every wait on it has a limit.
 *
 * <p>Threads: the lane's thread fills frames and writes them to the spool; {@code ttlog-socket} sends from the spool and takes
 * acknowledgements. They share the spool, behind its lock. Threads of the application wait in {@code flush(DELIVERED)} only.
 */
@NullMarked
package io.ttlog.core.sink.socket;

import org.jspecify.annotations.NullMarked;
