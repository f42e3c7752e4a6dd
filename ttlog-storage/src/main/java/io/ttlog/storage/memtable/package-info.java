/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Rows that are not sealed yet, in append-only typed columns.
 *
 * <p>One thread appends ({@link io.ttlog.storage.memtable.Appender}) and any thread reads, without a lock: a column publishes
 * its number of entries with a release store after the entry is written, the {@link io.ttlog.storage.memtable.Memtable}
 * publishes the row counts of all tables at once after each batch, and arrays grow by copy. A reader takes the row counts
 * first and then never looks at an entry of a later row. An <em>entry</em> is a value with its row; a column that skips no
 * row keeps no row numbers. The package imports {@code chunk} and the event format, no file.
 */
@NullMarked
package io.ttlog.storage.memtable;

import org.jspecify.annotations.NullMarked;
