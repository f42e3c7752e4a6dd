/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Has contexts follow by themselves: weaves the classes of the JDK through which work goes to other threads, so that they call
 * {@code io.ttlog.agent.boot.Relay}. RFC-0014 has the places and why they are these.
 *
 * <p>The classes of the JDK are woven when the agent starts, in one go, and again when another agent has them changed. The relay is defined
 * in {@code java.util.concurrent}: there everything that is woven sees it, no jar has to be appended to the bootstrap class path
 * (which costs the archive of classes, and a line on standard output), and no module needs a new edge.
 *
 * <p>Threads: installed by one; the transformer is called by those that load classes and answers for the few it knows. Imports Byte
 * Buddy, nothing of ttlog.
 */
@NullMarked
package io.ttlog.agent.context;

import org.jspecify.annotations.NullMarked;
