/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Columns as they are stored, in memory: what the memtable gives away, what segments encode and decode.
 *
 * <p>Vocabulary: a <em>run</em> is a set of rows that lie together (one segment, or what a memtable holds); it falls into
 * <em>row groups</em>; a <em>chunk</em> is one column of one row group; a <em>column key</em> names a stored column, which has
 * exactly one type: an attribute that was a number here and a text there has two columns. Everything is immutable once made;
 * chunks cache decoded texts and therefore belong to one thread. The package knows neither files nor memtables.
 */
@NullMarked
package io.ttlog.storage.chunk;

import org.jspecify.annotations.NullMarked;
