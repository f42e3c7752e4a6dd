/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Writes tables of a store into files that other tools read. {@link io.ttlog.cli.export.Export} is the front door: it takes a
 * snapshot and makes a {@code TableExport} of each table, which hands the rows in <em>groups</em> to a {@code TableWriter} of the
 * format.
 *
 * <p>A file grows under another name, its <em>part file</em>, and gets its own when it is complete and synced. Beside it a
 * <em>journal</em> tells after each group how far the part file is right and which rows are in it, so that an export that was
 * broken off goes on there. What the order of rows has to do with that, {@code TableExport} says.
 *
 * <p>One thread; memory for one group and one row group of the store. Imports the store's snapshot and the query engine's vectors,
 * and no library but zstd-jni.
 */
@NullMarked
package io.ttlog.cli.export;

import org.jspecify.annotations.NullMarked;
