/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Columns in memory, as a scan hands them to the query engine: a {@link io.ttlog.storage.column.Batch} of equally long
 * {@link io.ttlog.storage.column.Vector}s, one subclass per physical shape. A batch belongs to the thread that reads it
 * and is valid until the next one is asked for. The package imports nothing of the store.
 */
@NullMarked
package io.ttlog.storage.column;

import org.jspecify.annotations.NullMarked;
