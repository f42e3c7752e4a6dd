/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where rows come from. The engine knows {@link io.ttlog.query.source.Tables} by name, what columns a
 * {@link io.ttlog.query.source.Table} has, and scans them, {@link io.ttlog.query.source.Wanted} columns and rows only;
 * it knows nothing of who holds the rows. {@link io.ttlog.query.source.StoreTables} is a snapshot of the store,
 * {@link io.ttlog.query.source.MemoryTables} are tables in memory.
 *
 * <p>Tables are read by any thread, each cursor by one. Imports the store's columns and snapshots; imported by the plan and
 * its execution.
 */
@NullMarked
package io.ttlog.query.source;

import org.jspecify.annotations.NullMarked;
