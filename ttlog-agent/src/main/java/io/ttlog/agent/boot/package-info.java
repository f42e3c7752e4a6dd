/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the JDK's own classes call once the agent has woven them. It knows nothing but the JDK, and is defined in the package of executors
 * itself, as {@code java.util.concurrent.TTLogRelay} and so on, by {@code io.ttlog.agent.context}. RFC-0014.
 *
 * <p>Words: a <em>link</em> is one copy of ttlog in this JVM, held weakly. What it has captured is <em>handed</em> over with a task, beside
 * which it waits in a table ({@code CarriedContexts}) until the task runs. The <em>place</em> is the executor that shall run it.
 *
 * <p>Threads: called by all; a table is striped, each stripe has a lock that is held for moments and while nothing foreign runs.
 * No lambdas and no joined strings here: making them would need the classes that are woven. Nothing is thrown to the caller.
 */
@NullMarked
package io.ttlog.agent.boot;

import org.jspecify.annotations.NullMarked;
