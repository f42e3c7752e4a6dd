/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A disk in memory that loses power and fails, behind the interfaces of {@code java.nio.file}: what is tested on it is the store
 * as it is, without a seam in it. {@link io.ttlog.storage.disk.SimulatedDisk} is the door: its paths go to the store, a watcher
 * sees each operation before it happens, and a second disk is made of what would be left if the power, or the process, went then.
 *
 * <p>Words: content and names are <em>volatile</em> until a <em>force</em> of the file or of the directory makes them
 * <em>durable</em>; a loss of power keeps what is durable and, by chance, sectors and changes of names that are not. A sector whose force has
 * failed is <em>doomed</em>: programs read it, and no later force writes it.
 *
 * <p>All state of a disk is guarded by the disk; each call is one step for all threads. Imports the JDK alone. Not modelled:
 * symbolic links, permissions, interrupts, the order of writes that a journal would keep, and sectors that lie.
 */
@NullMarked
package io.ttlog.storage.disk;

import org.jspecify.annotations.NullMarked;
