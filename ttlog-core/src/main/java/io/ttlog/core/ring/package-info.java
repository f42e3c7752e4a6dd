/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How records get from the threads of the application to the pump, and from the pump to the sinks (RFC-0004).
 *
 * <p>Vocabulary: a <em>ring</em> holds bytes that one thread fills in and one thread takes out, in one array or in pages; an <em>inlet</em> is the
 * producing side of a ring with its counts, either owned by one thread or shared by many; a <em>position</em> grows for
 * ever, an <em>index</em> is a position masked into the array; a <em>tally</em> counts events by what happened to them.
 *
 * <p>A record is copied into a ring whole and becomes visible by one release store, and no code of the application runs
 * in between. The package knows the record layout ({@code io.ttlog.core.event}) but nothing of the pump or the API's
 * calls.
 */
@NullMarked
package io.ttlog.core.ring;

import org.jspecify.annotations.NullMarked;
