/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The road from the rings to the sinks (RFC-0004): one {@link io.ttlog.core.pump.Pump} thread empties all rings, asks the
 * {@link io.ttlog.core.pump.Pipeline} about each event, and copies what is kept into one {@link
 * io.ttlog.core.pump.Lane} per sink, whose own thread calls the sink.
 *
 * <p>A sink that fails is retried, then parked ({@link io.ttlog.core.pump.Standing}); its own lane alone loses events.
 *
 * <p>Vocabulary: a <em>stage</em> says whether an event is kept; a <em>lane</em> is a ring with a thread and a sink at its
 * end; an <em>outlet</em> is the sink as its lane sees it; a <em>barrier</em> is a flush request on its way through pump and
 * lanes; a span is <em>held</em> by the {@link io.ttlog.core.pump.TailSampler} until it is known whether its trace is kept (RFC-0015); a <em>gap</em> is what was lost of one kind, for one reason, at one place, between two moments, which {@link
 * io.ttlog.core.pump.Gaps} tells every sink (RFC-0006). Producers are never woken nor do they wake anybody; the pump polls. No code of the application runs here but the
 * stages it supplied.
 */
@NullMarked
package io.ttlog.core.pump;

import org.jspecify.annotations.NullMarked;
